SELECT c.relname AS name
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'S'
  AND CASE WHEN {schema} IS NULL THEN pg_catalog.pg_table_is_visible(c.oid) AND n.nspname <> 'pg_catalog'
           ELSE n.nspname = {schema} END
-- SQLAlchemy asks for no order and gets the physical one; scripts walk tables in it.
ORDER BY c.ctid
