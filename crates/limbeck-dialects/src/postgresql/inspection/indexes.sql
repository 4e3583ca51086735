WITH n AS ({schemas}),
x AS (
  SELECT x.*, c.relname AS table_name, i.relname AS name, i.relam, n.name AS schema_name
  FROM n
  JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relkind {relkind}
    AND (n.name IS NOT NULL OR pg_catalog.pg_table_is_visible(c.oid))
  JOIN pg_catalog.pg_index AS x ON x.indrelid = c.oid AND NOT x.indisprimary
  JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
  WHERE {table} IS NULL OR c.relname = {table}
)
SELECT x.table_name AS table_name,
       x.name AS name,
       x.indisunique AS "unique",
       e.columns AS columns,
       e.expressions AS expressions,
       e.included AS included,
       e.sorting AS sorting,
       k.name AS "constraint",
       json_strip_nulls(json_build_object(
         'using', CASE WHEN m.amname <> 'btree' THEN m.amname END,
         'where', CASE WHEN x.indpred IS NOT NULL THEN pg_catalog.pg_get_expr(x.indpred, x.indrelid) END
       ))::text AS options,
       x.schema_name AS table_schema
FROM x
JOIN pg_catalog.pg_am AS m ON m.oid = x.relam
JOIN (
  SELECT x.indexrelid,
         array_agg(a.attname::text ORDER BY o.place) FILTER (WHERE o.place <= x.indnkeyatts) AS columns,
         array_agg(
           CASE WHEN o.number = 0 THEN pg_catalog.pg_get_indexdef(x.indexrelid, o.place::int, true)
                ELSE pg_catalog.quote_ident(a.attname) END
           ORDER BY o.place) FILTER (WHERE o.place <= x.indnkeyatts) AS expressions,
         array_agg(a.attname::text ORDER BY o.place) FILTER (WHERE o.place > x.indnkeyatts) AS included,
         array_agg(
           CASE WHEN (x.indoption[o.place - 1] & 1) = 1 THEN 'desc' ELSE '' END
           || CASE (x.indoption[o.place - 1] & 3) WHEN 2 THEN ' nulls_first' WHEN 1 THEN ' nulls_last' ELSE '' END
           ORDER BY o.place) FILTER (WHERE o.place <= x.indnkeyatts) AS sorting
  FROM x
  CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS o (number, place)
  LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = x.indrelid AND a.attnum = o.number AND o.number <> 0
  GROUP BY x.indexrelid
) AS e ON e.indexrelid = x.indexrelid
LEFT JOIN (
  SELECT k.conindid, k.conrelid, min(k.conname::text) AS name
  FROM pg_catalog.pg_constraint AS k WHERE k.contype IN ('u', 'x') GROUP BY k.conindid, k.conrelid
) AS k ON k.conindid = x.indexrelid AND k.conrelid = x.indrelid
ORDER BY x.indrelid, x.name
