SELECT s.oid, s.nspname::text AS name
FROM pg_catalog.pg_namespace AS s
WHERE s.nspname = {schema}
