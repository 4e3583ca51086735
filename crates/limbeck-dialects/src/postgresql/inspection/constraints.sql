SELECT c.relname AS table_name,
       k.conname AS name,
       CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign key' ELSE 'check' END
       AS kind,
       (SELECT array_agg(a.attname::text ORDER BY o.place)
        FROM unnest(k.conkey) WITH ORDINALITY AS o (number, place)
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = o.number) AS columns,
       CASE WHEN NOT pg_catalog.pg_table_is_visible(k.confrelid) OR rn.nspname = {schema} THEN rn.nspname::text END
       AS referred_schema,
       r.relname AS referred_table,
       (SELECT array_agg(a.attname::text ORDER BY o.place)
        FROM unnest(k.confkey) WITH ORDINALITY AS o (number, place)
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = o.number) AS referred_columns,
       json_strip_nulls(json_build_object(
         'onupdate', CASE k.confupdtype WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL'
                     WHEN 'd' THEN 'SET DEFAULT' END,
         'ondelete', CASE k.confdeltype WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL'
                     WHEN 'd' THEN 'SET DEFAULT' END,
         'deferrable', CASE WHEN k.condeferrable THEN true END,
         'initially', CASE WHEN k.condeferred THEN 'DEFERRED' END,
         'match', CASE k.confmatchtype WHEN 'f' THEN 'FULL' WHEN 'p' THEN 'PARTIAL' END
       ))::text AS options,
       CASE WHEN k.contype = 'c' THEN regexp_replace(
         pg_catalog.pg_get_constraintdef(k.oid, true), '^CHECK *\((.+)\)( NO INHERIT)?( NOT VALID)?$', '\1'
       ) END AS sqltext,
       pg_catalog.obj_description(k.oid, 'pg_constraint') AS comment
FROM pg_catalog.pg_constraint AS k
JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class AS r ON r.oid = k.confrelid
LEFT JOIN pg_catalog.pg_namespace AS rn ON rn.oid = r.relnamespace
WHERE k.contype IN ('p', 'u', 'f', 'c')
  AND CASE WHEN {schema} IS NULL THEN pg_catalog.pg_table_is_visible(c.oid) AND n.nspname <> 'pg_catalog'
           ELSE n.nspname = {schema} END
  AND ({table} IS NULL OR c.relname = {table})
ORDER BY c.oid, k.conname
