SELECT m.name AS table_name, p.name AS name, p.type AS type, NULL AS labels, NULL AS type_name, NULL AS type_schema,
       p."notnull" = 0 AS nullable, CASE WHEN p.hidden = 0 THEN p.dflt_value END AS "default",
       NULL AS "autoincrement", NULL AS comment,
       CASE WHEN p.hidden IN (2, 3) THEN '' END AS computed, p.hidden = 3 AS persisted, NULL AS identity,
       p.pk AS primary_key, {told} AS table_schema
FROM {catalog}sqlite_master AS m
JOIN pragma_table_xinfo(m.name, {schema}) AS p ON p.hidden <> 1
WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite~_%' ESCAPE '~'
  AND ({table} IS NULL OR m.name = {table} COLLATE NOCASE)
ORDER BY m.name, p.cid
