SELECT /*+ SET_VAR(group_concat_max_len = 1048576) */
       u.TABLE_NAME AS table_name,
       -- The primary key has no name of its own.
       NULLIF(u.CONSTRAINT_NAME, 'PRIMARY') AS name,
       CASE WHEN u.REFERENCED_TABLE_NAME IS NOT NULL THEN 'foreign key'
            WHEN u.CONSTRAINT_NAME = 'PRIMARY' THEN 'primary key' ELSE 'unique' END AS kind,
       CONCAT('[', GROUP_CONCAT(JSON_QUOTE(u.COLUMN_NAME) ORDER BY u.ORDINAL_POSITION SEPARATOR ', '), ']') AS columns,
       CASE WHEN u.REFERENCED_TABLE_SCHEMA {referred_named} THEN u.REFERENCED_TABLE_SCHEMA END AS referred_schema,
       u.REFERENCED_TABLE_NAME AS referred_table,
       CONCAT('[', GROUP_CONCAT(JSON_QUOTE(u.REFERENCED_COLUMN_NAME) ORDER BY u.ORDINAL_POSITION SEPARATOR ', '), ']')
       AS referred_columns,
       -- What a foreign key does by default is RESTRICT to MariaDB, NO ACTION to MySQL.
       CAST(JSON_OBJECT(
         'onupdate', CASE WHEN r.UPDATE_RULE <> 'NO ACTION'
                          AND (r.UPDATE_RULE <> 'RESTRICT' OR VERSION() NOT LIKE '%MariaDB%') THEN r.UPDATE_RULE END,
         'ondelete', CASE WHEN r.DELETE_RULE <> 'NO ACTION'
                          AND (r.DELETE_RULE <> 'RESTRICT' OR VERSION() NOT LIKE '%MariaDB%') THEN r.DELETE_RULE END
       ) AS CHAR) AS options,
       NULL AS sqltext,
       NULL AS comment,
       CASE WHEN u.TABLE_SCHEMA {named} THEN u.TABLE_SCHEMA END AS table_schema,
       -- Whoever may only SELECT is not told them.
       u.REFERENCED_TABLE_NAME IS NOT NULL AND r.UPDATE_RULE IS NULL AS hides_actions
FROM information_schema.KEY_COLUMN_USAGE AS u
-- DISTINCT keeps the rows apart in a table with a key, where a join would read all of them for each row.
LEFT JOIN (
  SELECT DISTINCT k.CONSTRAINT_SCHEMA, k.TABLE_NAME, k.CONSTRAINT_NAME, k.UPDATE_RULE, k.DELETE_RULE
  FROM information_schema.REFERENTIAL_CONSTRAINTS AS k
  WHERE k.CONSTRAINT_SCHEMA {asked} AND ({table} IS NULL OR k.TABLE_NAME = {table})
) AS r ON r.CONSTRAINT_SCHEMA = u.TABLE_SCHEMA AND r.TABLE_NAME = u.TABLE_NAME
      AND r.CONSTRAINT_NAME = u.CONSTRAINT_NAME AND u.REFERENCED_TABLE_NAME IS NOT NULL
WHERE u.TABLE_SCHEMA {asked} AND ({table} IS NULL OR u.TABLE_NAME = {table})
GROUP BY u.TABLE_SCHEMA, u.TABLE_NAME, u.CONSTRAINT_NAME, u.REFERENCED_TABLE_SCHEMA, u.REFERENCED_TABLE_NAME,
         r.UPDATE_RULE, r.DELETE_RULE
