SELECT /*+ SET_VAR(group_concat_max_len = 1048576) */
       s.TABLE_NAME AS table_name,
       s.INDEX_NAME AS name,
       s.NON_UNIQUE = 0 AS `unique`,
       CONCAT('[', GROUP_CONCAT(COALESCE(JSON_QUOTE(s.COLUMN_NAME), 'null') ORDER BY s.SEQ_IN_INDEX SEPARATOR ', '),
              ']') AS columns,
       CONCAT('[', GROUP_CONCAT(JSON_QUOTE(COALESCE(CONCAT('`', REPLACE(s.COLUMN_NAME, '`', '``'), '`'), {expression}))
              ORDER BY s.SEQ_IN_INDEX SEPARATOR ', '), ']') AS expressions,
       NULL AS included,
       NULL AS sorting,
       CASE WHEN s.NON_UNIQUE = 0 THEN s.INDEX_NAME END AS `constraint`,
       CONCAT(
         '{"prefix": ', CASE WHEN MAX(s.INDEX_TYPE) IN ('FULLTEXT', 'SPATIAL')
                             THEN JSON_QUOTE(MAX(s.INDEX_TYPE)) ELSE 'null' END,
         ', "length": ', COALESCE(CONCAT('{', GROUP_CONCAT(
             CASE WHEN s.SUB_PART IS NOT NULL AND s.INDEX_TYPE <> 'SPATIAL'
                  THEN CONCAT(JSON_QUOTE(s.COLUMN_NAME), ': ', s.SUB_PART) END
             ORDER BY s.SEQ_IN_INDEX SEPARATOR ', '), '}'), 'null'), '}'
       ) AS options,
       CASE WHEN s.TABLE_SCHEMA {named} THEN s.TABLE_SCHEMA END AS table_schema,
       -- SQLAlchemy does not look at them.
       CONCAT('[', GROUP_CONCAT(CASE s.COLLATION WHEN 'D' THEN '"desc"' ELSE '""' END
              ORDER BY s.SEQ_IN_INDEX SEPARATOR ', '), ']') AS directions
FROM information_schema.STATISTICS AS s
WHERE s.TABLE_SCHEMA {asked} AND ({table} IS NULL OR s.TABLE_NAME = {table}) AND s.INDEX_NAME <> 'PRIMARY'
GROUP BY s.TABLE_SCHEMA, s.TABLE_NAME, s.INDEX_NAME, s.NON_UNIQUE
ORDER BY s.TABLE_SCHEMA, s.TABLE_NAME, CAST(s.INDEX_NAME AS BINARY)
