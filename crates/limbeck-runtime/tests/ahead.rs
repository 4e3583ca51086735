//! Batches that were sent before one before them failed: they must not matter.

mod common;

use std::time::{Duration, Instant};

use common::{Log, Project, open, open_with, texts, versions};
use limbeck_database::{DatabaseError, Engine};
use limbeck_runtime::{CancellationToken, FailedStatement, RunError, RunSettings};
use limbeck_test_support::TestDatabase;

/// Keeps the server busy while everything after it is evaluated and sent.
const BUSY: &str = "SELECT pg_sleep(0.3)";

/// `a1` makes a table, `b2` is slow and then does what is given, and four more make a table each.
fn project(b2: &[&str], c3: &[&str]) -> Project {
    let b2: Vec<&str> = [BUSY].iter().chain(b2).copied().collect();
    let mut project = Project::new()
        .statements("a1", &["CREATE TABLE a1 (x INTEGER)"])
        .statements("b2", &b2)
        .statements("c3", c3);
    for id in ["d4", "e5", "f6"] {
        project = project.statements(id, &[&format!("CREATE TABLE {id} (x INTEGER)")]);
    }
    project
}

const C3: &[&str] = &["CREATE TABLE c3 (x INTEGER)"];

fn tables(engine: &Engine) -> Vec<String> {
    let sql = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace \
               ORDER BY 1";
    texts(engine, sql)
}

fn failed(project: &Project, engine: &Engine, settings: RunSettings) -> FailedStatement {
    let log = Log::default();
    let mut session = open_with(engine, &log, &CancellationToken::new());
    let error = project.upgrade(&mut session, "head", settings).unwrap_err();
    let RunError::Statement { failed, .. } = error else {
        panic!("{error:?}")
    };
    let mut lines = log.lines();
    // The rollback of a transaction that the failure has ended is warned of.
    lines.retain(|line| !line.starts_with("WARNING"));
    assert_eq!(
        lines.last().map(String::as_str),
        Some("started upgrade a1 -> b2, doc of b2")
    );
    assert_eq!(failed.step.as_deref(), Some("upgrade a1 -> b2, doc of b2"));
    assert_eq!(failed.origin.path, Some(project.path("b2")));
    *failed
}

#[test]
fn the_first_failure_is_the_one_that_is_told() {
    let check = |statement: &str, code: &str| {
        let database = TestDatabase::create();
        let engine = database.engine();
        let project = project(&["CREATE TABLE b2 (x INTEGER)", statement], C3);
        let failed = failed(&project, engine, RunSettings::default());
        assert_eq!(failed.statement, statement);
        assert_eq!(failed.origin.line, Some(3));
        let DatabaseError::Statement { code: found, .. } = failed.error else {
            panic!("{failed:?}")
        };
        assert_eq!(found.as_deref(), Some(code));
        assert!(tables(engine).is_empty(), "{:?}", tables(engine));
    };
    check("INSERT INTO missing VALUES (1)", "42P01");
    check("SELECT 1/0", "22012");
    check("SELEC 1", "42601");
}

#[test]
fn nothing_is_sent_beyond_a_commit() {
    for settings in [
        RunSettings {
            transaction_per_migration: true,
            ..RunSettings::default()
        },
        RunSettings {
            transactional_ddl: Some(false),
            ..RunSettings::default()
        },
    ] {
        let database = TestDatabase::create();
        let engine = database.engine();
        let project = project(&["DROP TABLE missing"], C3);
        failed(&project, engine, settings);
        assert_eq!(versions(engine), ["a1"]);
        assert_eq!(tables(engine), ["a1", "alembic_version"]);
    }
}

#[test]
fn a_savepoint_does_not_revive_the_transaction() {
    let database = TestDatabase::create();
    let engine = database.engine();
    // What a sequence counts is not rolled back.
    database.run("CREATE SEQUENCE reached");
    let project = project(
        &["SAVEPOINT s", "DROP TABLE missing"],
        &["ROLLBACK TO SAVEPOINT s", "SELECT nextval('reached')"],
    );
    let failed = failed(&project, engine, RunSettings::default());
    assert_eq!(failed.statement, "DROP TABLE missing");
    assert!(tables(engine).is_empty());
    assert_eq!(texts(engine, "SELECT is_called FROM reached"), ["f"]);
}

#[test]
fn a_savepoint_of_the_script_works() {
    let database = TestDatabase::create();
    let engine = database.engine();
    let project = project(
        &[
            "SAVEPOINT s",
            "CREATE TABLE b2 (x INTEGER)",
            "ROLLBACK TO SAVEPOINT s",
        ],
        C3,
    );
    project
        .upgrade(&mut open(engine), "c3", RunSettings::default())
        .unwrap();
    assert_eq!(tables(engine), ["a1", "alembic_version", "c3"]);
    assert_eq!(versions(engine), ["c3"]);
}

#[test]
fn a_transaction_that_is_prepared_is_waited_for() {
    let database = TestDatabase::create();
    let engine = database.engine();
    let prepared = texts(engine, "SHOW max_prepared_transactions");
    if prepared != ["0"] {
        // There the statement would work, and leave the transaction to somebody else.
        return;
    }
    let project = project(&[], &[BUSY, "PREPARE TRANSACTION 'x'"]);
    project
        .upgrade(&mut open(engine), "a1", RunSettings::default())
        .unwrap();
    let error = project
        .upgrade(&mut open(engine), "head", RunSettings::default())
        .unwrap_err();
    let RunError::Statement { failed, .. } = error else {
        panic!("{error:?}")
    };
    assert_eq!(failed.statement, "PREPARE TRANSACTION 'x'");
    // Its failure ends the transaction: what follows would run outside of any.
    assert_eq!(tables(engine), ["a1", "alembic_version"]);
    assert_eq!(versions(engine), ["a1"]);
}

#[test]
fn a_wrong_number_of_rows_is_noticed() {
    let database = TestDatabase::create();
    let engine = database.engine();
    let error = project(&["DELETE FROM alembic_version"], C3)
        .upgrade(&mut open(engine), "head", RunSettings::default())
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "Online migration expected to match one row when updating 'a1' to 'b2' in \
         'alembic_version'; 0 found"
    );
    assert_eq!(error.standing().unwrap().revisions, Some(Vec::new()));
    assert!(tables(engine).is_empty(), "{:?}", tables(engine));
}

#[test]
fn a_run_with_batches_on_the_way_can_be_cancelled() {
    let database = TestDatabase::create();
    let engine = database.engine();
    let cancellation = CancellationToken::new();
    let settings = RunSettings {
        cancellation: cancellation.clone(),
        ..RunSettings::default()
    };
    let mut session = open_with(engine, &Log::default(), &cancellation);
    let canceller = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(500));
        cancellation.cancel();
    });
    let start = Instant::now();
    let error = project(&["SELECT pg_sleep(60)"], C3)
        .upgrade(&mut session, "head", settings)
        .unwrap_err();
    canceller.join().unwrap();
    assert!(start.elapsed() < Duration::from_secs(20));
    let RunError::Cancelled { step, .. } = error else {
        panic!("{error:?}")
    };
    assert_eq!(step.as_deref(), Some("upgrade a1 -> b2, doc of b2"));
    assert!(tables(engine).is_empty());
}

#[test]
fn a_connection_that_is_lost_is_told_of_its_step() {
    let database = TestDatabase::create();
    let engine = database.engine();
    let project = project(&["SELECT pg_terminate_backend(pg_backend_pid())"], C3);
    let failed = failed(&project, engine, RunSettings::default());
    assert!(
        matches!(failed.error, DatabaseError::Connection { .. }),
        "{failed:?}"
    );
    assert!(tables(engine).is_empty());
}

#[test]
fn what_the_server_tells_comes_between_the_right_steps() {
    let database = TestDatabase::create();
    let log = Log::default();
    let mut session = open_with(database.engine(), &log, &CancellationToken::new());
    let ids: Vec<String> = (1..=40).map(|number| format!("r{number}")).collect();
    let mut project = Project::new();
    for id in &ids {
        let sql = format!("DO $$ BEGIN RAISE NOTICE 'in {id}'; END $$");
        project = project.statements(id, &[&sql]);
    }
    project
        .upgrade(&mut session, "head", RunSettings::default())
        .unwrap();
    let mut expected = Vec::new();
    let mut below = "";
    for id in &ids {
        let step = format!("upgrade {below} -> {id}, doc of {id}");
        expected.push(format!("started {step}"));
        expected.push(format!("NOTICE in {id}"));
        expected.push(format!("finished {step}"));
        below = id;
    }
    assert_eq!(log.lines(), expected);
}

#[test]
fn long_statements_do_not_pile_up() {
    let database = TestDatabase::create();
    let mut project = Project::new().statements("a0", &["CREATE TABLE t (x TEXT)", BUSY]);
    for number in 1..=30 {
        let sql = format!("INSERT INTO t VALUES ('{}')", "x".repeat(300_000));
        project = project.statements(&format!("r{number}"), &[&sql, "SELECT x FROM t"]);
    }
    project
        .upgrade(&mut open(database.engine()), "head", RunSettings::default())
        .unwrap();
    assert_eq!(
        database.texts("SELECT sum(length(x))::text FROM t"),
        ["9000000"]
    );
}
