WITH n AS ({schemas})
SELECT n.name AS table_schema,
       c.relname AS table_name,
       p.polname AS name,
       p.polpermissive AS permissive,
       p.polcmd::text AS command,
       -- NULL is PUBLIC.
       ARRAY(SELECT r.rolname::text
             FROM unnest(p.polroles) AS u (oid)
             LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = u.oid
             ORDER BY r.rolname::text COLLATE "C" NULLS FIRST) AS roles,
       pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS using,
       pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS with_check,
       pg_catalog.obj_description(p.oid, 'pg_policy') AS comment
FROM n
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid
JOIN pg_catalog.pg_policy AS p ON p.polrelid = c.oid
WHERE n.name IS NOT NULL OR pg_catalog.pg_table_is_visible(c.oid)
