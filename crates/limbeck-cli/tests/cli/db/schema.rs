//! `db schema generate`: what it writes runs on an empty database, and makes what the models describe.

use limbeck_test_support::{MysqlDatabase, TestDatabase};

use super::{MODELS, with_models};
use crate::json::object;

/// What is generated for a database runs there as it is.
fn check(url: &str, tables: impl Fn() -> Vec<String>) -> Option<String> {
    let modelled = with_models(url, MODELS)?;
    let generated = modelled
        .run(&["db", "schema", "generate", "-o", "schema.sql"])
        .exits(0);
    assert!(generated.stdout.starts_with("Wrote "), "{generated:#?}");
    modelled.run(&["db", "apply", "schema.sql"]).exits(0);
    assert_eq!(tables(), ["boxes", "groups", "lids", "users"]);
    let file = modelled.project.path().join("schema.sql");
    Some(std::fs::read_to_string(file).expect("a text"))
}

#[test]
fn on_postgresql() {
    let database = TestDatabase::create();
    let tables =
        || database.texts("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
    let Some(sql) = check(&database.url(), tables) else {
        return;
    };
    assert!(
        sql.starts_with("-- The schema of the models, for postgresql.\n"),
        "{sql}"
    );
    let place = |text: &str| {
        sql.find(text)
            .unwrap_or_else(|| panic!("no {text} in {sql}"))
    };
    assert!(place("CREATE TYPE kind AS ENUM") < place("CREATE TABLE users"));
    assert!(place("CREATE TABLE groups") < place("CREATE TABLE users"));
    // A circle is closed when both tables are there.
    assert!(place("CREATE TABLE lids") < place("ALTER TABLE boxes ADD"));
    assert_eq!(sql.matches("CREATE TYPE").count(), 1, "{sql}");
    assert_eq!(
        database.texts("SELECT conname FROM pg_constraint WHERE contype = 'f' ORDER BY 1"),
        [
            "boxes_lid_id_fkey",
            "lids_box_id_fkey",
            "users_group_id_fkey"
        ]
    );
}

#[test]
fn on_mariadb() {
    let database = MysqlDatabase::create();
    check(&database.url(), || database.tables());
}

#[test]
fn on_sqlite() {
    let Some(modelled) = with_models("sqlite:///app.db", MODELS) else {
        return;
    };
    let project = &modelled.project;
    let printed = modelled.run(&["db", "schema", "generate"]).exits(0);
    assert!(
        !project.path().join("app.db").exists(),
        "nothing was connected to"
    );
    project.write("schema.sql", &printed.stdout);
    modelled.run(&["db", "apply", "schema.sql"]).exits(0);
    assert_eq!(
        project.tables("app.db"),
        ["boxes", "groups", "lids", "users"]
    );
    let json = modelled
        .run(&["db", "schema", "generate", "--json"])
        .exits(0);
    let report = object(&json, "db_schema_generate");
    assert_eq!(report["dialect"], "sqlite");
    assert!(
        report["statements"]
            .as_array()
            .is_some_and(|list| list.len() >= 4)
    );
}
