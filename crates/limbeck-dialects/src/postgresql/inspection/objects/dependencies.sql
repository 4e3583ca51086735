WITH n AS ({schemas}),
-- Every row of a catalog that can depend or be depended on, and the object that it is part of.
o AS (
  SELECT 'pg_catalog.pg_class'::pg_catalog.regclass AS classid, c.oid AS objid,
         'relation' AS kind, n.name AS told, c.relname::text AS name, NULL::text AS detail
  FROM n
  JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
  WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                    -- The sequence of a column belongs to its table.
                    WHERE c.relkind = 'S' AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                      AND d.objid = c.oid AND d.deptype IN ('a', 'i')
                      AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass)
),
part AS (
  SELECT classid, objid, kind, told, name, detail FROM o
  UNION ALL
  SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, i.indexrelid, o.kind, o.told, o.name, o.detail
  FROM o JOIN pg_catalog.pg_index AS i ON i.indrelid = o.objid
  UNION ALL
  SELECT 'pg_catalog.pg_attrdef'::pg_catalog.regclass, d.oid, o.kind, o.told, o.name, o.detail
  FROM o JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = o.objid
  UNION ALL
  SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid, o.kind, o.told, o.name, o.detail
  -- A foreign key can be added later, and need not wait; that of a constraint trigger is the trigger's.
  FROM o JOIN pg_catalog.pg_constraint AS k ON k.conrelid = o.objid AND k.contype NOT IN ('f', 't')
  UNION ALL
  SELECT 'pg_catalog.pg_rewrite'::pg_catalog.regclass, r.oid, o.kind, o.told, o.name, o.detail
  FROM o JOIN pg_catalog.pg_rewrite AS r ON r.ev_class = o.objid
  UNION ALL
  SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, o.kind, o.told, o.name, o.detail
  FROM o JOIN pg_catalog.pg_type AS t ON t.typrelid = o.objid
  UNION ALL
  SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, e.oid, o.kind, o.told, o.name, o.detail
  FROM o
  JOIN pg_catalog.pg_type AS t ON t.typrelid = o.objid
  JOIN pg_catalog.pg_type AS e ON e.oid = t.typarray
  UNION ALL
  SELECT 'pg_catalog.pg_trigger'::pg_catalog.regclass, t.oid, 'trigger', o.told, o.name, t.tgname::text
  FROM o JOIN pg_catalog.pg_trigger AS t ON t.tgrelid = o.objid AND NOT t.tgisinternal
  UNION ALL
  SELECT 'pg_catalog.pg_policy'::pg_catalog.regclass, p.oid, 'policy', o.told, o.name, p.polname::text
  FROM o JOIN pg_catalog.pg_policy AS p ON p.polrelid = o.objid
  UNION ALL
  SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid,
         CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END, n.name, p.proname::text,
         pg_catalog.oidvectortypes(p.proargtypes)
  FROM n JOIN pg_catalog.pg_proc AS p ON p.pronamespace = n.oid AND p.prokind <> 'a'
  UNION ALL
  SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, 'type', n.name, t.typname::text, NULL
  FROM n JOIN pg_catalog.pg_type AS t ON t.typnamespace = n.oid AND t.typtype IN ('e', 'd')
  UNION ALL
  SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.typarray, 'type', n.name, t.typname::text, NULL
  FROM n JOIN pg_catalog.pg_type AS t ON t.typnamespace = n.oid AND t.typtype IN ('e', 'd') AND t.typarray <> 0
  UNION ALL
  SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid, 'type', n.name, t.typname::text, NULL
  FROM n
  JOIN pg_catalog.pg_type AS t ON t.typnamespace = n.oid AND t.typtype = 'd'
  JOIN pg_catalog.pg_constraint AS k ON k.contypid = t.oid
),
-- What an extension brought along stands for the extension.
whole AS (
  SELECT p.* FROM part AS p
  WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS m
                    WHERE m.classid = p.classid AND m.objid = p.objid AND m.deptype = 'e')
),
target AS (
  SELECT * FROM whole
  UNION ALL
  SELECT m.classid, m.objid, 'extension', NULL, e.extname::text, NULL
  FROM pg_catalog.pg_depend AS m
  JOIN pg_catalog.pg_extension AS e ON e.oid = m.refobjid AND e.extname <> 'plpgsql'
  WHERE m.deptype = 'e' AND m.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
)
SELECT a.kind AS kind, a.told AS object_schema, a.name AS name, a.detail AS detail,
       b.kind AS referenced_kind, b.told AS referenced_schema, b.name AS referenced_name,
       b.detail AS referenced_detail,
       coalesce(array_agg(DISTINCT c.attname::text ORDER BY c.attname::text) FILTER (WHERE c.attname IS NOT NULL),
                ARRAY[]::text[]) AS columns
FROM pg_catalog.pg_depend AS d
JOIN whole AS a ON a.classid = d.classid AND a.objid = d.objid
JOIN target AS b ON b.classid = d.refclassid AND b.objid = d.refobjid
LEFT JOIN pg_catalog.pg_attribute AS c
  ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.attrelid = d.refobjid
 AND c.attnum = d.refobjsubid AND d.refobjsubid > 0
WHERE (a.kind, a.told, a.name, a.detail) IS DISTINCT FROM (b.kind, b.told, b.name, b.detail)
GROUP BY a.kind, a.told, a.name, a.detail, b.kind, b.told, b.name, b.detail
