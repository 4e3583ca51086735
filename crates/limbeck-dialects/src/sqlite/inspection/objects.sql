SELECT m.type AS kind, m.name AS name, m.tbl_name AS table_name, m.sql AS definition, {told} AS table_schema
FROM {catalog}sqlite_master AS m
WHERE m.type IN ('view', 'trigger')
