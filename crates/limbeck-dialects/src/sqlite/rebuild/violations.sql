SELECT v."table" AS child, v.parent AS parent, count(*) AS violations
FROM (
  SELECT m.name AS child FROM {catalog}sqlite_master AS m
  WHERE m.type = 'table' AND instr(lower(m.sql), lower({table})) > 0
) AS c
JOIN pragma_foreign_key_check(c.child, {schema}) AS v
WHERE c.child = {table} COLLATE NOCASE OR v.parent = {table} COLLATE NOCASE
GROUP BY v."table", v.parent
