WITH n AS ({schemas}),
c AS MATERIALIZED (
  SELECT c.oid, c.relname, n.name AS schema_name
  FROM n
  JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
  WHERE (n.name IS NOT NULL OR pg_catalog.pg_table_is_visible(c.oid))
    AND ({table} IS NULL OR c.relname = {table})
),
-- Domains by what SQLAlchemy calls their properties.
d AS MATERIALIZED (
  SELECT t.oid,
         json_build_object(
           'name', t.typname, 'schema', CASE WHEN NOT pg_catalog.pg_type_is_visible(t.oid) THEN s.nspname END,
           'type', pg_catalog.format_type(t.typbasetype, t.typtypmod), 'not_null', t.typnotnull,
           'default', t.typdefault, 'collation', o.collname,
           'collation_schema', CASE WHEN NOT pg_catalog.pg_collation_is_visible(o.oid) THEN os.nspname END,
           'constraint_name', k.names[1], 'check', substr(k.definitions[1], 8, length(k.definitions[1]) - 8)
         )::text AS definition
  FROM pg_catalog.pg_type AS t
  JOIN pg_catalog.pg_namespace AS s ON s.oid = t.typnamespace
  LEFT JOIN pg_catalog.pg_collation AS o ON o.oid = t.typcollation
  LEFT JOIN pg_catalog.pg_namespace AS os ON os.oid = o.collnamespace
  LEFT JOIN (
    SELECT k.contypid, array_agg(k.conname::text ORDER BY k.conname) AS names,
           array_agg(pg_catalog.pg_get_constraintdef(k.oid, true) ORDER BY k.conname) AS definitions
    FROM pg_catalog.pg_constraint AS k WHERE k.contypid <> 0 AND k.contype = 'c' GROUP BY k.contypid
  ) AS k ON k.contypid = t.oid
  WHERE t.typtype = 'd' AND s.nspname NOT IN ('pg_catalog', 'information_schema')
),
-- Types, arrays described by their elements.
t AS MATERIALIZED (
  SELECT t.oid, t.typname, t.typcollation,
         CASE WHEN t.typtype = 'd' THEN t.typbasetype END AS base, t.typtypmod AS base_modifier,
         coalesce(e.typname, t.typname)::text AS name,
         CASE WHEN NOT pg_catalog.pg_type_is_visible(coalesce(e.oid, t.oid)) THEN (
           SELECT s.nspname::text FROM pg_catalog.pg_namespace AS s WHERE s.oid = coalesce(e.typnamespace, t.typnamespace)
         ) END AS schema_name,
         coalesce(e.typtype, t.typtype) = 'e' AS is_enum,
         l.labels,
         d.definition AS domain
  FROM pg_catalog.pg_type AS t
  LEFT JOIN pg_catalog.pg_type AS e ON e.oid = t.typelem AND t.typcategory = 'A'
  LEFT JOIN (
    SELECT g.enumtypid, array_agg(g.enumlabel::text ORDER BY g.enumsortorder) AS labels
    FROM pg_catalog.pg_enum AS g GROUP BY g.enumtypid
  ) AS l ON l.enumtypid = coalesce(e.oid, t.oid)
  LEFT JOIN d ON d.oid = coalesce(e.oid, t.oid)
)
SELECT c.relname AS table_name,
       a.attname AS name,
       pg_catalog.format_type(coalesce(t.base, t.oid), CASE WHEN t.base IS NULL THEN a.atttypmod ELSE t.base_modifier END)
       AS type,
       t.labels AS labels,
       t.name AS type_name,
       t.schema_name AS type_schema,
       NOT a.attnotnull AS nullable,
       CASE WHEN a.attgenerated = '' THEN f.text END AS "default",
       a.attidentity <> ''
       OR t.typname IN ('int2', 'int4', 'int8') AND coalesce(f.text LIKE '%nextval(''%', false)
       AS autoincrement,
       m.description AS comment,
       CASE WHEN a.attgenerated <> '' THEN f.text END AS computed,
       a.attgenerated = 's' AS persisted,
       i.options AS identity,
       NULL AS primary_key,
       c.schema_name AS table_schema,
       co.collname::text AS collation,
       CASE WHEN NOT pg_catalog.pg_collation_is_visible(co.oid) THEN con.nspname::text END AS collation_schema,
       t.domain AS domain,
       t.is_enum AS is_enum
FROM c
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN t ON t.oid = a.atttypid
LEFT JOIN (
  SELECT h.adrelid, h.adnum, pg_catalog.pg_get_expr(h.adbin, h.adrelid) AS text
  FROM pg_catalog.pg_attrdef AS h
) AS f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
LEFT JOIN (
  SELECT p.refobjid, p.refobjsubid,
         json_build_object('always', a.attidentity = 'a', 'start', s.seqstart, 'increment', s.seqincrement,
                           'minvalue', s.seqmin, 'maxvalue', s.seqmax, 'cache', s.seqcache, 'cycle', s.seqcycle)::text
         AS options
  FROM pg_catalog.pg_depend AS p
  JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = p.objid
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = p.refobjid AND a.attnum = p.refobjsubid
  WHERE p.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND p.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND p.deptype = 'i'
) AS i ON i.refobjid = a.attrelid AND i.refobjsubid = a.attnum
LEFT JOIN pg_catalog.pg_description AS m
  ON m.objoid = a.attrelid AND m.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND m.objsubid = a.attnum
LEFT JOIN pg_catalog.pg_collation AS co ON co.oid = a.attcollation AND a.attcollation <> t.typcollation
LEFT JOIN pg_catalog.pg_namespace AS con ON con.oid = co.collnamespace
ORDER BY c.oid, a.attnum
