WITH n AS ({schemas})
SELECT n.name AS table_schema,
       c.relname AS table_name,
       coalesce(pn.name, CASE WHEN NOT pg_catalog.pg_table_is_visible(p.oid) THEN s.nspname::text END)
       AS parent_schema,
       p.relname AS parent_name,
       pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS bound
FROM n
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relispartition AND c.relkind IN ('r', 'p', 'f')
JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = c.oid
JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent
JOIN pg_catalog.pg_namespace AS s ON s.oid = p.relnamespace
LEFT JOIN n AS pn ON pn.oid = s.oid
WHERE n.name IS NOT NULL OR pg_catalog.pg_table_is_visible(c.oid)
