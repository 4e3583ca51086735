SELECT s.oid,
       CASE WHEN s.nspname = ANY ({named}) AND s.nspname IS DISTINCT FROM pg_catalog.current_schema()
            THEN s.nspname::text END AS name
FROM pg_catalog.pg_namespace AS s
WHERE s.nspname = ANY ({named})
   OR s.nspname = ANY (pg_catalog.current_schemas(true)) AND s.nspname <> 'pg_catalog'
