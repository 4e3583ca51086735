SELECT m.name AS name, m.type AS kind, NULL AS comment, m.sql AS definition, {told} AS table_schema
FROM {catalog}sqlite_master AS m
WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite~_%' ESCAPE '~'
  AND ({table} IS NULL OR m.name = {table} COLLATE NOCASE)
ORDER BY m.name
