SELECT c.TABLE_NAME AS table_name,
       c.COLUMN_NAME AS name,
       -- As in SHOW CREATE TABLE, a character set only where it is not that of the table.
       CASE WHEN c.COLLATION_NAME <> t.TABLE_COLLATION
            THEN CONCAT(c.COLUMN_TYPE, ' CHARACTER SET ', c.CHARACTER_SET_NAME, ' COLLATE ', c.COLLATION_NAME)
            ELSE c.COLUMN_TYPE END AS type,
       NULL AS labels,
       NULL AS type_name,
       NULL AS type_schema,
       c.IS_NULLABLE = 'YES' AS nullable,
       CONCAT(
         CASE
           WHEN c.COLUMN_DEFAULT IS NULL OR c.GENERATION_EXPRESSION <> '' THEN NULL
           -- MariaDB has an expression there, MySQL a value; SHOW CREATE TABLE has expressions.
           -- SQLAlchemy does not see the values of BIT.
           WHEN c.DATA_TYPE = 'bit' THEN NULL
           WHEN VERSION() LIKE '%MariaDB%' THEN NULLIF(c.COLUMN_DEFAULT, 'NULL')
           WHEN c.COLUMN_DEFAULT LIKE 'CURRENT_TIMESTAMP%' AND c.DATA_TYPE IN ('datetime', 'timestamp')
             THEN c.COLUMN_DEFAULT
           WHEN c.EXTRA LIKE '%DEFAULT_GENERATED%' THEN CONCAT('(', REPLACE(c.COLUMN_DEFAULT, _utf8mb4 x'5C27', ''''), ')')
           ELSE CONCAT('''', REPLACE(REPLACE(c.COLUMN_DEFAULT, _utf8mb4 x'5C', _utf8mb4 x'5C5C'), '''', ''''''), '''')
         END,
         CASE WHEN c.EXTRA LIKE '%on update %'
              THEN CONCAT(' ON UPDATE ', SUBSTRING_INDEX(LOWER(c.EXTRA), 'on update ', -1)) ELSE '' END
       ) AS `default`,
       CASE WHEN c.EXTRA LIKE '%auto_increment%' THEN 1
            WHEN c.DATA_TYPE IN ('tinyint', 'smallint', 'mediumint', 'int', 'bigint') THEN 0 END AS autoincrement,
       NULLIF(c.COLUMN_COMMENT, '') AS comment,
       CONCAT('(', NULLIF(REPLACE(c.GENERATION_EXPRESSION, _utf8mb4 x'5C27', ''''), ''), ')') AS computed,
       c.EXTRA LIKE '%STORED%' OR c.EXTRA LIKE '%PERSISTENT%' AS persisted,
       NULL AS identity,
       NULL AS primary_key,
       CASE WHEN c.TABLE_SCHEMA {named} THEN c.TABLE_SCHEMA END AS table_schema,
       CASE WHEN c.DATA_TYPE = 'bit' THEN NULLIF(c.COLUMN_DEFAULT, 'NULL') END AS exact_default
FROM information_schema.COLUMNS AS c
-- DISTINCT keeps the rows apart in a table with a key, where a join would read all of them for each row.
JOIN (
  SELECT DISTINCT k.TABLE_SCHEMA, k.TABLE_NAME, k.TABLE_COLLATION
  FROM information_schema.TABLES AS k
  WHERE k.TABLE_SCHEMA {asked} AND ({table} IS NULL OR k.TABLE_NAME = {table}) AND k.TABLE_TYPE <> 'SEQUENCE'
) AS t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
WHERE c.TABLE_SCHEMA {asked} AND ({table} IS NULL OR c.TABLE_NAME = {table})
ORDER BY c.TABLE_SCHEMA, c.TABLE_NAME, c.ORDINAL_POSITION
