-- The least that the server does for a comparison: what the catalog says about the tables of one schema, in eight queries.

-- Tables with their comments.
SELECT c.oid, c.relname, c.relkind, d.description
FROM pg_class c
LEFT JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'f');

-- Columns with their types, defaults and comments.
SELECT a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
       pg_get_expr(e.adbin, e.adrelid), a.attidentity, a.attgenerated, a.attcollation, d.description
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
LEFT JOIN pg_attrdef e ON e.adrelid = a.attrelid AND e.adnum = a.attnum
LEFT JOIN pg_description d ON d.objoid = a.attrelid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped;

-- Constraints; expressions as text.
SELECT o.oid, o.conrelid, o.conname, o.contype, o.conkey, o.confrelid, o.confkey, o.condeferrable, o.condeferred,
       o.confupdtype, o.confdeltype, o.confmatchtype,
       CASE WHEN o.contype IN ('c', 'x') THEN pg_get_constraintdef(o.oid) END
FROM pg_constraint o
WHERE o.connamespace = 'public'::regnamespace;

-- Indexes; expressions and predicates as text.
SELECT i.indexrelid, i.indrelid, c.relname, i.indisunique, i.indisprimary, i.indkey::int2[], i.indoption::int2[],
       i.indclass::oid[], m.amname, i.indnkeyatts, c.reloptions, pg_get_expr(i.indexprs, i.indrelid),
       pg_get_expr(i.indpred, i.indrelid)
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_am m ON m.oid = c.relam
WHERE c.relnamespace = 'public'::regnamespace;

-- Sequences that columns own.
SELECT d.objid, d.refobjid, d.refobjsubid, s.relname
FROM pg_depend d
JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
WHERE d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND s.relnamespace = 'public'::regnamespace;

-- Enums with their values.
SELECT t.oid, t.typname, e.enumlabel
FROM pg_type t
JOIN pg_enum e ON e.enumtypid = t.oid
WHERE t.typnamespace = 'public'::regnamespace
ORDER BY t.oid, e.enumsortorder;

-- Domains.
SELECT t.oid, t.typname, format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault
FROM pg_type t
WHERE t.typtype = 'd' AND t.typnamespace = 'public'::regnamespace;

-- Where the database stands.
SELECT to_regclass('public.alembic_version');
