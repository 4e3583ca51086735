SELECT CASE WHEN v.TABLE_SCHEMA {named} THEN v.TABLE_SCHEMA END AS view_schema,
       v.TABLE_SCHEMA AS own_schema,
       v.TABLE_NAME AS name,
       NULLIF(v.VIEW_DEFINITION, '') AS query,
       CASE WHEN v.CHECK_OPTION <> 'NONE' THEN v.CHECK_OPTION END AS check_option,
       CASE WHEN v.SECURITY_TYPE <> 'DEFINER' THEN v.SECURITY_TYPE END AS sql_security,
       {algorithm} AS algorithm
FROM information_schema.VIEWS AS v
WHERE v.TABLE_SCHEMA {asked}
