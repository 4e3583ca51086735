WITH n AS ({schemas})
SELECT c.relname AS name,
       CASE WHEN c.relpersistence = 't' THEN 'temporary ' ELSE '' END
       || CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table'
          ELSE 'table' END AS kind,
       d.description AS comment,
       CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) END AS definition,
       n.name AS table_schema,
       c.relpersistence = 'u' AS is_unlogged,
       CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS partition_by,
       parents.names AS inherits,
       c.relispartition AS is_partition,
       CASE WHEN m.amname <> pg_catalog.current_setting('default_table_access_method') THEN m.amname::text END
       AS access_method,
       s.spcname::text AS tablespace,
       c.reloptions AS parameters
FROM n
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
LEFT JOIN pg_catalog.pg_description AS d
  ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0
LEFT JOIN pg_catalog.pg_am AS m ON m.oid = c.relam AND c.relkind <> 'v'
LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = c.reltablespace
LEFT JOIN (
  SELECT i.inhrelid, array_agg(p.relname::text ORDER BY i.inhseqno) AS names
  FROM pg_catalog.pg_inherits AS i
  JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent
  GROUP BY i.inhrelid
) AS parents ON parents.inhrelid = c.oid
WHERE (n.name IS NOT NULL OR pg_catalog.pg_table_is_visible(c.oid))
  AND ({table} IS NULL OR c.relname = {table})
-- SQLAlchemy asks for no order and gets the physical one; scripts walk tables in it.
ORDER BY c.ctid
