WITH n AS ({schemas})
SELECT n.name AS name
FROM n
WHERE n.name IS NOT NULL
