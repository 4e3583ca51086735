WITH n AS ({schemas})
SELECT n.name AS domain_schema,
       t.typname AS name,
       pg_catalog.format_type(t.typbasetype, t.typtypmod) AS type,
       o.collname AS collation,
       CASE WHEN NOT pg_catalog.pg_collation_is_visible(o.oid) THEN os.nspname END AS collation_schema,
       pg_catalog.pg_get_expr(t.typdefaultbin, 0) AS "default",
       t.typnotnull AS not_null,
       c.constraints AS constraints,
       pg_catalog.obj_description(t.oid, 'pg_type') AS comment
FROM n
JOIN pg_catalog.pg_type AS t ON t.typnamespace = n.oid AND t.typtype = 'd'
JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype
LEFT JOIN pg_catalog.pg_collation AS o ON o.oid = t.typcollation AND t.typcollation <> b.typcollation
LEFT JOIN pg_catalog.pg_namespace AS os ON os.oid = o.collnamespace
LEFT JOIN (
  SELECT k.contypid,
         json_agg(json_build_object('name', k.conname, 'definition', pg_catalog.pg_get_constraintdef(k.oid))
                  ORDER BY k.conname::text COLLATE "C")::text AS constraints
  FROM pg_catalog.pg_constraint AS k
  WHERE k.contypid <> 0 AND k.contype = 'c'
  GROUP BY k.contypid
) AS c ON c.contypid = t.oid
WHERE (n.name IS NOT NULL OR pg_catalog.pg_type_is_visible(t.oid))
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS m
                  WHERE m.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND m.objid = t.oid
                    AND m.deptype = 'e')
