//! Columns that get other names, or go.

use super::*;

#[test]
fn everything_that_mentions_a_column_follows() {
    let mut database = Database::new(&[
        "PRAGMA foreign_keys=ON",
        "CREATE TABLE item (id INTEGER PRIMARY KEY, a TEXT UNIQUE, n INTEGER CHECK (n > 0), g AS (n + 1), \
         parent TEXT REFERENCES item (a))",
        "CREATE TABLE child (a TEXT REFERENCES item (a))",
        "CREATE TABLE log (a TEXT)",
        "CREATE INDEX i ON item (n) WHERE a <> 'a'",
        "CREATE TRIGGER t AFTER INSERT ON item BEGIN INSERT INTO log (a) VALUES (NEW.a); END",
        "CREATE VIEW v AS SELECT a, n FROM item",
        "INSERT INTO item (a, n) VALUES ('x', 1)",
        "INSERT INTO child VALUES ('x')",
    ]);
    database.batch(vec![
        rename("a", "title"),
        rename("n", "count"),
        set_nullable("count", false),
        set_type(
            "a",
            SqlType::String {
                length: Some(9),
                collation: None,
            },
        ),
    ]);
    assert_eq!(
        database.catalog(),
        [
            "CREATE TABLE child (a TEXT REFERENCES item (title))",
            "CREATE TABLE \"item\" (id INTEGER, title VARCHAR(9), count INTEGER NOT NULL, \
             g GENERATED ALWAYS AS (count + 1) VIRTUAL, parent TEXT, PRIMARY KEY (id), UNIQUE (title), \
             CHECK (count > 0), FOREIGN KEY(parent) REFERENCES item (title))",
            "CREATE TABLE log (a TEXT)",
            "CREATE INDEX i ON item (count) WHERE title <> 'a'",
            "CREATE TRIGGER t AFTER INSERT ON item BEGIN INSERT INTO log (a) VALUES (NEW.title); END",
            "CREATE VIEW v AS SELECT title, count FROM item",
        ]
    );
    database.execute("INSERT INTO item (title, count) VALUES ('y', 2)");
    assert_eq!(database.rows("SELECT a FROM log"), "x y");
    assert_eq!(database.rows("SELECT title, count FROM v"), "x|1 y|2");
    assert_eq!(database.rows("PRAGMA foreign_key_check"), "");
}

#[test]
fn a_rename_alone_needs_no_copy_where_others_mention_the_column() {
    let mut database = Database::new(&[
        "CREATE TABLE item (a TEXT CHECK (a <> ''))",
        "INSERT INTO item VALUES ('x')",
    ]);
    let Operation::BatchAlterTable(mut only) = batch(vec![rename("a", "b")]) else {
        panic!("a batch");
    };
    only.recreate = Recreate::Auto;
    database.push(Operation::BatchAlterTable(only)).unwrap();
    assert_eq!(
        database.catalog(),
        ["CREATE TABLE item (b TEXT CHECK (b <> ''))"]
    );
}

#[test]
fn columns_may_swap_their_names() {
    let mut database = Database::new(&[
        "CREATE TABLE item (a TEXT, b TEXT, UNIQUE (a))",
        "CREATE INDEX i ON item (b)",
        "INSERT INTO item VALUES ('1', '2')",
    ]);
    database.batch(vec![rename("a", "b"), rename("b", "a")]);
    assert_eq!(
        database.catalog(),
        [
            "CREATE TABLE \"item\" (b TEXT, a TEXT, UNIQUE (b))",
            "CREATE INDEX i ON item (a)"
        ]
    );
    assert_eq!(database.rows("SELECT a, b FROM item"), "2|1");
}

#[test]
fn what_is_about_a_column_goes_with_it() {
    let mut database = Database::new(&[
        "CREATE TABLE item (id INTEGER PRIMARY KEY, a TEXT, b TEXT CHECK (b <> 'a'), CHECK (a <> b), UNIQUE (a, b), \
         CONSTRAINT ck CHECK (\"A\" <> ''))",
        "CREATE INDEX i_a ON item (a)",
        "CREATE INDEX i_part ON item (b) WHERE a IS NULL",
        "CREATE INDEX i_expr ON item (lower(a))",
        "CREATE INDEX i_b ON item (b)",
        "INSERT INTO item VALUES (1, 'x', 'y')",
    ]);
    database.batch(vec![drop_column("a")]);
    assert_eq!(
        database.catalog(),
        [
            "CREATE TABLE \"item\" (id INTEGER, b TEXT, PRIMARY KEY (id), CHECK (b <> 'a'))",
            "CREATE INDEX i_b ON item (b)",
        ]
    );
    assert_eq!(database.rows("SELECT * FROM item"), "1|y");
}

#[test]
fn a_trigger_or_view_that_needs_a_column_keeps_it() {
    for (name, sql) in [
        (
            "a",
            "CREATE TRIGGER t AFTER INSERT ON item BEGIN SELECT NEW.a; END",
        ),
        (
            "a",
            "CREATE TRIGGER t AFTER UPDATE ON item BEGIN SELECT OLD.a; END",
        ),
        (
            "a",
            "CREATE TRIGGER t AFTER DELETE ON item BEGIN SELECT OLD.a; END",
        ),
        (
            "a",
            "CREATE TRIGGER t AFTER DELETE ON other BEGIN DELETE FROM item WHERE a = 1; END",
        ),
        ("a", "CREATE VIEW v AS SELECT a FROM item"),
    ] {
        let mut database = Database::new(&[
            "CREATE TABLE item (a TEXT, b TEXT)",
            "CREATE TABLE other (c)",
            sql,
        ]);
        let before = database.catalog();
        let error = database.refused(vec![drop_column(name)]);
        assert!(error.contains("no such column"), "{sql}: {error}");
        assert_eq!(database.catalog(), before, "{sql}");
        // A column of another name is another matter.
        database.batch(vec![drop_column("b")]);
        assert_eq!(database.catalog().last().map(String::as_str), Some(sql));
    }
}

#[test]
fn a_value_list_without_a_name_goes_with_the_type() {
    let mut database = Database::new(&[
        "CREATE TABLE item (flag BOOLEAN, n INTEGER, CHECK (flag IN (0, 1)), CHECK (n > 0))",
        "INSERT INTO item VALUES (1, 2)",
    ]);
    database.batch(vec![
        set_type(
            "flag",
            SqlType::Text {
                length: None,
                collation: None,
            },
        ),
        set_type("n", SqlType::BigInteger),
    ]);
    assert_eq!(
        database.catalog(),
        ["CREATE TABLE \"item\" (flag TEXT, n BIGINT, CHECK (n > 0))"]
    );
}
