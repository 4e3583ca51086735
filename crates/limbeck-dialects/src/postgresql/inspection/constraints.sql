WITH n AS ({schemas}),
k AS (
  SELECT k.*, c.relname, n.name AS schema_name
  FROM n
  JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid
    AND (n.name IS NOT NULL OR pg_catalog.pg_table_is_visible(c.oid))
  JOIN pg_catalog.pg_constraint AS k ON k.conrelid = c.oid AND k.contype IN ('p', 'u', 'f', 'c')
  WHERE {table} IS NULL OR c.relname = {table}
)
SELECT k.relname AS table_name,
       k.conname AS name,
       CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign key' ELSE 'check' END
       AS kind,
       own.columns AS columns,
       coalesce(named.name, CASE WHEN NOT pg_catalog.pg_table_is_visible(k.confrelid) THEN rn.nspname::text END)
       AS referred_schema,
       r.relname AS referred_table,
       other.columns AS referred_columns,
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
       m.description AS comment,
       k.schema_name AS table_schema
FROM k
LEFT JOIN (
  SELECT k.oid, array_agg(a.attname::text ORDER BY o.place) AS columns
  FROM k
  CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY AS o (number, place)
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = o.number
  GROUP BY k.oid
) AS own ON own.oid = k.oid
LEFT JOIN (
  SELECT k.oid, array_agg(a.attname::text ORDER BY o.place) AS columns
  FROM k
  CROSS JOIN LATERAL unnest(k.confkey) WITH ORDINALITY AS o (number, place)
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = o.number
  WHERE k.contype = 'f'
  GROUP BY k.oid
) AS other ON other.oid = k.oid
LEFT JOIN pg_catalog.pg_class AS r ON r.oid = k.confrelid
LEFT JOIN pg_catalog.pg_namespace AS rn ON rn.oid = r.relnamespace
LEFT JOIN n AS named ON named.oid = r.relnamespace
LEFT JOIN pg_catalog.pg_description AS m
  ON m.objoid = k.oid AND m.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
ORDER BY k.conrelid, k.conname
