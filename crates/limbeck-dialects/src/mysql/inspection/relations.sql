SELECT t.TABLE_NAME AS name,
       CASE WHEN t.TABLE_TYPE IN ('VIEW', 'SYSTEM VIEW') THEN 'view' ELSE 'table' END AS kind,
       CASE WHEN t.TABLE_TYPE IN ('VIEW', 'SYSTEM VIEW') THEN NULL ELSE NULLIF(t.TABLE_COMMENT, '') END AS comment,
       v.VIEW_DEFINITION AS definition,
       CASE WHEN t.TABLE_SCHEMA {named} THEN t.TABLE_SCHEMA END AS table_schema
FROM information_schema.TABLES AS t
LEFT JOIN information_schema.VIEWS AS v ON v.TABLE_SCHEMA = t.TABLE_SCHEMA AND v.TABLE_NAME = t.TABLE_NAME
WHERE t.TABLE_SCHEMA {asked} AND ({table} IS NULL OR t.TABLE_NAME = {table}) AND t.TABLE_TYPE <> 'SEQUENCE'
  -- The journal of a run is gone when the run is over.
  AND t.TABLE_NAME NOT LIKE 'limbeck\_journal%'
ORDER BY t.TABLE_SCHEMA, t.TABLE_NAME
