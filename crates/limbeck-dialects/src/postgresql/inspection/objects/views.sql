WITH n AS ({schemas})
SELECT n.name AS view_schema,
       c.relname AS name,
       c.relkind = 'm' AS materialized,
       btrim(rtrim(pg_catalog.pg_get_viewdef(c.oid), ';')) AS query,
       c.reloptions AS options,
       a.columns AS columns,
       pg_catalog.obj_description(c.oid, 'pg_class') AS comment
FROM n
JOIN pg_catalog.pg_class AS c
  ON c.relnamespace = n.oid AND c.relkind IN ('v', 'm') AND c.relpersistence <> 't'
JOIN (
  SELECT a.attrelid,
         json_agg(json_build_object(
           'name', a.attname,
           'type', pg_catalog.format_type(a.atttypid, a.atttypmod)
                   || CASE WHEN a.attcollation NOT IN (0, t.typcollation)
                           THEN ' COLLATE ' || a.attcollation::pg_catalog.regcollation ELSE '' END,
           'default', pg_catalog.pg_get_expr(d.adbin, d.adrelid),
           'comment', pg_catalog.col_description(a.attrelid, a.attnum)) ORDER BY a.attnum)::text AS columns
  FROM pg_catalog.pg_attribute AS a
  JOIN pg_catalog.pg_class AS v ON v.oid = a.attrelid AND v.relkind IN ('v', 'm')
  JOIN n ON n.oid = v.relnamespace
  JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attnum > 0 AND NOT a.attisdropped
  GROUP BY a.attrelid
) AS a ON a.attrelid = c.oid
WHERE (n.name IS NOT NULL OR pg_catalog.pg_table_is_visible(c.oid))
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS m
                  WHERE m.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND m.objid = c.oid
                    AND m.deptype = 'e')
