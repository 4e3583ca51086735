//! Rows that refer to the table that is copied.

use super::*;

/// A table `item` with rows that refer to it, and foreign keys enforced.
fn family(action: &str) -> Database {
    let child = format!(
        "CREATE TABLE child (id INTEGER PRIMARY KEY, item_id INTEGER DEFAULT 9 REFERENCES item (id) ON DELETE {action})"
    );
    Database::new(&[
        "PRAGMA foreign_keys=ON",
        "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, parent INTEGER REFERENCES item (id) ON DELETE CASCADE)",
        &child,
        "INSERT INTO item VALUES (1, 'x', NULL), (2, 'y', 1)",
        "INSERT INTO child VALUES (10, 1), (11, 2)",
    ])
}

#[test]
fn rows_that_refer_to_the_table_stay_as_they_are() {
    for action in [
        "CASCADE",
        "SET NULL",
        "SET DEFAULT",
        "RESTRICT",
        "NO ACTION",
    ] {
        let mut database = family(action);
        database.batch(vec![set_nullable("name", false)]);
        assert_eq!(
            database.rows("SELECT * FROM child"),
            "10|1 11|2",
            "{action}"
        );
        assert_eq!(database.rows("SELECT id, parent FROM item"), "1|NULL 2|1");
        // They are enforced again, in the same transaction and after it.
        assert_eq!(database.rows("PRAGMA foreign_keys"), "1");
        let statement = SqlStatement::Verbatim("INSERT INTO child VALUES (12, 77)".to_owned());
        assert!(
            database
                .session
                .query(statement, &Origin::default())
                .is_err()
        );
    }
}

#[test]
fn rows_may_be_deleted_before_and_after_in_one_transaction() {
    let mut database = family("CASCADE");
    database.execute("DELETE FROM item WHERE id = 2");
    database
        .push(batch(vec![set_nullable("name", false)]))
        .unwrap();
    assert_eq!(database.rows("SELECT * FROM child"), "10|1");
    database.execute("DELETE FROM item");
    assert_eq!(database.rows("SELECT * FROM child"), "");
    MigrationSink::rollback(&mut database.session).unwrap();
    assert_eq!(database.rows("SELECT * FROM child"), "10|1 11|2");
    assert_eq!(database.rows("PRAGMA foreign_keys"), "1");
}

#[test]
fn a_copy_that_breaks_references_is_undone() {
    let mut database = family("CASCADE");
    let before = database.catalog();
    let error = database.refused(vec![
        drop_column("id"),
        add_column(Column {
            primary_key: true,
            server_default: None,
            ..Column::new(
                "id",
                SqlType::Text {
                    length: None,
                    collation: None,
                },
            )
        }),
    ]);
    assert_eq!(
        error,
        "The copy of table 'item' has rows without the rows that they refer to: child to item (2), item to item (1)."
    );
    assert_eq!(database.catalog(), before);
    assert_eq!(database.rows("SELECT * FROM child"), "10|1 11|2");
    assert_eq!(database.rows("PRAGMA foreign_keys"), "1");
}

#[test]
fn references_that_were_broken_before_are_no_matter() {
    let mut database = family("CASCADE");
    database.session.commit().unwrap();
    database.execute("PRAGMA foreign_keys=OFF");
    database.execute("INSERT INTO child VALUES (12, 99)");
    database.execute("PRAGMA foreign_keys=ON");
    database.batch(vec![set_nullable("name", false)]);
    assert_eq!(database.rows("SELECT count(*) FROM child"), "3");
}

#[test]
fn foreign_keys_that_are_not_enforced_stay_so() {
    let mut database = family("CASCADE");
    database.execute("PRAGMA foreign_keys=OFF");
    database.batch(vec![set_nullable("name", false)]);
    assert_eq!(database.rows("PRAGMA foreign_keys"), "0");
    assert_eq!(database.rows("SELECT * FROM child"), "10|1 11|2");
}
