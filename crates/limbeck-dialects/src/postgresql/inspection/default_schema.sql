WITH n AS ({schemas})
SELECT pg_catalog.current_schema()::text AS default_schema,
       (SELECT array_agg(n.name ORDER BY n.name) FROM n WHERE n.name IS NOT NULL) AS schemas
