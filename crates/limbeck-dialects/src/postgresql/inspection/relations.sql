SELECT c.relname AS name,
       CASE WHEN c.relpersistence = 't' THEN 'temporary ' ELSE '' END
       || CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'table' END AS kind,
       pg_catalog.obj_description(c.oid, 'pg_class') AS comment,
       CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) END AS definition
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm')
  AND CASE WHEN {schema} IS NULL THEN pg_catalog.pg_table_is_visible(c.oid) AND n.nspname <> 'pg_catalog'
           ELSE n.nspname = {schema} END
  AND ({table} IS NULL OR c.relname = {table})
-- SQLAlchemy asks for no order and gets the physical one; scripts walk tables in it.
ORDER BY c.ctid
