WITH n AS ({schemas})
SELECT e.extname AS name,
       coalesce(n.name, CASE WHEN s.nspname IS DISTINCT FROM pg_catalog.current_schema() THEN s.nspname::text END)
       AS extension_schema,
       CASE WHEN e.extversion IS DISTINCT FROM a.default_version THEN e.extversion END AS version
FROM pg_catalog.pg_extension AS e
JOIN pg_catalog.pg_namespace AS s ON s.oid = e.extnamespace
LEFT JOIN n ON n.oid = e.extnamespace
LEFT JOIN pg_catalog.pg_available_extensions() AS a ON a.name = e.extname
-- Every database has it from the start.
WHERE e.extname <> 'plpgsql'
ORDER BY e.extname
