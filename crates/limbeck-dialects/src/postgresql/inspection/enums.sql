SELECT t.typname AS name,
       n.nspname AS schema,
       pg_catalog.pg_type_is_visible(t.oid) AS visible,
       (SELECT array_agg(l.enumlabel::text ORDER BY l.enumsortorder)
        FROM pg_catalog.pg_enum AS l WHERE l.enumtypid = t.oid) AS labels
FROM pg_catalog.pg_type AS t
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
WHERE t.typtype = 'e'
  AND CASE WHEN {schema} IS NULL THEN pg_catalog.pg_type_is_visible(t.oid)
           WHEN {schema} = '*' THEN true
           ELSE n.nspname = {schema} END
ORDER BY n.nspname, t.typname
