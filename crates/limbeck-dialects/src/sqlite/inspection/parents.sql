SELECT m.name AS table_name, k.id AS id, k."from" AS own, k."table" AS parent,
       (SELECT p.name FROM pragma_table_info(k."table", {schema}) AS p WHERE p.pk = k.seq + 1) AS referred,
       {told} AS table_schema
FROM {catalog}sqlite_master AS m
JOIN pragma_foreign_key_list(m.name, {schema}) AS k ON k."to" IS NULL
WHERE m.type = 'table' AND ({table} IS NULL OR m.name = {table} COLLATE NOCASE)
ORDER BY m.name, k.id, k.seq
