WITH n AS ({schemas})
SELECT e.evtname AS name,
       e.evtevent AS event,
       e.evttags AS tags,
       coalesce(n.name, CASE WHEN s.nspname IS DISTINCT FROM pg_catalog.current_schema() THEN s.nspname::text END)
       AS function_schema,
       p.proname AS function_name,
       e.evtenabled::text AS firing,
       pg_catalog.obj_description(e.oid, 'pg_event_trigger') AS comment
FROM pg_catalog.pg_event_trigger AS e
JOIN pg_catalog.pg_proc AS p ON p.oid = e.evtfoid
JOIN pg_catalog.pg_namespace AS s ON s.oid = p.pronamespace
LEFT JOIN n ON n.oid = s.oid
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS m
                  WHERE m.classid = 'pg_catalog.pg_event_trigger'::pg_catalog.regclass AND m.objid = e.oid
                    AND m.deptype = 'e')
