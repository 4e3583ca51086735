SELECT s.oid, CASE WHEN s.nspname IS DISTINCT FROM pg_catalog.current_schema() THEN s.nspname::text END AS name
FROM pg_catalog.pg_namespace AS s
WHERE s.nspname NOT LIKE 'pg\_%' AND s.nspname <> 'information_schema'
