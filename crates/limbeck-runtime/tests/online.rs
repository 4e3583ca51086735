//! Runs on SQLite and PostgreSQL that must end the same on both.

mod common;

use std::time::Duration;

use common::{Log, Project, SqliteFile, open, open_with, texts, versions};
use limbeck_database::{Engine, Value};
use limbeck_diagnostics::Diagnostic;
use limbeck_runtime::{
    CancellationToken, EvaluationError, MigrationContext, MigrationSink, RunError, RunSettings,
};
use limbeck_scripts::{OperationSink, SinkError, TransactionControl};
use limbeck_test_support::TestDatabase;

/// Runs a test on a new SQLite file and on a new PostgreSQL database.
fn on_both(test: impl Fn(&Engine)) {
    test(&SqliteFile::new().engine());
    test(TestDatabase::create().engine());
}

fn three_tables() -> Project {
    Project::new()
        .statements(
            "a1",
            &["CREATE TABLE t1 (x INTEGER)", "CREATE TABLE u1 (x INTEGER)"],
        )
        .statements("b2", &["CREATE TABLE t2 (x INTEGER)"])
        .statements("c3", &["CREATE TABLE t3 (x INTEGER)"])
}

fn exists(engine: &Engine, table: &str) -> bool {
    !texts(engine, &format!("SELECT count(*) FROM {table}")).is_empty()
}

#[test]
fn an_upgrade_runs_once() {
    on_both(|engine| {
        let project = three_tables();
        let log = Log::default();
        let mut session = open_with(engine, &log, &CancellationToken::new());
        let report = project
            .upgrade(&mut session, "b2", RunSettings::default())
            .unwrap();
        assert_eq!(
            report.logs(),
            ["upgrade  -> a1, doc of a1", "upgrade a1 -> b2, doc of b2"]
        );
        assert_eq!(report.heads, ["b2"]);
        assert_eq!(versions(engine), ["b2"]);
        assert!(exists(engine, "u1") && exists(engine, "t2") && !exists(engine, "t3"));
        assert_eq!(
            log.lines(),
            [
                "started upgrade  -> a1, doc of a1",
                "finished upgrade  -> a1, doc of a1",
                "started upgrade a1 -> b2, doc of b2",
                "finished upgrade a1 -> b2, doc of b2",
            ]
        );
        let report = project
            .upgrade(&mut open(engine), "head", RunSettings::default())
            .unwrap();
        assert_eq!(report.logs(), ["upgrade b2 -> c3, doc of c3"]);
        let report = project
            .upgrade(&mut open(engine), "head", RunSettings::default())
            .unwrap();
        assert_eq!((report.steps.len(), report.heads), (0, vec!["c3".into()]));
    });
}

#[test]
fn a_session_serves_several_runs() {
    on_both(|engine| {
        let project = three_tables();
        let mut session = open(engine);
        for target in ["a1", "b2", "head", "head"] {
            project
                .upgrade(&mut session, target, RunSettings::default())
                .unwrap();
        }
        assert_eq!(versions(engine), ["c3"]);
    });
}

/// A failure in the second of three migrations.
fn failing() -> Project {
    Project::new()
        .statements("a1", &["CREATE TABLE t1 (x INTEGER)"])
        .statements(
            "b2",
            &[
                "CREATE TABLE t2 (x INTEGER)",
                "INSERT INTO missing VALUES (1)",
                "SELECT 1",
            ],
        )
        .statements("c3", &["CREATE TABLE t3 (x INTEGER)"])
}

#[test]
fn a_failed_statement_says_where_it_comes_from() {
    on_both(|engine| {
        let project = failing();
        let error = project
            .upgrade(&mut open(engine), "head", RunSettings::default())
            .unwrap_err();
        let RunError::Statement { failed, standing } = error else {
            panic!("{error:?}")
        };
        assert_eq!(failed.step.as_deref(), Some("upgrade a1 -> b2, doc of b2"));
        assert_eq!(failed.statement, "INSERT INTO missing VALUES (1)");
        assert_eq!(failed.origin.path, Some(project.path("b2")));
        assert_eq!(failed.origin.line, Some(2));
        assert!(failed.error.to_string().contains("missing"));
        let expected = versions(engine);
        assert_eq!(
            standing.revisions,
            Some(expected.iter().map(|id| id.as_str().into()).collect())
        );
        assert!(!exists(engine, "t2") && !exists(engine, "t3"));
    });
}

#[test]
fn sqlite_keeps_the_migrations_before_and_nothing_of_the_failed_one() {
    let file = SqliteFile::new();
    let engine = file.engine();
    failing()
        .upgrade(&mut open(&engine), "head", RunSettings::default())
        .unwrap_err();
    assert_eq!(versions(&engine), ["a1"]);
    assert!(exists(&engine, "t1") && !exists(&engine, "t2"));
}

#[test]
fn postgresql_keeps_nothing_of_a_failed_run() {
    let database = TestDatabase::create();
    failing()
        .upgrade(&mut open(database.engine()), "head", RunSettings::default())
        .unwrap_err();
    assert!(!exists(database.engine(), "alembic_version") && !exists(database.engine(), "t1"));
}

#[test]
fn a_transaction_per_migration_keeps_those_before() {
    on_both(|engine| {
        let settings = RunSettings {
            transaction_per_migration: true,
            ..RunSettings::default()
        };
        failing()
            .upgrade(&mut open(engine), "head", settings)
            .unwrap_err();
        assert_eq!(versions(engine), ["a1"]);
        assert!(exists(engine, "t1") && !exists(engine, "t2"));
    });
}

#[test]
fn non_transactional_ddl_is_one_transaction_per_migration() {
    on_both(|engine| {
        let settings = RunSettings {
            transactional_ddl: Some(false),
            ..RunSettings::default()
        };
        failing()
            .upgrade(&mut open(engine), "head", settings)
            .unwrap_err();
        assert_eq!(versions(engine), ["a1"]);
    });
}

#[test]
fn transactional_ddl_can_be_asked_for() {
    on_both(|engine| {
        let settings = RunSettings {
            transactional_ddl: Some(true),
            ..RunSettings::default()
        };
        failing()
            .upgrade(&mut open(engine), "head", settings)
            .unwrap_err();
        assert!(!exists(engine, "alembic_version") && !exists(engine, "t1"));
    });
}

#[test]
fn an_error_of_the_script_comes_after_those_of_its_statements() {
    on_both(|engine| {
        let script_error =
            || EvaluationError::Script(Box::new(Diagnostic::error("script", "no way")));
        let project = Project::new().revision("a1", move |script| {
            script.execute("CREATE TABLE t1 (x INTEGER)")?;
            Err(script_error())
        });
        let error = project
            .upgrade(&mut open(engine), "head", RunSettings::default())
            .unwrap_err();
        let RunError::Script { step, standing, .. } = error else {
            panic!("{error:?}")
        };
        assert_eq!(step, "upgrade  -> a1, doc of a1");
        assert_eq!(standing.revisions, Some(Vec::new()));
        assert!(!exists(engine, "t1"));
        let project = Project::new().revision("a1", move |script| {
            script.execute("DROP TABLE missing")?;
            Err(script_error())
        });
        let error = project
            .upgrade(&mut open(engine), "head", RunSettings::default())
            .unwrap_err();
        assert!(matches!(error, RunError::Statement { .. }), "{error:?}");
    });
}

#[test]
fn a_script_reads_what_it_has_written() {
    on_both(|engine| {
        let project = Project::new().revision("a1", |script| {
            script.execute("CREATE TABLE t1 (x INTEGER)")?;
            script.execute("INSERT INTO t1 VALUES (7)")?;
            let rows = script.query("SELECT x FROM t1")?.rows;
            assert_eq!(rows, [vec![Value::Integer(7)]]);
            let updated = script.query("UPDATE t1 SET x = 8")?;
            assert_eq!(updated.row_count, Some(1));
            Ok(())
        });
        project
            .upgrade(&mut open(engine), "head", RunSettings::default())
            .unwrap();
        assert_eq!(texts(engine, "SELECT x FROM t1"), ["8"]);
    });
}

#[test]
fn a_script_may_catch_the_error_of_a_statement() {
    let database = TestDatabase::create();
    let source = "def upgrade():\n    try:\n        op.execute('DROP TABLE missing')\n";
    let body = |script: &mut common::Script<'_>| {
        script.transaction(TransactionControl::Savepoint("s".into()))?;
        let error = script.execute("DROP TABLE missing").unwrap_err();
        assert!(matches!(error, SinkError::Database { .. }));
        script.transaction(TransactionControl::RollbackToSavepoint("s".into()))?;
        Ok(script.execute("CREATE TABLE t1 (x INTEGER)")?)
    };
    let project = Project::new().revision_with_source("a1", source, body);
    project
        .upgrade(&mut open(database.engine()), "head", RunSettings::default())
        .unwrap();
    assert_eq!(versions(database.engine()), ["a1"]);
    // Without a savepoint SQLite goes on all the same.
    let file = SqliteFile::new();
    let project = Project::new().revision_with_source("a1", source, |script| {
        script.execute("DROP TABLE missing").unwrap_err();
        Ok(script.execute("CREATE TABLE t1 (x INTEGER)")?)
    });
    project
        .upgrade(&mut open(&file.engine()), "head", RunSettings::default())
        .unwrap();
    assert_eq!(versions(&file.engine()), ["a1"]);
}

#[test]
fn an_autocommit_block_commits_what_came_before() {
    let database = TestDatabase::create();
    let project = |then_fail: bool| {
        Project::new()
            .statements("a1", &["CREATE TABLE t1 (x INTEGER)"])
            .revision("b2", move |script| {
                script.execute("CREATE TABLE before (x INTEGER)")?;
                script.transaction(TransactionControl::BeginAutocommit)?;
                script.execute("CREATE INDEX CONCURRENTLY i ON t1 (x)")?;
                script.transaction(TransactionControl::EndAutocommit)?;
                script.execute("CREATE TABLE after (x INTEGER)")?;
                if then_fail {
                    script.execute("DROP TABLE missing")?;
                }
                Ok(())
            })
    };
    let engine = database.engine();
    project(true)
        .upgrade(&mut open(engine), "head", RunSettings::default())
        .unwrap_err();
    assert_eq!(versions(engine), ["a1"]);
    assert!(exists(engine, "before") && !exists(engine, "after"));
    database.run("DROP TABLE before");
    database.run("DROP INDEX i");
    project(false)
        .upgrade(&mut open(engine), "head", RunSettings::default())
        .unwrap();
    assert_eq!(versions(engine), ["b2"]);
    assert!(exists(engine, "after"));
}

#[test]
fn a_script_may_end_the_transaction_itself() {
    let database = TestDatabase::create();
    let project = Project::new()
        .statements(
            "a1",
            &[
                "CREATE TABLE t1 (x INTEGER)",
                "COMMIT",
                "CREATE INDEX CONCURRENTLY i ON t1 (x)",
            ],
        )
        .statements("b2", &["CREATE TABLE t2 (x INTEGER)", "DROP TABLE missing"]);
    project
        .upgrade(&mut open(database.engine()), "head", RunSettings::default())
        .unwrap_err();
    assert_eq!(versions(database.engine()), ["a1"]);
    assert!(
        !exists(database.engine(), "t2"),
        "b2 is a transaction again"
    );
}

#[test]
fn a_text_may_hold_a_transaction_of_its_own() {
    let database = TestDatabase::create();
    let project = Project::new()
        .statements(
            "a1",
            &[
                "BEGIN; CREATE TABLE t1 (x INTEGER); COMMIT;",
                "CREATE TABLE u1 (x INTEGER)",
            ],
        )
        .statements("b2", &["CREATE TABLE t2 (x INTEGER)", "DROP TABLE missing"]);
    project
        .upgrade(&mut open(database.engine()), "head", RunSettings::default())
        .unwrap_err();
    assert_eq!(versions(database.engine()), ["a1"]);
    assert!(exists(database.engine(), "t1") && exists(database.engine(), "u1"));
    assert!(!exists(database.engine(), "t2"));
}

#[test]
fn a_commit_that_fails_is_told_of_its_step() {
    let database = TestDatabase::create();
    let project = Project::new().statements(
        "a1",
        &[
            "CREATE TABLE t (x INTEGER UNIQUE DEFERRABLE INITIALLY DEFERRED)",
            "INSERT INTO t VALUES (1), (1)",
        ],
    );
    for per_migration in [false, true] {
        let settings = RunSettings {
            transaction_per_migration: per_migration,
            ..RunSettings::default()
        };
        let error = project
            .upgrade(&mut open(database.engine()), "head", settings)
            .unwrap_err();
        let RunError::Statement { failed, standing } = error else {
            panic!("{error:?}")
        };
        assert_eq!(failed.statement, "COMMIT");
        assert_eq!(failed.step.is_some(), per_migration);
        assert_eq!(standing.revisions, Some(Vec::new()));
        assert!(!exists(database.engine(), "t"));
    }
}

#[test]
fn the_version_row_must_be_there() {
    on_both(|engine| {
        let project = Project::new()
            .statements("a1", &["CREATE TABLE t1 (x INTEGER)"])
            .statements("b2", &["DELETE FROM alembic_version"]);
        project
            .upgrade(&mut open(engine), "a1", RunSettings::default())
            .unwrap();
        let error = project
            .upgrade(&mut open(engine), "head", RunSettings::default())
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "Online migration expected to match one row when updating 'a1' to 'b2' in \
             'alembic_version'; 0 found"
        );
        assert_eq!(versions(engine), ["a1"]);
        assert_eq!(error.standing().unwrap().revisions, Some(vec!["a1".into()]));
    });
}

#[test]
fn a_transaction_of_the_environment_is_its_own() {
    on_both(|engine| {
        let project = three_tables();
        let mut session = open(engine);
        session.begin().unwrap();
        project
            .upgrade(&mut session, "head", RunSettings::default())
            .unwrap();
        assert!(session.in_transaction());
        session.rollback().unwrap();
        assert!(!exists(engine, "t1"));
        session.begin().unwrap();
        project
            .upgrade(&mut session, "head", RunSettings::default())
            .unwrap();
        session.commit().unwrap();
        assert_eq!(versions(engine), ["c3"]);
    });
}

#[test]
fn what_nobody_commits_is_rolled_back() {
    let database = TestDatabase::create();
    let mut session = open(database.engine());
    let mut context = MigrationContext::configure(RunSettings::default(), &mut session);
    three_tables()
        .migrate(&mut context, &mut session, "head")
        .unwrap();
    assert!(session.in_transaction());
    drop(session);
    assert!(!exists(database.engine(), "t1"));
}

#[test]
fn autocommit_of_the_environment_is_kept() {
    let database = TestDatabase::create();
    let mut session = open(database.engine());
    session.set_autocommit(true).unwrap();
    failing()
        .upgrade(&mut session, "head", RunSettings::default())
        .unwrap_err();
    assert_eq!(versions(database.engine()), ["a1"]);
    assert!(exists(database.engine(), "t2"));
}

#[test]
fn the_version_table_alone() {
    on_both(|engine| {
        let project = three_tables();
        let mut session = open(engine);
        let mut context = MigrationContext::configure(RunSettings::default(), &mut session);
        assert!(context.current_heads(&mut session).unwrap().is_empty());
        assert!(
            !exists(engine, "alembic_version"),
            "looking creates nothing"
        );
        for _ in 0..2 {
            context.begin_transaction(&mut session).unwrap();
            context.ensure_version(&mut session).unwrap();
            context.end_transaction(&mut session, true).unwrap();
        }
        assert!(exists(engine, "alembic_version"));
        let graph = project.graph();
        let mut stamp = |targets: &[&str], purge| {
            context.begin_transaction(&mut session).unwrap();
            let report = context
                .migrate(
                    &mut session,
                    purge,
                    &mut |rows| Ok((&graph, graph.stamp(targets, rows).unwrap())),
                    &mut Project::new(),
                )
                .unwrap();
            context.end_transaction(&mut session, true).unwrap();
            report
        };
        stamp(&["b2"], false);
        assert_eq!(versions(engine), ["b2"]);
        let report = stamp(&["a1"], false);
        assert_eq!(report.logs(), ["stamp_revision b2 -> a1"]);
        let report = stamp(&["c3"], true);
        assert_eq!(report.logs(), ["stamp_revision  -> c3"]);
        assert_eq!(versions(engine), ["c3"]);
        stamp(&["base"], true);
        assert!(versions(engine).is_empty());
    });
}

#[test]
fn a_plan_that_fails_leaves_what_alembic_leaves() {
    let file = SqliteFile::new();
    let database = TestDatabase::create();
    for (engine, table_remains) in [(&file.engine(), true), (database.engine(), false)] {
        let error = three_tables()
            .upgrade(&mut open(engine), "zzzz", RunSettings::default())
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "Can't locate revision identified by 'zzzz'"
        );
        assert_eq!(exists(engine, "alembic_version"), table_remains);
    }
}

#[test]
fn a_schema_that_is_missing_is_told() {
    let database = TestDatabase::create();
    let mut settings = RunSettings::default();
    settings.version_table.name.schema = Some("meta".into());
    let error = three_tables()
        .upgrade(&mut open(database.engine()), "head", settings.clone())
        .unwrap_err();
    assert_eq!(error.to_string(), "schema \"meta\" does not exist");
    database.run("CREATE SCHEMA meta");
    three_tables()
        .upgrade(&mut open(database.engine()), "head", settings)
        .unwrap();
    assert_eq!(
        database.texts("SELECT version_num FROM meta.alembic_version"),
        ["c3"]
    );
}

#[test]
fn foreign_keys_of_sqlite_are_switched_where_it_works() {
    let file = SqliteFile::new();
    let engine = file.engine();
    let project = Project::new()
        .statements(
            "a1",
            &[
                "CREATE TABLE p (id INTEGER PRIMARY KEY)",
                "CREATE TABLE c (id INTEGER REFERENCES p (id))",
                "INSERT INTO p VALUES (1)",
                "INSERT INTO c VALUES (1)",
            ],
        )
        .statements(
            "b2",
            &[
                "PRAGMA foreign_keys=OFF",
                "DELETE FROM p",
                "PRAGMA foreign_keys=ON",
            ],
        )
        .statements("c3", &["INSERT INTO c VALUES (99)"]);
    let mut session = open(&engine);
    session
        .push(
            limbeck_schema::Operation::Execute(limbeck_schema::operation::Execute {
                statement: limbeck_schema::operation::SqlStatement::Verbatim(
                    "PRAGMA foreign_keys=ON".into(),
                ),
            }),
            &limbeck_scripts::Origin::default(),
        )
        .unwrap();
    project
        .upgrade(&mut session, "b2", RunSettings::default())
        .unwrap();
    assert_eq!(versions(&engine), ["b2"]);
    let error = project
        .upgrade(&mut session, "head", RunSettings::default())
        .unwrap_err();
    assert_eq!(error.to_string(), "FOREIGN KEY constraint failed");
    assert_eq!(versions(&engine), ["b2"]);
}

#[test]
fn a_full_disk_leaves_nothing_half_applied() {
    let file = SqliteFile::new();
    let engine = file.engine();
    let project = |pages: &str| {
        Project::new()
            .statements("a1", &["CREATE TABLE t1 (x BLOB)"])
            .statements(
                "b2",
                &[
                    &format!("PRAGMA max_page_count = {pages}"),
                    "CREATE TABLE t2 (x BLOB)",
                    "INSERT INTO t1 VALUES (zeroblob(100000))",
                ],
            )
    };
    let error = project("8")
        .upgrade(&mut open(&engine), "head", RunSettings::default())
        .unwrap_err();
    assert_eq!(error.standing().unwrap().revisions, Some(vec!["a1".into()]));
    let diagnostic = Diagnostic::from(error);
    assert_eq!(
        diagnostic.message,
        "The database refused a statement: database or disk is full (SQLITE_FULL)"
    );
    assert!(diagnostic.help.unwrap().starts_with("The disk is full"));
    assert!(!exists(&engine, "t2"));
    project("1000000")
        .upgrade(&mut open(&engine), "head", RunSettings::default())
        .unwrap();
    assert_eq!(versions(&engine), ["b2"]);
}

#[test]
fn a_failure_is_told_of_the_step_it_belongs_to() {
    // The second script is evaluated while the first one's statements run.
    let database = TestDatabase::create();
    let log = Log::default();
    let project = Project::new()
        .statements("a1", &["SELECT pg_sleep(0.2)", "DROP TABLE missing"])
        .revision("b2", |script| {
            for _ in 0..50 {
                script.execute("SELECT 1")?;
                std::thread::sleep(Duration::from_millis(10));
            }
            Ok(())
        });
    let mut session = open_with(database.engine(), &log, &CancellationToken::new());
    let error = project
        .upgrade(&mut session, "head", RunSettings::default())
        .unwrap_err();
    let RunError::Statement { failed, .. } = error else {
        panic!("{error:?}")
    };
    assert_eq!(failed.step.as_deref(), Some("upgrade  -> a1, doc of a1"));
    assert_eq!(failed.origin.line, Some(2));
    assert_eq!(log.lines(), ["started upgrade  -> a1, doc of a1"]);
}
