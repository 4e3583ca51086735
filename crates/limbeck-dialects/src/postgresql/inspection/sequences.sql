WITH n AS ({schemas})
SELECT c.relname AS name,
       n.name AS sequence_schema,
       json_build_object('type', pg_catalog.format_type(s.seqtypid, NULL), 'start', s.seqstart,
                         'increment', s.seqincrement, 'minvalue', s.seqmin, 'maxvalue', s.seqmax, 'cache', s.seqcache,
                         'cycle', s.seqcycle)::text AS options,
       o.objid IS NOT NULL AS is_owned
FROM n
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relkind = 'S'
JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = c.oid
LEFT JOIN pg_catalog.pg_depend AS o
  ON o.objid = c.oid AND o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.objsubid = 0
  AND o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.deptype IN ('a', 'i')
WHERE n.name IS NOT NULL OR pg_catalog.pg_table_is_visible(c.oid)
-- SQLAlchemy asks for no order and gets the physical one; scripts walk tables in it.
ORDER BY c.ctid
