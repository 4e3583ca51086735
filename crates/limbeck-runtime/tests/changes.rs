//! Statements that change rows and are not waited for: a script must not find out.

mod common;

use common::{Log, Project, Script, SqliteFile, open, open_with, texts, versions};
use limbeck_database::{Affected, Engine, Value};
use limbeck_runtime::{CancellationToken, EvaluationError, RunError, RunSettings};
use limbeck_scripts::{Execution, Outcome, SinkError, TransactionControl};
use limbeck_test_support::{MysqlDatabase, TestDatabase};

fn on_all(test: impl Fn(&Engine)) {
    test(&SqliteFile::new().engine());
    test(TestDatabase::create().engine());
    test(MysqlDatabase::create().engine());
}

/// `a1` makes a table with two rows; `b2` does what is given.
fn project(
    source: &str,
    b2: impl Fn(&mut Script<'_>) -> Result<(), EvaluationError> + Send + Sync + 'static,
) -> Project {
    Project::new()
        .statements(
            "a1",
            &[
                "CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(9) NOT NULL)",
                "INSERT INTO t VALUES (1, 'a'), (2, 'b')",
            ],
        )
        .revision_with_source("b2", source, b2)
}

const PLAIN: &str = "def upgrade():\n    pass\n";

const CATCHING: &str = "def upgrade():\n    try:\n        pass\n    finally:\n        pass\n";

fn ahead(execution: Execution) -> Outcome {
    match execution {
        Execution::Ahead(outcome) => outcome,
        Execution::Done(result) => panic!("it has run: {result:?}"),
    }
}

fn rows(count: u64) -> Affected {
    Affected::rows(Some(count))
}

fn names(engine: &Engine) -> Vec<String> {
    texts(engine, "SELECT name FROM t ORDER BY id")
}

#[test]
fn what_a_statement_did_is_known_when_somebody_asks() {
    on_all(|engine| {
        let project = project(PLAIN, |script| {
            let first = ahead(script.change("UPDATE t SET name = 'x'")?);
            let second = ahead(script.change("UPDATE t SET name = 'y' WHERE id = 2")?);
            let third = ahead(script.change("DELETE FROM t WHERE id = 3")?);
            assert_eq!(first.told(), None);
            assert_eq!(script.sink.affected(&second)?, rows(1));
            assert_eq!(first.told(), Some(rows(2)));
            assert_eq!(script.sink.affected(&third)?, rows(0));
            Ok(())
        });
        project
            .upgrade(&mut open(engine), "head", RunSettings::default())
            .unwrap();
        assert_eq!(names(engine), ["x", "y"]);
    });
}

#[test]
fn a_query_sees_what_was_changed_before() {
    on_all(|engine| {
        let project = project(PLAIN, |script| {
            ahead(script.change("UPDATE t SET name = 'x' WHERE id = 1")?);
            let result = script.query("SELECT name FROM t WHERE id = 1")?;
            assert_eq!(result.rows, [[Value::Text("x".into())]]);
            Ok(())
        });
        project
            .upgrade(&mut open(engine), "head", RunSettings::default())
            .unwrap();
    });
}

#[test]
fn an_inserted_row_has_its_id() {
    let file = SqliteFile::new();
    let project = project(PLAIN, |script| {
        let seven = ahead(script.change("INSERT INTO t VALUES (7, 'c')")?);
        let eight = ahead(script.change("INSERT INTO t (name) VALUES ('d')")?);
        assert_eq!(script.sink.affected(&eight)?.last_insert_id, Some(8));
        assert_eq!(script.sink.affected(&seven)?.last_insert_id, Some(7));
        Ok(())
    });
    project
        .upgrade(&mut open(&file.engine()), "head", RunSettings::default())
        .unwrap();
}

#[test]
fn a_failure_is_told_of_the_statement_that_failed() {
    on_all(|engine| {
        let project = project(PLAIN, |script| {
            script.change("UPDATE t SET name = 'x'")?;
            script.change("UPDATE t SET name = NULL WHERE id = 2")?;
            script.change("UPDATE t SET name = 'z'")?;
            Ok(())
        })
        .statements("c3", &["CREATE TABLE c3 (x INTEGER)"]);
        let log = Log::default();
        let mut session = open_with(engine, &log, &CancellationToken::new());
        let error = project
            .upgrade(&mut session, "head", RunSettings::default())
            .unwrap_err();
        let RunError::Statement { failed, standing } = error else {
            panic!("{error:?}")
        };
        assert_eq!(failed.statement, "UPDATE t SET name = NULL WHERE id = 2");
        assert_eq!(failed.origin.path, Some(project.path("b2")));
        assert_eq!(failed.origin.line, Some(2));
        assert_eq!(failed.step.as_deref(), Some("upgrade a1 -> b2, doc of b2"));
        // The whole run is one transaction on PostgreSQL, and one for each step on SQLite.
        let before = versions(engine);
        let standing: Vec<String> = standing
            .revisions
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(standing, before);
        if before == ["a1"] {
            assert_eq!(names(engine), ["a", "b"]);
        }
    });
}

#[test]
fn a_script_that_may_catch_a_failure_gets_it_at_once() {
    let file = SqliteFile::new();
    let project = project(CATCHING, |script| {
        let error = script.change("UPDATE t SET name = NULL").unwrap_err();
        assert!(matches!(error, SinkError::Database { .. }));
        let done = script.change("UPDATE t SET name = 'x'")?;
        assert!(matches!(done, Execution::Done(result) if result.row_count == Some(2)));
        Ok(())
    });
    project
        .upgrade(&mut open(&file.engine()), "head", RunSettings::default())
        .unwrap();
    assert_eq!(names(&file.engine()), ["x", "x"]);
}

#[test]
fn a_savepoint_keeps_its_changes_to_itself() {
    on_all(|engine| {
        let project = project(PLAIN, |script| {
            ahead(script.change("UPDATE t SET name = 'x' WHERE id = 1")?);
            script.transaction(TransactionControl::Savepoint("s".into()))?;
            let error = script.change("UPDATE t SET name = NULL").unwrap_err();
            assert!(matches!(error, SinkError::Database { .. }));
            script.transaction(TransactionControl::RollbackToSavepoint("s".into()))?;
            ahead(script.change("UPDATE t SET name = 'y' WHERE id = 2")?);
            Ok(())
        });
        project
            .upgrade(&mut open(engine), "head", RunSettings::default())
            .unwrap();
        assert_eq!(names(engine), ["x", "y"]);
    });
}

#[test]
fn what_returns_rows_is_waited_for() {
    on_all(|engine| {
        let project = project(PLAIN, |script| {
            // MySQL has no RETURNING, and MariaDB none for UPDATE.
            let done = match script.sink.dialect().capabilities().rolls_back_ddl {
                true => script.change("UPDATE t SET name = 'x' RETURNING id")?,
                false => script.change("WITH x AS (SELECT 1) SELECT id FROM t")?,
            };
            assert!(matches!(done, Execution::Done(result) if result.rows.len() == 2));
            Ok(())
        });
        project
            .upgrade(&mut open(engine), "head", RunSettings::default())
            .unwrap();
    });
}
