//! All of a batch happens, or nothing.

use limbeck_scripts::TransactionControl;

use super::*;

fn database() -> Database {
    Database::new(&[
        "CREATE TABLE item (id INTEGER PRIMARY KEY, a TEXT, b TEXT)",
        "CREATE INDEX i ON item (a)",
        "CREATE TRIGGER t AFTER INSERT ON item BEGIN SELECT 1; END",
        "INSERT INTO item VALUES (1, 'x', NULL), (2, 'x', 'y')",
    ])
}

/// A batch that fails while rows are copied, one that fails when the index is made, ...
fn failing() -> Vec<(&'static str, Vec<Operation>)> {
    let unique = |name: &str| {
        Operation::CreateIndex(limbeck_schema::operation::CreateIndex {
            index: limbeck_schema::Index {
                name: limbeck_schema::ConstraintName::Given(name.into()),
                table: QualifiedName::new("item"),
                elements: vec![limbeck_schema::IndexElement::Column("a".into())],
                unique: true,
                options: Default::default(),
            },
            if_not_exists: false,
            naming_convention: None,
        })
    };
    vec![
        ("NOT NULL constraint failed", vec![set_nullable("b", false)]),
        ("UNIQUE constraint failed", vec![unique("i_unique")]),
        ("has no column 'nope'", vec![drop_column("nope")]),
    ]
}

#[test]
fn a_failure_leaves_everything_as_it_was() {
    for (expected, operations) in failing() {
        let mut database = database();
        let before = (database.catalog(), database.rows("SELECT * FROM item"));
        let error = database.refused(operations);
        assert!(error.contains(expected), "{error}");
        // The script may catch the error and go on in the same transaction.
        assert_eq!(
            (database.catalog(), database.rows("SELECT * FROM item")),
            before
        );
        database.batch(vec![drop_column("b")]);
        assert_eq!(database.rows("SELECT * FROM item"), "1|x 2|x");
    }
}

#[test]
fn so_it_is_outside_of_transactions() {
    for (expected, operations) in failing() {
        let mut database = database();
        let before = (database.catalog(), database.rows("SELECT * FROM item"));
        database
            .session
            .transaction(TransactionControl::BeginAutocommit)
            .unwrap();
        let error = database.refused(operations);
        assert!(error.contains(expected), "{error}");
        assert_eq!(
            (database.catalog(), database.rows("SELECT * FROM item")),
            before
        );
        database.push(batch(vec![drop_column("b")])).unwrap();
        database
            .session
            .transaction(TransactionControl::EndAutocommit)
            .unwrap();
        assert_eq!(database.rows("SELECT * FROM item"), "1|x 2|x");
    }
}

#[test]
fn a_rollback_undoes_the_copy() {
    let mut database = database();
    let before = (database.catalog(), database.rows("SELECT * FROM item"));
    database.push(batch(vec![drop_column("a")])).unwrap();
    MigrationSink::rollback(&mut database.session).unwrap();
    assert_eq!(
        (database.catalog(), database.rows("SELECT * FROM item")),
        before
    );
}

#[test]
fn a_table_of_the_temporary_name_is_not_touched() {
    let mut database = database();
    database.execute("CREATE TABLE _alembic_tmp_item (x)");
    let error = database.refused(vec![]);
    assert!(
        error.contains("table _alembic_tmp_item already exists"),
        "{error}"
    );
    assert_eq!(database.rows("SELECT count(*) FROM _alembic_tmp_item"), "0");
}
