WITH n AS ({schemas}),
p AS (
  SELECT p.*, n.name AS told,
         pg_catalog.pg_get_function_arguments(p.oid) AS arguments,
         'CREATE OR REPLACE ' || CASE p.prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END
         || pg_catalog.quote_ident(s.nspname) || '.' || pg_catalog.quote_ident(p.proname) AS head
  FROM n
  JOIN pg_catalog.pg_namespace AS s ON s.oid = n.oid
  JOIN pg_catalog.pg_proc AS p ON p.pronamespace = n.oid AND p.prokind <> 'a'
  WHERE (n.name IS NOT NULL OR pg_catalog.pg_function_is_visible(p.oid))
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS m
                    WHERE m.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND m.objid = p.oid
                      AND m.deptype = 'e')
)
SELECT p.told AS routine_schema,
       p.proname AS name,
       p.prokind = 'p' AS is_procedure,
       pg_catalog.oidvectortypes(p.proargtypes) AS signature,
       p.arguments AS arguments,
       (SELECT string_agg(concat_ws(' ', u.mode, u.name, pg_catalog.format_type(u.type, NULL)), ', ' ORDER BY u.place)
        FROM unnest(coalesce(p.proallargtypes, p.proargtypes::oid[]), p.proargmodes::text[], p.proargnames)
          WITH ORDINALITY AS u (type, mode, name, place)) AS parameters,
       p.pronargdefaults::int AS defaults,
       CASE WHEN p.prokind <> 'p' THEN pg_catalog.pg_get_function_result(p.oid) END AS returns,
       l.lanname AS language,
       rtrim(substr(pg_catalog.pg_get_functiondef(p.oid), length(p.head || '(' || p.arguments || ')') + 1), E'\n')
       AS definition,
       pg_catalog.obj_description(p.oid, 'pg_proc') AS comment
FROM p
JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
