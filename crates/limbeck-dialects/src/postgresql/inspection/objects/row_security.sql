WITH n AS ({schemas})
SELECT n.name AS table_schema,
       c.relname AS table_name,
       c.relrowsecurity AS enabled,
       c.relforcerowsecurity AS forced
FROM n
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND (c.relrowsecurity OR c.relforcerowsecurity)
WHERE n.name IS NOT NULL OR pg_catalog.pg_table_is_visible(c.oid)
