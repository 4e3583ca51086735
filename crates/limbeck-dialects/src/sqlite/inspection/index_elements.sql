SELECT m.tbl_name AS table_name, l.name AS name, l."unique" AS is_unique, l.partial AS is_partial,
       x.name AS column_name, x."desc" AS is_descending, x.coll AS collation, m.sql AS sql, {told} AS table_schema
FROM {catalog}sqlite_master AS m
JOIN pragma_index_list(m.tbl_name, {schema}) AS l ON l.name = m.name AND l.origin = 'c'
JOIN pragma_index_xinfo(l.name, {schema}) AS x ON x."key" = 1
WHERE m.type = 'index' AND ({table} IS NULL OR m.tbl_name = {table} COLLATE NOCASE)
ORDER BY m.rowid, x.seqno
