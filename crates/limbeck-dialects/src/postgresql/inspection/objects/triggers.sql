WITH n AS ({schemas}),
t AS (
  SELECT t.*, n.name AS told, c.relname,
         pg_catalog.pg_get_triggerdef(t.oid) AS definition,
         ' ON ' || pg_catalog.quote_ident(s.nspname) || '.' || pg_catalog.quote_ident(c.relname) || ' ' AS place
  FROM n
  JOIN pg_catalog.pg_namespace AS s ON s.oid = n.oid
  JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relpersistence <> 't'
  JOIN pg_catalog.pg_trigger AS t ON t.tgrelid = c.oid AND NOT t.tgisinternal
  WHERE (n.name IS NOT NULL OR pg_catalog.pg_table_is_visible(c.oid))
    -- Neither members of extensions nor the copies that partitions have of their parent's triggers.
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS m
                    WHERE m.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND m.objid = t.oid
                      AND (m.deptype = 'e' OR m.refclassid = 'pg_catalog.pg_trigger'::pg_catalog.regclass))
)
SELECT t.told AS table_schema,
       t.relname AS table_name,
       t.tgname AS name,
       -- The server always names the schema of the table here; elsewhere only if it has to.
       overlay(t.definition PLACING ' ON ' || t.tgrelid::pg_catalog.regclass || ' '
               FROM strpos(t.definition, t.place) FOR length(t.place)) AS definition,
       t.tgenabled::text AS firing,
       pg_catalog.obj_description(t.oid, 'pg_trigger') AS comment
FROM t
