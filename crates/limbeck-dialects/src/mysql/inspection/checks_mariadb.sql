UNION ALL
SELECT c.TABLE_NAME, c.CONSTRAINT_NAME, 'check', NULL, NULL, NULL, NULL, '{}', c.CHECK_CLAUSE, NULL
FROM information_schema.CHECK_CONSTRAINTS AS c
WHERE c.CONSTRAINT_SCHEMA = {database} AND ({table} IS NULL OR c.TABLE_NAME = {table}) AND c.LEVEL = 'Table'
ORDER BY table_name, kind, name
