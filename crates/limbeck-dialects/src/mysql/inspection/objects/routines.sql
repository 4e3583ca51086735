SELECT CASE WHEN r.ROUTINE_SCHEMA {named} THEN r.ROUTINE_SCHEMA END AS routine_schema,
       r.ROUTINE_NAME AS name,
       r.ROUTINE_TYPE AS kind,
       CASE WHEN r.ROUTINE_TYPE = 'FUNCTION' THEN r.DTD_IDENTIFIER END AS type,
       r.CHARACTER_SET_NAME AS character_set,
       r.COLLATION_NAME AS collation,
       r.ROUTINE_DEFINITION AS body,
       r.IS_DETERMINISTIC = 'YES' AS is_deterministic,
       r.SQL_DATA_ACCESS AS data_access,
       r.SECURITY_TYPE AS sql_security,
       r.ROUTINE_COMMENT AS comment
FROM information_schema.ROUTINES AS r
WHERE r.ROUTINE_SCHEMA {asked}
