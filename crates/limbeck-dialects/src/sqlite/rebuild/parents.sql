SELECT k.id AS id, k."from" AS own, k."table" AS parent,
       (SELECT p.name FROM pragma_table_info(k."table", {schema}) AS p WHERE p.pk = k.seq + 1) AS referred
FROM pragma_foreign_key_list({table}, {schema}) AS k
WHERE k."to" IS NULL
ORDER BY k.id, k.seq
