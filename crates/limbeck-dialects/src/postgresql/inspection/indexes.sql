WITH n AS ({schemas}),
c AS MATERIALIZED (
  SELECT c.oid, c.relname, n.name AS schema_name
  FROM n
  JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relkind {relkind}
  WHERE (n.name IS NOT NULL OR pg_catalog.pg_table_is_visible(c.oid))
    AND ({table} IS NULL OR c.relname = {table})
),
x AS MATERIALIZED (
  SELECT x.*, c.relname AS table_name, i.relname AS name, i.relam, i.reloptions, i.reltablespace, c.schema_name,
         -- Before version 15 this is the column of "older", which is there for that.
         CASE WHEN x.indisunique THEN (
           SELECT indnullsnotdistinct FROM pg_catalog.pg_index AS y WHERE y.indexrelid = x.indexrelid
         ) END AS nulls_not_distinct
  FROM c
  JOIN pg_catalog.pg_index AS x ON x.indrelid = c.oid AND NOT x.indisprimary
  JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
  CROSS JOIN (SELECT false AS indnullsnotdistinct) AS older
),
o AS MATERIALIZED (
  SELECT x.indexrelid, x.indrelid, x.indnkeyatts, o.number, o.place::int AS place, x.indoption[o.place - 1] AS option,
         x.indclass[o.place - 1] AS class, x.indcollation[o.place - 1] AS collation
  FROM x CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS o (number, place)
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
         'ops', e.classes,
         'with', CASE WHEN x.reloptions IS NOT NULL THEN (
           SELECT json_object_agg(split_part(o.text, '=', 1), substr(o.text, strpos(o.text, '=') + 1))
           FROM unnest(x.reloptions) AS o (text)
         ) END,
         'using', CASE WHEN m.amname <> 'btree' THEN m.amname END,
         'where', CASE WHEN x.indpred IS NOT NULL THEN pg_catalog.pg_get_expr(x.indpred, x.indrelid) END,
         'nulls_not_distinct', CASE WHEN x.nulls_not_distinct THEN true END,
         'invalid', CASE WHEN NOT x.indisvalid THEN true END
       ))::text AS options,
       x.schema_name AS table_schema,
       e.collations AS collations,
       ts.spcname::text AS tablespace
FROM x
JOIN pg_catalog.pg_am AS m ON m.oid = x.relam
JOIN (
  SELECT o.indexrelid,
         array_agg(a.attname::text ORDER BY o.place) FILTER (WHERE o.place <= o.indnkeyatts) AS columns,
         array_agg(
           CASE WHEN o.number = 0 THEN pg_catalog.pg_get_indexdef(o.indexrelid, o.place, true)
                ELSE pg_catalog.quote_ident(a.attname) END
           ORDER BY o.place) FILTER (WHERE o.place <= o.indnkeyatts) AS expressions,
         array_agg(a.attname::text ORDER BY o.place) FILTER (WHERE o.place > o.indnkeyatts) AS included,
         json_object_agg(
           CASE WHEN o.number = 0 THEN pg_catalog.pg_get_indexdef(o.indexrelid, o.place, true) ELSE a.attname END,
           c.name ORDER BY o.place) FILTER (WHERE c.name IS NOT NULL) AS classes,
         array_agg(l.name ORDER BY o.place) FILTER (WHERE o.place <= o.indnkeyatts) AS collations,
         array_agg(
           CASE WHEN (o.option & 1) = 1 THEN 'desc' ELSE '' END
           || CASE (o.option & 3) WHEN 2 THEN ' nulls_first' WHEN 1 THEN ' nulls_last' ELSE '' END
           ORDER BY o.place) FILTER (WHERE o.place <= o.indnkeyatts) AS sorting
  FROM o
  LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = o.indrelid AND a.attnum = o.number AND o.number <> 0
  LEFT JOIN (
    SELECT c.oid, CASE WHEN pg_catalog.pg_opclass_is_visible(c.oid) THEN c.opcname::text
                       ELSE pg_catalog.quote_ident(s.nspname) || '.' || pg_catalog.quote_ident(c.opcname) END AS name
    FROM pg_catalog.pg_opclass AS c
    JOIN pg_catalog.pg_namespace AS s ON s.oid = c.opcnamespace
    WHERE NOT c.opcdefault
  ) AS c ON c.oid = o.class AND o.place <= o.indnkeyatts
  -- The collation of an expression is that of its text.
  LEFT JOIN (
    SELECT l.oid, CASE WHEN pg_catalog.pg_collation_is_visible(l.oid) THEN pg_catalog.quote_ident(l.collname)
                       ELSE pg_catalog.quote_ident(s.nspname) || '.' || pg_catalog.quote_ident(l.collname) END AS name
    FROM pg_catalog.pg_collation AS l
    JOIN pg_catalog.pg_namespace AS s ON s.oid = l.collnamespace
  ) AS l ON l.oid = o.collation AND o.place <= o.indnkeyatts
    AND l.oid <> coalesce(a.attcollation, 'pg_catalog."default"'::pg_catalog.regcollation)
  GROUP BY o.indexrelid
) AS e ON e.indexrelid = x.indexrelid
LEFT JOIN (
  SELECT k.conindid, k.conrelid, min(k.conname::text) AS name
  FROM pg_catalog.pg_constraint AS k WHERE k.contype IN ('u', 'x') GROUP BY k.conindid, k.conrelid
) AS k ON k.conindid = x.indexrelid AND k.conrelid = x.indrelid
LEFT JOIN pg_catalog.pg_tablespace AS ts ON ts.oid = x.reltablespace
ORDER BY x.indrelid, x.name
