SELECT m.type AS type, m.name AS name, m.tbl_name AS table_name, m.sql AS sql,
       m.tbl_name = {table} COLLATE NOCASE AND m.type <> 'view' AND m.is_temporary = 0 AS is_own
FROM (
  SELECT type, name, tbl_name, sql, 0 AS is_temporary, rowid AS place FROM {catalog}sqlite_master
  UNION ALL
  SELECT type, name, tbl_name, sql, 1, rowid FROM sqlite_temp_master WHERE type IN ('view', 'trigger')
) AS m
WHERE m.sql IS NOT NULL
  AND (m.tbl_name = {table} COLLATE NOCASE OR m.type IN ('view', 'trigger') AND instr(lower(m.sql), lower({table})) > 0)
ORDER BY m.is_temporary, m.place
