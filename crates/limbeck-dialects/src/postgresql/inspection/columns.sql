SELECT c.relname AS table_name,
       a.attname AS name,
       pg_catalog.format_type(coalesce(d.oid, t.oid), CASE WHEN d.oid IS NULL THEN a.atttypmod ELSE t.typtypmod END)
       AS type,
       (SELECT array_agg(l.enumlabel::text ORDER BY l.enumsortorder)
        FROM pg_catalog.pg_enum AS l WHERE l.enumtypid = coalesce(e.oid, t.oid)) AS labels,
       coalesce(e.typname, t.typname)::text AS type_name,
       CASE WHEN NOT pg_catalog.pg_type_is_visible(coalesce(e.oid, t.oid)) THEN tn.nspname::text END AS type_schema,
       NOT a.attnotnull AS nullable,
       CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(f.adbin, f.adrelid) END AS "default",
       a.attidentity <> ''
       OR t.typname IN ('int2', 'int4', 'int8')
       AND coalesce(pg_catalog.pg_get_expr(f.adbin, f.adrelid) LIKE '%nextval(''%', false)
       AS autoincrement,
       pg_catalog.col_description(c.oid, a.attnum) AS comment,
       CASE WHEN a.attgenerated <> '' THEN pg_catalog.pg_get_expr(f.adbin, f.adrelid) END AS computed,
       a.attgenerated = 's' AS persisted,
       CASE WHEN a.attidentity <> '' THEN (
         SELECT json_build_object('always', a.attidentity = 'a', 'start', s.seqstart, 'increment', s.seqincrement,
                                  'minvalue', s.seqmin, 'maxvalue', s.seqmax, 'cache', s.seqcache, 'cycle', s.seqcycle)
         FROM pg_catalog.pg_depend AS p
         JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = p.objid
         WHERE p.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND p.refobjid = c.oid
           AND p.refobjsubid = a.attnum AND p.deptype = 'i'
       )::text END AS identity,
       NULL AS primary_key
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type AS e ON e.oid = t.typelem AND t.typcategory = 'A'
LEFT JOIN pg_catalog.pg_type AS d ON d.oid = t.typbasetype AND t.typtype = 'd'
JOIN pg_catalog.pg_namespace AS tn ON tn.oid = coalesce(e.typnamespace, t.typnamespace)
LEFT JOIN pg_catalog.pg_attrdef AS f ON f.adrelid = c.oid AND f.adnum = a.attnum
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm')
  AND CASE WHEN {schema} IS NULL THEN pg_catalog.pg_table_is_visible(c.oid) AND n.nspname <> 'pg_catalog'
           ELSE n.nspname = {schema} END
  AND ({table} IS NULL OR c.relname = {table})
ORDER BY c.oid, a.attnum
