SELECT s.oid, NULL::text AS name
FROM pg_catalog.pg_namespace AS s
WHERE s.nspname = ANY (pg_catalog.current_schemas(true)) AND s.nspname <> 'pg_catalog'
