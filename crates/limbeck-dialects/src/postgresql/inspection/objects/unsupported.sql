WITH n AS ({schemas}),
o AS (
  SELECT 'pg_catalog.pg_rewrite'::pg_catalog.regclass AS classid, r.oid, 'rule' AS kind, c.relnamespace AS namespace,
         r.rulename || ' on ' || c.relname AS name
  FROM pg_catalog.pg_rewrite AS r
  JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
  WHERE r.rulename <> '_RETURN'
  UNION ALL
  SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, 'aggregate', p.pronamespace, p.proname::text
  FROM pg_catalog.pg_proc AS p WHERE p.prokind = 'a'
  UNION ALL
  SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 'composite type', c.relnamespace, c.relname::text
  FROM pg_catalog.pg_class AS c WHERE c.relkind = 'c'
  UNION ALL
  SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, CASE t.typtype WHEN 'r' THEN 'range type' ELSE 'base type' END,
         t.typnamespace, t.typname::text
  FROM pg_catalog.pg_type AS t
  WHERE t.typtype = 'r' OR t.typtype = 'b' AND t.typelem = 0
  UNION ALL
  SELECT 'pg_catalog.pg_operator'::pg_catalog.regclass, o.oid, 'operator', o.oprnamespace, o.oprname::text
  FROM pg_catalog.pg_operator AS o
  UNION ALL
  SELECT 'pg_catalog.pg_opclass'::pg_catalog.regclass, o.oid, 'operator class', o.opcnamespace, o.opcname::text
  FROM pg_catalog.pg_opclass AS o
  UNION ALL
  SELECT 'pg_catalog.pg_collation'::pg_catalog.regclass, c.oid, 'collation', c.collnamespace, c.collname::text
  FROM pg_catalog.pg_collation AS c
  UNION ALL
  SELECT 'pg_catalog.pg_ts_config'::pg_catalog.regclass, c.oid, 'text search configuration', c.cfgnamespace,
         c.cfgname::text
  FROM pg_catalog.pg_ts_config AS c
  UNION ALL
  SELECT 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, d.oid, 'text search dictionary', d.dictnamespace,
         d.dictname::text
  FROM pg_catalog.pg_ts_dict AS d
  UNION ALL
  SELECT 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, s.oid, 'extended statistics', s.stxnamespace,
         s.stxname::text
  FROM pg_catalog.pg_statistic_ext AS s
)
SELECT o.kind AS kind, n.name AS object_schema, o.name AS name
FROM n
JOIN o ON o.namespace = n.oid
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS m
                  WHERE m.classid = o.classid AND m.objid = o.oid AND m.deptype = 'e')
