SELECT f.table_name AS table_name, NULL AS name, 'foreign key' AS kind,
       json_group_array(f.own) AS columns, NULL AS referred_schema, f.referred AS referred_table,
       json_group_array(f.other) AS referred_columns,
       json_object('onupdate', nullif(f.on_update, 'NO ACTION'), 'ondelete', nullif(f.on_delete, 'NO ACTION'))
       AS options,
       NULL AS sqltext, NULL AS comment, {told} AS table_schema
FROM (
  SELECT m.name AS table_name, k.id, k."from" AS own, k."table" AS referred, k."to" AS other, k.on_update, k.on_delete
  FROM {catalog}sqlite_master AS m
  JOIN pragma_foreign_key_list(m.name, {schema}) AS k
  WHERE m.type = 'table' AND ({table} IS NULL OR m.name = {table} COLLATE NOCASE)
  ORDER BY m.name, k.id, k.seq
) AS f
-- The PRAGMA numbers them backwards.
GROUP BY f.table_name, -f.id
UNION ALL
SELECT u.table_name, NULL, 'unique', json_group_array(u.name), NULL, NULL, NULL, '{}', NULL, NULL, {told}
FROM (
  SELECT m.name AS table_name, l.seq, i.name
  FROM {catalog}sqlite_master AS m
  JOIN pragma_index_list(m.name, {schema}) AS l ON l.origin = 'u'
  JOIN pragma_index_info(l.name, {schema}) AS i
  WHERE m.type = 'table' AND ({table} IS NULL OR m.name = {table} COLLATE NOCASE)
  ORDER BY m.name, l.seq, i.seqno
) AS u
GROUP BY u.table_name, u.seq
