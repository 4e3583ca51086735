//! The text of `--sql`.

mod common;

use common::Project;
use limbeck_diagnostics::Diagnostic;
use limbeck_dialects::CompileOptions;
use limbeck_runtime::{MigrationContext, RunError, RunSettings, SqlWriter, no_events};
use limbeck_scripts::TransactionControl;

fn project() -> Project {
    Project::new()
        .statements("a1", &["CREATE TABLE t (\n\tx INTEGER\n)"])
        .revision("b2", |script| {
            script.execute("SELECT 'before'")?;
            script.transaction(TransactionControl::BeginAutocommit)?;
            script.execute("SELECT 'inside'")?;
            script.transaction(TransactionControl::EndAutocommit)?;
            Ok(())
        })
}

/// Writes `upgrade TARGET --sql` with the template's `env.py`.
fn write(
    dialect: &str,
    target: &str,
    purge: bool,
    settings: RunSettings,
) -> (String, Result<(), RunError>) {
    let dialect = limbeck_dialects::dialect(dialect).unwrap();
    let mut writer = SqlWriter::new(dialect, CompileOptions::default(), no_events(), Vec::new());
    let mut context = MigrationContext::configure(settings, &mut writer);
    let mut project = project();
    let graph = project.graph();
    context.begin_transaction(&mut writer).unwrap();
    let result = context.migrate(
        &mut writer,
        purge,
        &mut |rows| match graph.upgrade(target, rows) {
            Ok(plan) => Ok((&graph, plan)),
            Err(error) => Err(Box::new(Diagnostic::error("plan", error.to_string()))),
        },
        &mut project,
    );
    context
        .end_transaction(&mut writer, result.is_ok())
        .unwrap();
    let text = String::from_utf8(writer.into_output()).unwrap();
    (text, result.map(|_| ()))
}

fn check(dialect: &str, target: &str, settings: RunSettings, expected: &[&str]) {
    let (text, result) = write(dialect, target, false, settings);
    result.unwrap();
    let mut expected = expected.join("\n\n");
    if !expected.is_empty() {
        expected.push_str("\n\n");
    }
    assert_eq!(text, expected);
}

const CREATE: &str = "CREATE TABLE alembic_version (\n    version_num VARCHAR(32) NOT NULL, \n    \
                      CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n);";
const TABLE: &str = "CREATE TABLE t (\n    x INTEGER\n);";
const UPDATE: &str =
    "UPDATE alembic_version SET version_num='b2' WHERE alembic_version.version_num = 'a1';";

#[test]
fn one_transaction_for_all() {
    check(
        "postgresql",
        "head",
        RunSettings::default(),
        &[
            "BEGIN;",
            CREATE,
            "-- Running upgrade  -> a1",
            TABLE,
            "INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING \
             alembic_version.version_num;",
            "-- Running upgrade a1 -> b2",
            "SELECT 'before';",
            "COMMIT;",
            "SELECT 'inside';",
            "BEGIN;",
            UPDATE,
            "COMMIT;",
        ],
    );
}

#[test]
fn one_transaction_for_each() {
    let settings = RunSettings {
        transaction_per_migration: true,
        starting_revisions: vec!["a1".into()],
        ..RunSettings::default()
    };
    check(
        "postgresql",
        "head",
        settings,
        &[
            "BEGIN;",
            "-- Running upgrade a1 -> b2",
            "SELECT 'before';",
            "COMMIT;",
            "SELECT 'inside';",
            "BEGIN;",
            UPDATE,
            "COMMIT;",
        ],
    );
}

#[test]
fn no_transaction_where_ddl_has_none() {
    check(
        "sqlite",
        "a1",
        RunSettings::default(),
        &[
            CREATE,
            "-- Running upgrade  -> a1",
            TABLE,
            "INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING version_num;",
        ],
    );
    let settings = RunSettings {
        starting_revisions: vec!["b2".into()],
        ..RunSettings::default()
    };
    check("sqlite", "head", settings, &[]);
}

#[test]
fn nothing_to_do_is_an_empty_transaction() {
    let settings = RunSettings {
        starting_revisions: vec!["b2".into()],
        ..RunSettings::default()
    };
    check("postgresql", "head", settings, &["BEGIN;", "COMMIT;"]);
}

#[test]
fn a_purge_is_refused() {
    let (text, result) = write("sqlite", "head", true, RunSettings::default());
    assert_eq!(
        result.unwrap_err().to_string(),
        "Can't use --purge with --sql mode"
    );
    assert_eq!(text, "");
}

#[test]
fn the_version_table_alone() {
    let dialect = limbeck_dialects::dialect("postgresql").unwrap();
    let mut writer = SqlWriter::new(dialect, CompileOptions::default(), no_events(), Vec::new());
    let mut context = MigrationContext::configure(RunSettings::default(), &mut writer);
    context.begin_transaction(&mut writer).unwrap();
    context.ensure_version(&mut writer).unwrap();
    context.end_transaction(&mut writer, true).unwrap();
    let text = String::from_utf8(writer.into_output()).unwrap();
    assert_eq!(text, format!("BEGIN;\n\n{CREATE}\n\nCOMMIT;\n\n"));
}
