SELECT CASE WHEN e.EVENT_SCHEMA {named} THEN e.EVENT_SCHEMA END AS object_schema, e.EVENT_NAME AS name
FROM information_schema.EVENTS AS e
WHERE e.EVENT_SCHEMA {asked}
