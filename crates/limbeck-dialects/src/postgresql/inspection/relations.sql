WITH n AS ({schemas})
SELECT c.relname AS name,
       CASE WHEN c.relpersistence = 't' THEN 'temporary ' ELSE '' END
       || CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'table' END AS kind,
       d.description AS comment,
       CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) END AS definition,
       n.name AS table_schema
FROM n
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
LEFT JOIN pg_catalog.pg_description AS d
  ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0
WHERE (n.name IS NOT NULL OR pg_catalog.pg_table_is_visible(c.oid))
  AND ({table} IS NULL OR c.relname = {table})
-- SQLAlchemy asks for no order and gets the physical one; scripts walk tables in it.
ORDER BY c.ctid
