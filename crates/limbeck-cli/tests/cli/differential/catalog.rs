//! What is in a database, as text, read without limbeck's own inspection.

use std::fmt::Write;
use std::path::Path;

use limbeck_test_support::{MysqlDatabase, TestDatabase};

/// The tables, columns, constraints, indexes, comments and enums of a PostgreSQL database.
pub fn postgresql(database: &TestDatabase) -> String {
    const QUERIES: [&str; 4] = [
        "SELECT format('%s.%s %s %s %s default %s comment %s identity %s', c.relname, a.attname, a.attnum, \
         format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), \
         col_description(c.oid, a.attnum), a.attidentity) \
         FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
         LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum \
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname, a.attnum",
        "SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint \
         WHERE connamespace = 'public'::regnamespace ORDER BY 1",
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
        "SELECT format('%s %s', t.typname, string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder)) FROM pg_type t \
         JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY t.typname ORDER BY 1",
    ];
    let mut text = String::new();
    for query in QUERIES {
        for line in database.texts(query) {
            writeln!(text, "{line}").expect("text");
        }
    }
    text
}

/// The tables of a MariaDB database, as it would create them.
pub fn mysql(database: &MysqlDatabase) -> String {
    let mut text = String::new();
    for table in database.tables() {
        let result = database.run(&format!("SHOW CREATE TABLE `{table}`"));
        writeln!(text, "{:?}", result.rows).expect("text");
    }
    text
}

/// The tables, columns, indexes and foreign keys of a SQLite file.
pub fn sqlite(file: &Path) -> String {
    const QUERIES: [&str; 3] = [
        "SELECT t.name || '.' || c.name || ' ' || c.cid || ' ' || c.type || ' ' || c.\"notnull\" || ' default ' || \
         ifnull(c.dflt_value, '-') || ' key ' || c.pk \
         FROM sqlite_master t, pragma_table_xinfo(t.name) c WHERE t.type = 'table' ORDER BY t.name, c.cid",
        "SELECT t.name || ' ' || i.name || ' ' || i.\"unique\" || ' ' || i.origin || ' ' || i.partial || ' ' || c.seqno \
         || ' ' || ifnull(c.name, '-') FROM sqlite_master t, pragma_index_list(t.name) i, pragma_index_xinfo(i.name) c \
         WHERE t.type = 'table' AND i.name NOT LIKE 'sqlite_autoindex%' ORDER BY t.name, i.name, c.seqno",
        "SELECT t.name || ' ' || f.\"table\" || ' ' || f.\"from\" || ' ' || f.\"to\" || ' ' || f.on_delete \
         FROM sqlite_master t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table' ORDER BY 1",
    ];
    let connection = rusqlite::Connection::open(file).expect("the file is a database");
    let mut text = String::new();
    for query in QUERIES {
        let mut statement = connection.prepare(query).expect("valid SQL");
        let lines = statement
            .query_map([], |row| row.get::<_, String>(0))
            .expect("it runs");
        for line in lines {
            writeln!(text, "{}", line.expect("text")).expect("text");
        }
    }
    text
}
