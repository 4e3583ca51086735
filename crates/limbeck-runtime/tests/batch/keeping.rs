//! What a copy keeps.

use super::*;

/// Copies a table twice, changing nothing, and compares the catalog with the expected one.
#[track_caller]
fn check(statements: &[&str], expected: &[&str]) -> Database {
    let mut database = Database::new(statements);
    database.batch(vec![]);
    assert_eq!(database.catalog(), expected);
    assert_eq!(database.warnings(), [""; 0]);
    // What was copied once is copied the same way again.
    database.batch(vec![]);
    assert_eq!(database.catalog(), expected);
    database
}

#[test]
fn constraints_without_names() {
    check(
        &[
            "CREATE TABLE item (id INTEGER PRIMARY KEY, code VARCHAR(10) NOT NULL UNIQUE, \
           n INTEGER CHECK (n > 0), CHECK (n < 100), UNIQUE (code, n))",
        ],
        &[
            "CREATE TABLE \"item\" (id INTEGER, code VARCHAR(10) NOT NULL, n INTEGER, \
           PRIMARY KEY (id), UNIQUE (code), CHECK (n > 0), CHECK (n < 100), UNIQUE (code, n))",
        ],
    );
}

#[test]
fn names_of_constraints_in_columns() {
    check(
        &["CREATE TABLE item (id INTEGER CONSTRAINT pk PRIMARY KEY, \
           a TEXT CONSTRAINT uq UNIQUE CONSTRAINT \"c k\" CHECK (a <> ')'))"],
        &[
            "CREATE TABLE \"item\" (id INTEGER, a TEXT, CONSTRAINT pk PRIMARY KEY (id), \
           CONSTRAINT uq UNIQUE (a), CONSTRAINT \"c k\" CHECK (a <> ')'))",
        ],
    );
}

#[test]
fn what_foreign_keys_do() {
    check(
        &[
            "CREATE TABLE a_parent (id INTEGER PRIMARY KEY, x INTEGER UNIQUE)",
            "CREATE TABLE item (a INTEGER REFERENCES a_parent ON DELETE CASCADE, \
             b INTEGER CONSTRAINT fk REFERENCES a_parent (x) ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED)",
        ],
        &[
            "CREATE TABLE a_parent (id INTEGER PRIMARY KEY, x INTEGER UNIQUE)",
            "CREATE TABLE \"item\" (a INTEGER, b INTEGER, \
             CONSTRAINT fk FOREIGN KEY(b) REFERENCES a_parent (x) ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED, \
             FOREIGN KEY(a) REFERENCES a_parent (id) ON DELETE CASCADE)",
        ],
    );
}

#[test]
fn declared_types_collations_and_defaults() {
    let mut database = check(
        &[
            "CREATE TABLE item (id INT PRIMARY KEY, a money, b, c TEXT DEFAULT ('x' || 'y') COLLATE nocase, \
             d timestamp with time zone DEFAULT CURRENT_TIMESTAMP, e DOUBLE PRECISION DEFAULT '', \
             f varchar (20) DEFAULT \"q\", g DECIMAL(10, 2) DEFAULT ((1) + (2)), h TEXT DEFAULT NULL, i BOOL DEFAULT true)",
            "INSERT INTO item (id, b) VALUES ('1', x'00'), (2, 'text')",
        ],
        &[
            "CREATE TABLE \"item\" (id INT, a money, b , c TEXT COLLATE nocase DEFAULT ('x' || 'y'), \
           d timestamp with time zone DEFAULT (CURRENT_TIMESTAMP), e DOUBLE PRECISION DEFAULT (''), \
           f varchar (20) DEFAULT \"q\", g DECIMAL(10, 2) DEFAULT ((1) + (2)), h TEXT DEFAULT (NULL), \
           i BOOL DEFAULT (true), PRIMARY KEY (id))",
        ],
    );
    database.execute("INSERT INTO item (id, c) VALUES (3, 'ABC')");
    assert_eq!(
        database.rows("SELECT id, e, f, g, h, i FROM item WHERE c = 'abc' OR id = 1"),
        "1||q|3|NULL|1 3||q|3|NULL|1"
    );
}

#[test]
fn options_of_the_table() {
    check(
        &["CREATE TABLE item (code TEXT NOT NULL PRIMARY KEY, n ANY) STRICT, WITHOUT ROWID"],
        &[
            "CREATE TABLE \"item\" (code TEXT NOT NULL, n ANY, PRIMARY KEY (code)) WITHOUT ROWID, STRICT",
        ],
    );
}

#[test]
fn what_happens_in_a_conflict() {
    check(
        &[
            "CREATE TABLE item (id INTEGER PRIMARY KEY ON CONFLICT REPLACE, \
           a TEXT NOT NULL ON CONFLICT IGNORE UNIQUE ON CONFLICT ROLLBACK)",
        ],
        &[
            "CREATE TABLE \"item\" (id INTEGER, a TEXT NOT NULL ON CONFLICT IGNORE, \
           PRIMARY KEY (id) ON CONFLICT REPLACE, UNIQUE (a) ON CONFLICT ROLLBACK)",
        ],
    );
}

#[test]
fn the_count_of_a_key() {
    let mut database = Database::new(&[
        "CREATE TABLE item (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT)",
        "INSERT INTO item (id, a) VALUES (41, 'x'), (42, 'y')",
        "DELETE FROM item WHERE id = 42",
    ]);
    database.batch(vec![set_nullable("a", false)]);
    database.execute("INSERT INTO item (a) VALUES ('z')");
    assert_eq!(database.rows("SELECT id, a FROM item"), "41|x 43|z");
    assert_eq!(
        database.rows("SELECT name, seq FROM sqlite_sequence"),
        "item|43"
    );
    database.execute("DELETE FROM item");
    database.batch(vec![set_nullable("a", true)]);
    database.execute("INSERT INTO item (a) VALUES ('z')");
    assert_eq!(database.rows("SELECT id FROM item"), "44");
}

#[test]
fn generated_columns() {
    let mut database = check(
        &[
            "CREATE TABLE item (a INTEGER, b INTEGER GENERATED ALWAYS AS (a * 2) STORED, c AS (a + 1))",
            "INSERT INTO item (a) VALUES (5)",
        ],
        &[
            "CREATE TABLE \"item\" (a INTEGER, b INTEGER GENERATED ALWAYS AS (a * 2) STORED, \
           c GENERATED ALWAYS AS (a + 1) VIRTUAL)",
        ],
    );
    assert_eq!(database.rows("SELECT * FROM item"), "5|10|6");
}

#[test]
fn indexes_of_all_kinds() {
    let indexes = [
        "CREATE UNIQUE INDEX i_part ON item (a) WHERE a > 'where' AND b IS NULL",
        "CREATE INDEX i_expr ON item (lower(a), b)",
        "CREATE INDEX i_desc ON item (a DESC, b)",
        "CREATE INDEX \"i 'coll\" ON item (a COLLATE NOCASE)",
        "CREATE INDEX i_plain ON item (b, a)",
    ];
    let table = "CREATE TABLE item (a TEXT, b INTEGER)";
    let mut statements = vec![table];
    statements.extend(indexes);
    let mut expected = vec!["CREATE TABLE \"item\" (a TEXT, b INTEGER)"];
    let mut sorted = indexes;
    sorted.sort_by_key(|sql| sql.split_once("INDEX ").unwrap().1.trim_start_matches('"'));
    expected.extend(sorted);
    check(&statements, &expected);
}

#[test]
fn triggers_and_views() {
    let trigger =
        "CREATE TRIGGER t_log AFTER INSERT ON item BEGIN INSERT INTO log VALUES (NEW.a); END";
    let elsewhere =
        "CREATE TRIGGER t_other AFTER DELETE ON log BEGIN DELETE FROM item WHERE a = OLD.a; END";
    let view = "CREATE VIEW v AS SELECT a FROM item";
    let mut database = check(
        &[
            "CREATE TABLE item (a TEXT)",
            "CREATE TABLE log (a TEXT)",
            trigger,
            elsewhere,
            view,
            "CREATE TEMP TRIGGER t_temp AFTER INSERT ON item BEGIN INSERT INTO log VALUES ('temp'); END",
            "INSERT INTO item VALUES ('x')",
        ],
        &[
            "CREATE TABLE \"item\" (a TEXT)",
            "CREATE TABLE log (a TEXT)",
            trigger,
            elsewhere,
            view,
        ],
    );
    database.execute("INSERT INTO item VALUES ('y')");
    assert_eq!(
        database.rows("SELECT a FROM log ORDER BY a"),
        "temp temp x y"
    );
    database.execute("DELETE FROM log WHERE a = 'x'");
    assert_eq!(database.rows("SELECT a FROM v"), "y");
    assert_eq!(database.rows("PRAGMA legacy_alter_table"), "0");
}

#[test]
fn names_in_quotes() {
    let mut database = Database::new(&[
        "CREATE TABLE item (\"select\" INTEGER PRIMARY KEY, [a b] TEXT, `c\"d` TEXT, 'e' TEXT)",
        "CREATE INDEX \"i x\" ON item ([a b])",
        "INSERT INTO item VALUES (1, 'p', 'q', 'r')",
    ]);
    database.batch(vec![set_nullable("a b", false), drop_column("e")]);
    assert_eq!(
        database.catalog(),
        [
            "CREATE TABLE \"item\" (\"select\" INTEGER, \"a b\" TEXT NOT NULL, \"c\"\"d\" TEXT, PRIMARY KEY (\"select\"))",
            "CREATE INDEX \"i x\" ON item (\"a b\")",
        ]
    );
    assert_eq!(database.rows("SELECT * FROM item"), "1|p|q");
}

#[test]
fn a_key_that_says_more_is_warned_of() {
    let mut database =
        Database::new(&["CREATE TABLE item (a TEXT, b TEXT, PRIMARY KEY (a DESC, b))"]);
    database.batch(vec![]);
    let [warning] = database.warnings().try_into().expect("one warning");
    let warning: String = warning;
    assert!(
        warning.starts_with("DESC and COLLATE in the primary key of table 'item'"),
        "{warning}"
    );
}

#[test]
fn a_table_that_is_no_plain_table_is_refused() {
    let mut database = Database::new(&["CREATE VIRTUAL TABLE item USING fts5 (a)"]);
    let error = database.refused(vec![]);
    assert!(
        error.starts_with("limbeck does not understand the definition of table 'item'"),
        "{error}"
    );
    let mut database = Database::new(&["CREATE VIEW item AS SELECT 1 AS a"]);
    assert_eq!(database.refused(vec![]), "item");
}

#[test]
fn a_foreign_key_that_cannot_be_kept_is_told() {
    let mut database =
        Database::new(&["CREATE TABLE item (id INTEGER PRIMARY KEY, p INT REFERENCES elsewhere)"]);
    database.batch(vec![]);
    let [warning] = database.warnings().try_into().expect("one warning");
    assert!(
        warning.starts_with("The foreign key of table 'item' to 'elsewhere' names no columns"),
        "{warning}"
    );
}
