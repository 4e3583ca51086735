WITH n AS ({schemas})
SELECT c.relname AS name,
       n.name AS sequence_schema,
       json_build_object('type', pg_catalog.format_type(s.seqtypid, NULL), 'start', s.seqstart,
                         'increment', s.seqincrement, 'minvalue', s.seqmin, 'maxvalue', s.seqmax, 'cache', s.seqcache,
                         'cycle', s.seqcycle)::text AS options,
       t.relname::text AS table_name,
       n.name AS table_schema,
       a.attname::text AS column_name,
       o.deptype = 'i' AS is_identity,
       c.oid::pg_catalog.regclass::text AS text
FROM n
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relkind = 'S'
JOIN pg_catalog.pg_sequence AS s ON s.seqrelid = c.oid
LEFT JOIN pg_catalog.pg_depend AS o
  ON o.objid = c.oid AND o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.objsubid = 0
  AND o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.deptype IN ('a', 'i')
LEFT JOIN pg_catalog.pg_class AS t ON t.oid = o.refobjid
LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = o.refobjid AND a.attnum = o.refobjsubid
WHERE n.name IS NOT NULL OR pg_catalog.pg_table_is_visible(c.oid)
-- SQLAlchemy asks for no order and gets the physical one; scripts walk tables in it.
ORDER BY c.ctid
