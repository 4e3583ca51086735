SELECT x.table_name AS table_name, x.index_name AS name, x.is_unique AS "unique", json_group_array(x.name) AS columns,
       json_group_array(x.name) AS expressions, NULL AS included, NULL AS sorting, NULL AS "constraint",
       json_object('where', x.condition) AS options, {told} AS table_schema
FROM (
  SELECT m.name AS table_name, l.name AS index_name, l."unique" AS is_unique, i.name AS name,
         CASE WHEN l.partial THEN substr(d.sql, instr(upper(d.sql), ' WHERE ') + 7) END AS condition
  FROM {catalog}sqlite_master AS m
  JOIN pragma_index_list(m.name, {schema}) AS l ON l.origin = 'c'
  JOIN {catalog}sqlite_master AS d ON d.type = 'index' AND d.name = l.name
  JOIN pragma_index_xinfo(l.name, {schema}) AS i ON i.key = 1
  WHERE m.type = 'table' AND ({table} IS NULL OR m.name = {table} COLLATE NOCASE)
  ORDER BY m.name, l.name, i.seqno
) AS x
GROUP BY x.table_name, x.index_name
