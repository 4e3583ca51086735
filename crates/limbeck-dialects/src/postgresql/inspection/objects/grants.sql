WITH n AS ({schemas}),
c AS (
  SELECT c.oid, c.relkind, c.relname, c.relacl, c.relowner, n.name AS told
  FROM n
  JOIN pg_catalog.pg_class AS c
    ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND c.relpersistence <> 't'
  WHERE (n.name IS NOT NULL OR pg_catalog.pg_table_is_visible(c.oid))
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS m
                    WHERE m.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND m.objid = c.oid
                      AND m.deptype = 'e')
),
g AS (
  SELECT CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind, c.told, c.relname AS name,
         x.grantee, x.privilege_type AS privilege, bool_or(x.is_grantable) AS grantable, NULL::text[] AS columns
  FROM c
  CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS x
  WHERE x.grantee <> c.relowner
  GROUP BY c.oid, c.relkind, c.told, c.relname, x.grantee, x.privilege_type
  UNION ALL
  SELECT 'table', c.told, c.relname, x.grantee, x.privilege_type, x.is_grantable,
         array_agg(DISTINCT a.attname::text ORDER BY a.attname::text)
  FROM c
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attacl IS NOT NULL AND NOT a.attisdropped
  CROSS JOIN LATERAL pg_catalog.aclexplode(a.attacl) AS x
  WHERE x.grantee <> c.relowner
  GROUP BY c.told, c.relname, x.grantee, x.privilege_type, x.is_grantable
  UNION ALL
  SELECT 'schema', NULL, s.nspname, x.grantee, x.privilege_type, bool_or(x.is_grantable), NULL
  FROM n
  JOIN pg_catalog.pg_namespace AS s ON s.oid = n.oid AND s.nspname NOT LIKE 'pg\_%'
  CROSS JOIN LATERAL pg_catalog.aclexplode(s.nspacl) AS x
  -- What a new database gives by itself is nobody's grant.
  LEFT JOIN pg_catalog.pg_init_privs AS i
    ON i.objoid = s.oid AND i.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
  WHERE x.grantee <> s.nspowner
    AND NOT EXISTS (SELECT FROM pg_catalog.aclexplode(i.initprivs) AS y
                    WHERE y.grantee = x.grantee AND y.privilege_type = x.privilege_type
                      AND y.is_grantable = x.is_grantable)
  GROUP BY s.nspname, x.grantee, x.privilege_type
)
SELECT g.kind AS kind,
       g.told AS object_schema,
       g.name AS name,
       -- NULL is PUBLIC.
       r.rolname AS grantee,
       json_agg(json_build_object('name', g.privilege, 'grantable', g.grantable, 'columns', g.columns))::text
       AS privileges
FROM g
LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = g.grantee
WHERE g.grantee = 0 OR r.oid IS NOT NULL
GROUP BY g.kind, g.told, g.name, r.rolname
