//! Migrations in SQL that are part of a program.

use limbeck::embedded::{Database, Migrations};
use limbeck::include_migrations;

const ONE: &str = "-- revision: a1\n-- down_revision: none\n-- upgrade\nCREATE TABLE one (a INT);\n\
                   -- downgrade\nDROP TABLE one;\n";
const TWO: &str = "-- revision: b2\n-- down_revision: a1\n-- upgrade\nCREATE TABLE two (a INT);\n\
                   INSERT INTO nowhere VALUES (1);\n";

fn migrations() -> Migrations {
    Migrations::from_files([("b.sql", TWO), ("a.sql", ONE)]).expect("scripts")
}

/// A database of its own, gone with the folder.
fn database() -> (tempfile::TempDir, Database) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("app.db");
    let database = Database::new(format!("sqlite:///{}", file.display()));
    (folder, database)
}

/// What is applied.
#[track_caller]
fn check(migrations: &Migrations, database: &Database, expected: &[&str]) {
    let rows = migrations.current(database).expect("rows");
    let rows: Vec<_> = rows.iter().map(|row| row.as_str()).collect();
    assert_eq!(rows, expected);
}

#[test]
fn up_and_down() {
    let (_folder, database) = database();
    let migrations = migrations();
    assert_eq!(migrations.heads(), ["b2"]);
    check(&migrations, &database, &[]);
    let report = migrations.upgrade(&database, "a1").expect("upgraded");
    assert_eq!(report.runs[0].steps.len(), 1);
    check(&migrations, &database, &["a1"]);
    migrations.downgrade(&database, "-1").expect("downgraded");
    check(&migrations, &database, &[]);
}

#[test]
fn a_failure_names_the_line_and_undoes_its_migration() {
    let (_folder, database) = database();
    let database = database.transaction_per_migration();
    let migrations = migrations();
    let failure = migrations
        .upgrade(&database, "heads")
        .expect_err("it fails");
    let place = failure.diagnostic.location.as_ref().expect("a place");
    assert_eq!(place.to_string(), "b.sql:5");
    check(&migrations, &database, &["a1"]);
}

#[test]
fn another_version_table() {
    let (_folder, database) = database();
    let migrations = migrations();
    let database = database.version_table("versions", None);
    migrations.upgrade(&database, "a1").expect("upgraded");
    check(&migrations, &database, &["a1"]);
}

#[test]
fn scripts_that_contradict_each_other() {
    let error = Migrations::from_files([("a.sql", ONE), ("b.sql", ONE)]).expect_err("twice");
    assert!(error.to_string().contains("a1"), "{error}");
    let error = Migrations::from_files([("b.sql", "SELECT 1")]).expect_err("no script");
    assert!(error.to_string().contains("no header"), "{error}");
}

#[test]
fn the_files_of_the_example() {
    let (_folder, database) = database();
    let migrations = include_migrations![
        "../../../examples/plain-sql/migrations/versions/1d5e0a7c93b2_customers.sql",
        "../../../examples/plain-sql/migrations/versions/6f08b1d24c7e_orders.sql",
        "../../../examples/plain-sql/migrations/versions/b37c9e50f1a8_order_totals.sql",
    ]
    .expect("scripts");
    migrations.upgrade(&database, "heads").expect("upgraded");
    check(&migrations, &database, &["b37c9e50f1a8"]);
    migrations.downgrade(&database, "base").expect("downgraded");
    check(&migrations, &database, &[]);
}
