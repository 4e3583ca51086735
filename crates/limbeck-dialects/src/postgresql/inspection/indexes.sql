SELECT c.relname AS table_name,
       i.relname AS name,
       x.indisunique AS "unique",
       (SELECT array_agg(a.attname::text ORDER BY o.place)
        FROM generate_series(1, x.indnkeyatts) AS o (place)
        LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[o.place - 1]
          AND x.indkey[o.place - 1] <> 0) AS columns,
       (SELECT array_agg(pg_catalog.pg_get_indexdef(x.indexrelid, o.place, true) ORDER BY o.place)
        FROM generate_series(1, x.indnkeyatts) AS o (place)) AS expressions,
       (SELECT array_agg(pg_catalog.pg_get_indexdef(x.indexrelid, o.place, true) ORDER BY o.place)
        FROM generate_series(x.indnkeyatts + 1, x.indnatts) AS o (place)) AS included,
       (SELECT array_agg(
          CASE WHEN (x.indoption[o.place - 1] & 1) = 1 THEN 'desc' ELSE '' END
          || CASE (x.indoption[o.place - 1] & 3) WHEN 2 THEN ' nulls_first' WHEN 1 THEN ' nulls_last' ELSE '' END
          ORDER BY o.place)
        FROM generate_series(1, x.indnkeyatts) AS o (place)) AS sorting,
       (SELECT k.conname::text FROM pg_catalog.pg_constraint AS k
        WHERE k.conindid = x.indexrelid AND k.conrelid = x.indrelid AND k.contype IN ('p', 'u', 'x') LIMIT 1)
       AS "constraint",
       json_strip_nulls(json_build_object(
         'using', CASE WHEN m.amname <> 'btree' THEN m.amname END,
         'where', pg_catalog.pg_get_expr(x.indpred, x.indrelid)
       ))::text AS options
FROM pg_catalog.pg_index AS x
JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
JOIN pg_catalog.pg_am AS m ON m.oid = i.relam
JOIN pg_catalog.pg_class AS c ON c.oid = x.indrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE NOT x.indisprimary
  AND CASE WHEN {schema} IS NULL THEN pg_catalog.pg_table_is_visible(c.oid) AND n.nspname <> 'pg_catalog'
           ELSE n.nspname = {schema} END
  AND ({table} IS NULL OR c.relname = {table})
ORDER BY c.oid, i.relname
