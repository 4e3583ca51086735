WITH n AS ({schemas})
SELECT c.relname AS table_name,
       a.attname AS name,
       pg_catalog.format_type(coalesce(d.oid, t.oid), CASE WHEN d.oid IS NULL THEN a.atttypmod ELSE t.typtypmod END)
       AS type,
       l.labels AS labels,
       coalesce(e.typname, t.typname)::text AS type_name,
       CASE WHEN NOT pg_catalog.pg_type_is_visible(coalesce(e.oid, t.oid)) THEN tn.nspname::text END AS type_schema,
       NOT a.attnotnull AS nullable,
       CASE WHEN a.attgenerated = '' THEN f.text END AS "default",
       a.attidentity <> ''
       OR t.typname IN ('int2', 'int4', 'int8') AND coalesce(f.text LIKE '%nextval(''%', false)
       AS autoincrement,
       m.description AS comment,
       CASE WHEN a.attgenerated <> '' THEN f.text END AS computed,
       a.attgenerated = 's' AS persisted,
       CASE WHEN a.attidentity <> '' THEN (
         SELECT json_build_object('always', a.attidentity = 'a', 'start', s.seqstart, 'increment', s.seqincrement,
                                  'minvalue', s.seqmin, 'maxvalue', s.seqmax, 'cache', s.seqcache, 'cycle', s.seqcycle)
         FROM pg_catalog.pg_depend AS p
         JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = p.objid
         WHERE p.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND p.refobjid = c.oid
           AND p.refobjsubid = a.attnum AND p.deptype = 'i'
       )::text END AS identity,
       NULL AS primary_key,
       n.name AS table_schema
FROM n
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
  AND (n.name IS NOT NULL OR pg_catalog.pg_table_is_visible(c.oid))
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type AS e ON e.oid = t.typelem AND t.typcategory = 'A'
LEFT JOIN pg_catalog.pg_type AS d ON d.oid = t.typbasetype AND t.typtype = 'd'
JOIN pg_catalog.pg_namespace AS tn ON tn.oid = coalesce(e.typnamespace, t.typnamespace)
LEFT JOIN (
  SELECT g.enumtypid, array_agg(g.enumlabel::text ORDER BY g.enumsortorder) AS labels
  FROM pg_catalog.pg_enum AS g GROUP BY g.enumtypid
) AS l ON l.enumtypid = coalesce(e.oid, t.oid)
LEFT JOIN (
  SELECT h.adrelid, h.adnum, pg_catalog.pg_get_expr(h.adbin, h.adrelid) AS text
  FROM pg_catalog.pg_attrdef AS h
) AS f ON f.adrelid = c.oid AND f.adnum = a.attnum AND a.atthasdef
LEFT JOIN pg_catalog.pg_description AS m
  ON m.objoid = c.oid AND m.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND m.objsubid = a.attnum
WHERE {table} IS NULL OR c.relname = {table}
ORDER BY c.oid, a.attnum
