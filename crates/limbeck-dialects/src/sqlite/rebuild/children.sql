SELECT m.name AS child, k."to" AS referred
FROM {catalog}sqlite_master AS m
JOIN pragma_foreign_key_list(m.name, {schema}) AS k ON k."table" = {table} COLLATE NOCASE
WHERE m.type = 'table' AND instr(lower(m.sql), lower({table})) > 0
ORDER BY m.rowid, k.id, k.seq
