WITH n AS ({schemas})
SELECT t.typname AS name,
       s.nspname AS schema,
       pg_catalog.pg_type_is_visible(t.oid) AS visible,
       l.labels AS labels,
       coalesce(n.name, CASE WHEN NOT pg_catalog.pg_type_is_visible(t.oid) THEN s.nspname::text END) AS type_schema
FROM n
JOIN pg_catalog.pg_namespace AS s ON s.oid = n.oid
JOIN pg_catalog.pg_type AS t ON t.typnamespace = n.oid AND t.typtype = 'e'
LEFT JOIN (
  SELECT g.enumtypid, array_agg(g.enumlabel::text ORDER BY g.enumsortorder) AS labels
  FROM pg_catalog.pg_enum AS g GROUP BY g.enumtypid
) AS l ON l.enumtypid = t.oid
WHERE n.name IS NOT NULL OR pg_catalog.pg_type_is_visible(t.oid)
ORDER BY s.nspname, t.typname
