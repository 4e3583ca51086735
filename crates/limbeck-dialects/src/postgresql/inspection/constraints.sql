WITH n AS ({schemas}),
c AS MATERIALIZED (
  SELECT c.oid, c.relname, n.name AS schema_name
  FROM n
  JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'f')
  WHERE (n.name IS NOT NULL OR pg_catalog.pg_table_is_visible(c.oid))
    AND ({table} IS NULL OR c.relname = {table})
),
k AS MATERIALIZED (
  SELECT k.*, c.relname, c.schema_name,
         -- Before version 15 this is the column of "older", which is there for that.
         CASE WHEN k.contype = 'u' THEN (
           SELECT indnullsnotdistinct FROM pg_catalog.pg_index AS x WHERE x.indexrelid = k.conindid
         ) END AS nulls_not_distinct
  FROM c
  JOIN pg_catalog.pg_constraint AS k ON k.conrelid = c.oid AND k.contype IN ('p', 'u', 'f', 'c', 'x')
  CROSS JOIN (SELECT false AS indnullsnotdistinct) AS older
),
own AS MATERIALIZED (
  SELECT k.oid, k.conrelid AS relation, o.number, o.place
  FROM k CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY AS o (number, place)
),
other AS MATERIALIZED (
  SELECT k.oid, k.confrelid AS relation, o.number, o.place
  FROM k CROSS JOIN LATERAL unnest(k.confkey) WITH ORDINALITY AS o (number, place)
  WHERE k.contype = 'f'
),
excluded AS MATERIALIZED (
  SELECT k.oid, k.conindid AS index, o.operator, o.place::int AS place
  FROM k CROSS JOIN LATERAL unnest(k.conexclop) WITH ORDINALITY AS o (operator, place)
  WHERE k.contype = 'x'
)
SELECT k.relname AS table_name,
       k.conname AS name,
       CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign key' WHEN 'x' THEN 'exclude'
            ELSE 'check' END
       AS kind,
       own.columns AS columns,
       coalesce(named.name, CASE WHEN NOT pg_catalog.pg_table_is_visible(k.confrelid) THEN rn.nspname::text END)
       AS referred_schema,
       r.relname AS referred_table,
       other.columns AS referred_columns,
       json_strip_nulls(json_build_object(
         'onupdate', CASE k.confupdtype WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL'
                     WHEN 'd' THEN 'SET DEFAULT' END,
         'ondelete', CASE k.confdeltype WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE'
                     WHEN 'n' THEN 'SET NULL' || coalesce(
                       substring(pg_catalog.pg_get_constraintdef(k.oid) FROM 'ON DELETE SET (?:NULL|DEFAULT)( \(.*?\))'), '')
                     WHEN 'd' THEN 'SET DEFAULT' || coalesce(
                       substring(pg_catalog.pg_get_constraintdef(k.oid) FROM 'ON DELETE SET (?:NULL|DEFAULT)( \(.*?\))'), '') END,
         'deferrable', CASE WHEN k.condeferrable THEN true END,
         'initially', CASE WHEN k.condeferred THEN 'DEFERRED' END,
         'match', CASE k.confmatchtype WHEN 'f' THEN 'FULL' WHEN 'p' THEN 'PARTIAL' END
       ))::text AS options,
       CASE WHEN k.contype = 'c' THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid, true) END AS sqltext,
       m.description AS comment,
       k.schema_name AS table_schema,
       included.columns AS included,
       k.nulls_not_distinct AS nulls_not_distinct,
       CASE WHEN k.contype IN ('c', 'f') THEN NOT k.convalidated END AS not_valid,
       CASE WHEN k.contype = 'c' THEN k.connoinherit END AS no_inherit,
       CASE WHEN k.contype IN ('p', 'u', 'x') THEN i.reloptions END AS parameters,
       CASE WHEN k.contype IN ('p', 'u', 'x') THEN ts.spcname::text END AS tablespace,
       CASE WHEN k.contype = 'x' THEN am.amname::text END AS method,
       exclusion.elements AS elements,
       exclusion.predicate AS predicate
FROM k
LEFT JOIN (
  SELECT o.oid, array_agg(a.attname::text ORDER BY o.place) AS columns
  FROM own AS o
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = o.relation AND a.attnum = o.number
  GROUP BY o.oid
) AS own ON own.oid = k.oid
LEFT JOIN (
  SELECT o.oid, array_agg(a.attname::text ORDER BY o.place) AS columns
  FROM other AS o
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = o.relation AND a.attnum = o.number
  GROUP BY o.oid
) AS other ON other.oid = k.oid
LEFT JOIN (
  SELECT x.indexrelid, array_agg(a.attname::text ORDER BY o.place) AS columns
  FROM pg_catalog.pg_index AS x
  CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS o (number, place)
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = x.indrelid AND a.attnum = o.number
  WHERE x.indnatts > x.indnkeyatts AND o.place > x.indnkeyatts
  GROUP BY x.indexrelid
) AS included ON included.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN (
  SELECT o.oid,
         json_agg(json_build_object(
           'element', pg_catalog.pg_get_indexdef(o.index, o.place, true),
           'class', CASE WHEN NOT oc.opcdefault THEN oc.opcname END,
           'operator', CASE WHEN pg_catalog.pg_operator_is_visible(op.oid) THEN op.oprname
                       ELSE 'OPERATOR(' || pg_catalog.quote_ident(ons.nspname) || '.' || op.oprname || ')' END
         ) ORDER BY o.place)::text AS elements,
         min(pg_catalog.pg_get_expr(x.indpred, x.indrelid)) AS predicate
  FROM excluded AS o
  JOIN pg_catalog.pg_operator AS op ON op.oid = o.operator
  JOIN pg_catalog.pg_namespace AS ons ON ons.oid = op.oprnamespace
  JOIN pg_catalog.pg_index AS x ON x.indexrelid = o.index
  JOIN pg_catalog.pg_opclass AS oc ON oc.oid = x.indclass[o.place - 1]
  GROUP BY o.oid
) AS exclusion ON exclusion.oid = k.oid
LEFT JOIN pg_catalog.pg_class AS i ON i.oid = k.conindid
LEFT JOIN pg_catalog.pg_am AS am ON am.oid = i.relam
LEFT JOIN pg_catalog.pg_tablespace AS ts ON ts.oid = i.reltablespace
LEFT JOIN pg_catalog.pg_class AS r ON r.oid = k.confrelid
LEFT JOIN pg_catalog.pg_namespace AS rn ON rn.oid = r.relnamespace
LEFT JOIN n AS named ON named.oid = r.relnamespace
LEFT JOIN pg_catalog.pg_description AS m
  ON m.objoid = k.oid AND m.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
ORDER BY k.conrelid, k.conname
