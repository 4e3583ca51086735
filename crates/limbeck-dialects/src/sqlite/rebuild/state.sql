SELECT (SELECT foreign_keys FROM pragma_foreign_keys) AS foreign_keys,
       (SELECT legacy_alter_table FROM pragma_legacy_alter_table) AS legacy_alter_table,
       EXISTS (SELECT 1 FROM {catalog}sqlite_master WHERE type IN ('view', 'trigger') AND tbl_name <> {table} COLLATE NOCASE)
       OR EXISTS (SELECT 1 FROM sqlite_temp_master WHERE type IN ('view', 'trigger')) AS has_others
