SELECT t.TABLE_NAME AS name,
       CASE WHEN t.TABLE_TYPE IN ('VIEW', 'SYSTEM VIEW') THEN 'view' ELSE 'table' END AS kind,
       CASE WHEN t.TABLE_TYPE IN ('VIEW', 'SYSTEM VIEW') THEN NULL ELSE NULLIF(t.TABLE_COMMENT, '') END AS comment,
       v.VIEW_DEFINITION AS definition,
       CASE WHEN t.TABLE_SCHEMA {named} THEN t.TABLE_SCHEMA END AS table_schema,
       CASE WHEN t.TABLE_TYPE = 'BASE TABLE' THEN CAST(JSON_OBJECT(
         'engine', t.ENGINE,
         'default_charset', SUBSTRING_INDEX(t.TABLE_COLLATION, '_', 1),
         -- MySQL leaves out the one that the character set has anyway, but for utf8mb4.
         'collate', t.TABLE_COLLATION
       ) AS CHAR) END AS options,
       t.CREATE_OPTIONS AS words
FROM information_schema.TABLES AS t
LEFT JOIN information_schema.VIEWS AS v ON v.TABLE_SCHEMA = t.TABLE_SCHEMA AND v.TABLE_NAME = t.TABLE_NAME
WHERE t.TABLE_SCHEMA {asked} AND ({table} IS NULL OR t.TABLE_NAME = {table}) AND t.TABLE_TYPE <> 'SEQUENCE'
  -- The journal of a run is gone when the run is over.
  AND t.TABLE_NAME NOT LIKE 'limbeck\_journal%'
ORDER BY t.TABLE_SCHEMA, t.TABLE_NAME
