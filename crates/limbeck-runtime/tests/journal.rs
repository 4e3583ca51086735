//! Runs that end in the middle of a step, on a database whose DDL cannot be rolled back.
#![expect(
    clippy::disallowed_methods,
    reason = "a run is killed in a process of its own, which this program starts itself"
)]

mod common;

use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use common::{Log, Project, engine, open, open_with, versions};
use limbeck_database::Engine;
use limbeck_diagnostics::Diagnostic;
use limbeck_runtime::{CancellationToken, MigrationContext, RunError, RunReport, RunSettings};
use limbeck_scripts::{Execution, TransactionControl};
use limbeck_test_support::MysqlDatabase;

fn upgrade(project: &Project, engine: &Engine) -> Result<RunReport, RunError> {
    project.upgrade(&mut open(engine), "head", RunSettings::default())
}

/// What a user is told of the failure of a run.
fn failure(project: &Project, engine: &Engine) -> Diagnostic {
    upgrade(project, engine).expect_err("it fails").into()
}

/// A project whose second revision has those statements.
fn second(statements: &[&str]) -> Project {
    Project::new()
        .statements("rev1", &["CREATE TABLE a (x INTEGER PRIMARY KEY)"])
        .statements("rev2", statements)
        .statements("rev3", &["CREATE TABLE z (x INTEGER)"])
}

#[test]
fn a_run_goes_on_with_the_statement_that_failed() {
    let database = MysqlDatabase::create();
    let project = second(&[
        "INSERT INTO a VALUES (1), (2)",
        "CREATE TABLE b (x INTEGER)",
        "ALTER TABLE missing ADD COLUMN y INTEGER",
        "INSERT INTO a VALUES (3)",
        "CREATE TABLE c (x INTEGER)",
    ]);
    let diagnostic = failure(&project, database.engine());
    assert_eq!(
        diagnostic.notes,
        [
            "The statement was: ALTER TABLE missing ADD COLUMN y INTEGER",
            "It happened while running upgrade rev1 -> rev2, doc of rev2.",
            "The database stands at rev1.",
            "2 statements of the upgrade of rev2 took effect, and will not be run again.",
            "Statement 1 took effect: INSERT INTO a VALUES (1), (2)",
            "Statement 2 took effect: CREATE TABLE b (x INTEGER)",
        ]
    );
    assert_eq!(
        diagnostic.location.map(|place| place.line),
        Some(Some(3)),
        "the place is that of the script"
    );
    assert_eq!(
        database.tables(),
        ["a", "alembic_version", "b", "limbeck_journal"]
    );
    // The same again, as long as nothing has changed.
    let again = failure(&project, database.engine());
    assert_eq!(again.notes, diagnostic.notes);
    database.run("CREATE TABLE missing (x INTEGER)");
    let report = upgrade(&project, database.engine()).unwrap();
    assert_eq!(
        report.logs(),
        [
            "upgrade rev1 -> rev2, doc of rev2",
            "upgrade rev2 -> rev3, doc of rev3"
        ]
    );
    assert_eq!(
        database.tables(),
        ["a", "alembic_version", "b", "c", "missing", "z"]
    );
    assert_eq!(
        database.texts("SELECT x FROM a ORDER BY 1"),
        ["1", "2", "3"]
    );
    assert_eq!(versions(database.engine()), ["rev3"]);
}

#[test]
fn data_is_undone_where_no_ddl_has_made_it_final() {
    let database = MysqlDatabase::create();
    let project = second(&[
        "INSERT INTO a VALUES (1)",
        "INSERT INTO a VALUES (1)",
        "CREATE TABLE b (x INTEGER)",
    ]);
    let diagnostic = failure(&project, database.engine());
    assert_eq!(
        diagnostic.notes.last().unwrap(),
        "The database stands at rev1."
    );
    assert_eq!(
        database.tables(),
        ["a", "alembic_version", "limbeck_journal"]
    );
    assert!(database.texts("SELECT x FROM a").is_empty());
}

#[test]
fn data_behind_the_last_ddl_goes_with_the_version() {
    let database = MysqlDatabase::create();
    let project = second(&[
        "CREATE TABLE b (x INTEGER PRIMARY KEY)",
        "INSERT INTO b VALUES (1)",
        "INSERT INTO b VALUES (1)",
    ]);
    let diagnostic = failure(&project, database.engine());
    assert_eq!(
        diagnostic.notes.last().unwrap(),
        "Statement 1 took effect: CREATE TABLE b (x INTEGER PRIMARY KEY)"
    );
    assert!(database.texts("SELECT x FROM b").is_empty());
}

#[test]
fn a_text_of_several_statements_is_several_statements() {
    let database = MysqlDatabase::create();
    let project = second(&[
        "CREATE TABLE b (x INTEGER); INSERT INTO b VALUES (1); ALTER TABLE missing DROP y;",
        "CREATE PROCEDURE p() BEGIN INSERT INTO b VALUES (2); COMMIT; END",
    ]);
    let diagnostic = failure(&project, database.engine());
    assert_eq!(
        diagnostic.notes[3..],
        [
            "2 statements of the upgrade of rev2 took effect, and will not be run again.",
            "Statement 1 took effect: CREATE TABLE b (x INTEGER);",
            "Statement 2 took effect: INSERT INTO b VALUES (1);",
        ]
    );
    database.run("CREATE TABLE missing (x INTEGER, y INTEGER)");
    upgrade(&project, database.engine()).unwrap();
    assert_eq!(database.texts("SELECT x FROM b"), ["1"]);
}

#[test]
fn a_script_that_was_changed_is_refused() {
    let database = MysqlDatabase::create();
    let engine = database.engine();
    let fails = "DROP TABLE missing";
    failure(
        &second(&[
            "CREATE TABLE b (x INTEGER)",
            "CREATE TABLE c (x INTEGER)",
            fails,
        ]),
        engine,
    );
    let check = |statements: &[&str], expected: &str| {
        let diagnostic = failure(&second(statements), engine);
        assert_eq!(diagnostic.code, "unfinished-migration");
        assert_eq!(
            diagnostic.message,
            format!("The upgrade of rev2 cannot be gone on with: {expected}.")
        );
        assert!(
            diagnostic
                .help
                .unwrap()
                .contains("DROP TABLE limbeck_journal"),
            "it says what to do"
        );
    };
    check(
        &["CREATE TABLE b (x BIGINT)", "CREATE TABLE c (x INTEGER)"],
        "statement 1 took effect, and the script gives another one now",
    );
    check(
        &["CREATE TABLE b (x INTEGER)", "CREATE TABLE d (x INTEGER)"],
        "statement 2 took effect, and the script gives another one now",
    );
    check(
        &["CREATE TABLE b (x INTEGER)"],
        "statement 2 took effect, and the script does not give it any more",
    );
    assert_eq!(versions(engine), ["rev1"]);
    // What failed may be left out.
    let mended = second(&["CREATE TABLE b (x INTEGER)", "CREATE TABLE c (x INTEGER)"]);
    upgrade(&mended, engine).unwrap();
    assert_eq!(versions(engine), ["rev3"]);
}

#[test]
fn the_statement_that_failed_may_be_mended() {
    let database = MysqlDatabase::create();
    failure(
        &second(&["CREATE TABLE b (x INTEGER)", "CREATE TABEL c (x INTEGER)"]),
        database.engine(),
    );
    upgrade(
        &second(&["CREATE TABLE b (x INTEGER)", "CREATE TABLE c (x INTEGER)"]),
        database.engine(),
    )
    .unwrap();
    assert_eq!(database.tables(), ["a", "alembic_version", "b", "c", "z"]);
}

#[test]
fn another_way_is_refused_until_the_step_is_finished() {
    let database = MysqlDatabase::create();
    let engine = database.engine();
    let project = second(&["CREATE TABLE b (x INTEGER)", "DROP TABLE missing"]);
    failure(&project, engine);
    let graph = project.graph();
    let mut session = open(engine);
    let mut context = MigrationContext::configure(RunSettings::default(), &mut session);
    let error = context
        .migrate(
            &mut session,
            false,
            &mut |rows| Ok((&graph, graph.downgrade("base", rows).unwrap())),
            &mut project.clone(),
        )
        .unwrap_err();
    let diagnostic = Diagnostic::from(error);
    assert_eq!(
        diagnostic.message,
        "An earlier run ended in the middle of the upgrade of rev2, which this run does not go on \
         with."
    );
    assert_eq!(
        diagnostic.help.as_deref(),
        Some(
            "Finish it with `upgrade rev2`. Or undo by hand what took effect, and run `DROP TABLE \
             limbeck_journal`."
        )
    );
    // Where the database stands already there is nothing to refuse.
    let report = project
        .upgrade(&mut session, "rev1", RunSettings::default())
        .unwrap();
    assert!(report.steps.is_empty());
    assert!(database.tables().contains(&"limbeck_journal".to_owned()));
    // Whoever stamps has finished it by hand.
    let mut context = MigrationContext::configure(RunSettings::default(), &mut session);
    context
        .migrate(
            &mut session,
            false,
            &mut |rows| Ok((&graph, graph.stamp(&["rev2"], rows).unwrap())),
            &mut project.clone(),
        )
        .unwrap();
    assert_eq!(versions(engine), ["rev2"]);
    assert_eq!(database.tables(), ["a", "alembic_version", "b"]);
}

#[test]
fn what_somebody_else_has_finished_is_forgotten() {
    let database = MysqlDatabase::create();
    let project = second(&["CREATE TABLE b (x INTEGER)", "DROP TABLE missing"]);
    failure(&project, database.engine());
    database.run("UPDATE alembic_version SET version_num = 'rev2'");
    let report = upgrade(&project, database.engine()).unwrap();
    assert_eq!(report.logs(), ["upgrade rev2 -> rev3, doc of rev3"]);
    assert_eq!(database.tables(), ["a", "alembic_version", "b", "z"]);
}

#[test]
fn scripts_that_look_first_decide_for_themselves() {
    let database = MysqlDatabase::create();
    let project = Project::new().revision("rev1", |script| {
        for table in ["b", "c"] {
            let exists = script.query(&format!(
                "SELECT 1 FROM information_schema.tables \
                 WHERE table_schema = DATABASE() AND table_name = '{table}'"
            ))?;
            if exists.rows.is_empty() {
                script.execute(&format!("CREATE TABLE {table} (x INTEGER)"))?;
            }
        }
        script.execute("ALTER TABLE missing ADD y INTEGER")?;
        Ok(())
    });
    failure(&project, database.engine());
    database.run("CREATE TABLE missing (x INTEGER)");
    upgrade(&project, database.engine()).unwrap();
    assert_eq!(database.tables(), ["alembic_version", "b", "c", "missing"]);
}

#[test]
fn results_of_statements_that_are_left_out_are_told_again() {
    let database = MysqlDatabase::create();
    let project = Project::new().revision("rev1", |script| {
        script.execute("CREATE TABLE b (id INTEGER AUTO_INCREMENT PRIMARY KEY, x INTEGER)")?;
        let inserted = script.query("INSERT INTO b (x) VALUES (10)")?;
        let id = inserted.last_insert_id.unwrap_or_default();
        let updated = script.query(&format!("UPDATE b SET x = x + 1 WHERE id = {id}"))?;
        assert_eq!(updated.row_count, Some(1));
        script.execute("ALTER TABLE b ADD y INTEGER")?;
        script.execute("ALTER TABLE missing ADD y INTEGER")?;
        Ok(())
    });
    failure(&project, database.engine());
    database.run("CREATE TABLE missing (x INTEGER)");
    upgrade(&project, database.engine()).unwrap();
    assert_eq!(database.texts("SELECT x FROM b"), ["11"]);
}

#[test]
fn texts_of_several_statements_may_be_asked_for_rows() {
    let database = MysqlDatabase::create();
    let project = Project::new().revision("rev1", |script| {
        let rows = script.query(
            "CREATE TABLE b (x INTEGER); INSERT INTO b VALUES (1); SELECT x + 1 AS y FROM b",
        )?;
        assert_eq!(rows.columns, ["y"]);
        script.query("CREATE TABLE c (x INTEGER)")?;
        script.query("INSERT INTO missing VALUES (1)")?;
        Ok(())
    });
    let diagnostic = failure(&project, database.engine());
    assert_eq!(
        diagnostic.notes.last().unwrap(),
        "Statement 3 took effect: CREATE TABLE c (x INTEGER)"
    );
    // As if the client had been killed at that.
    database.run("UPDATE limbeck_journal SET state = 'started' WHERE ordinal = 3");
    database.run("CREATE TABLE missing (x INTEGER)");
    upgrade(&project, database.engine()).unwrap();
    assert_eq!(database.texts("SELECT x FROM b"), ["1"]);
}

#[test]
fn changes_that_were_not_waited_for_are_written_down_before_they_are_final() {
    let database = MysqlDatabase::create();
    let project = Project::new().revision("rev1", |script| {
        script.execute("CREATE TABLE b (x INTEGER PRIMARY KEY)")?;
        for x in 0..500 {
            script.change(&format!("INSERT INTO b VALUES ({x})"))?;
        }
        let changed = match script.change("UPDATE b SET x = x + 1000 WHERE x < 3")? {
            Execution::Ahead(outcome) => script.sink.affected(&outcome)?.row_count,
            Execution::Done(result) => result.row_count,
        };
        assert_eq!(changed, Some(3), "also if it is not run again");
        script.execute("CREATE TABLE c (x INTEGER)")?;
        script.execute("INSERT INTO c VALUES (1)")?;
        script.execute("DROP TABLE missing")?;
        Ok(())
    });
    let diagnostic = failure(&project, database.engine());
    let done = |number: &str| {
        let start = format!("Statement {number} took effect: ");
        diagnostic.notes.iter().any(|note| note.starts_with(&start))
    };
    assert!(done("1") && !done("505"), "{:?}", diagnostic.notes);
    assert_eq!(
        database.texts("SELECT COUNT(*) FROM limbeck_journal WHERE state = 'done'"),
        ["504"],
        "what the last DDL made final"
    );
    assert_eq!(database.texts("SELECT COUNT(*) FROM c"), ["1"]);
    database.run("CREATE TABLE missing (x INTEGER)");
    upgrade(&project, database.engine()).unwrap();
    assert_eq!(
        database.texts("SELECT COUNT(*), SUM(x >= 1000) FROM b"),
        ["500"]
    );
    assert_eq!(database.texts("SELECT COUNT(*) FROM c"), ["1"]);
}

#[test]
fn a_change_that_was_not_waited_for_is_undone_with_those_around_it() {
    let database = MysqlDatabase::create();
    let project = Project::new().revision("rev1", |script| {
        script.execute("CREATE TABLE b (x INTEGER PRIMARY KEY)")?;
        for x in [1, 2, 1, 3] {
            script.change(&format!("INSERT INTO b VALUES ({x})"))?;
        }
        script.execute("CREATE TABLE c (x INTEGER)")?;
        Ok(())
    });
    let diagnostic = failure(&project, database.engine());
    assert_eq!(diagnostic.location.and_then(|place| place.line), Some(4));
    assert_eq!(
        diagnostic.notes.last().unwrap(),
        "Statement 1 took effect: CREATE TABLE b (x INTEGER PRIMARY KEY)"
    );
    assert!(database.texts("SELECT x FROM b").is_empty());
    assert_eq!(
        database.tables(),
        ["alembic_version", "b", "limbeck_journal"]
    );
}

#[test]
fn rows_of_a_statement_that_took_effect_are_not_made_up() {
    let database = MysqlDatabase::create();
    let project = Project::new().revision("rev1", |script| {
        script.execute("CREATE TABLE b (x INTEGER)")?;
        script.query("INSERT INTO b VALUES (1) RETURNING x")?;
        script.execute("DROP TABLE missing")?;
        Ok(())
    });
    if !database.texts("SELECT VERSION()")[0].contains("MariaDB") {
        // MySQL has no RETURNING.
        return;
    }
    failure(&project, database.engine());
    let diagnostic = failure(&project, database.engine());
    assert_eq!(
        diagnostic.message,
        "The upgrade of rev1 cannot be gone on with: the script reads rows of statement 2, which \
         took effect and is not run again."
    );
    assert!(diagnostic.help.unwrap().contains("`stamp`"));
}

#[test]
fn failures_that_the_script_catches_are_no_obstacle() {
    let database = MysqlDatabase::create();
    let project = Project::new().revision_with_source("rev1", "try:\n    pass\n", |script| {
        let _ = script.execute("DROP TABLE nothing");
        script.execute("CREATE TABLE b (x INTEGER PRIMARY KEY)")?;
        script.execute("INSERT INTO b VALUES (1)")?;
        let _ = script.execute("INSERT INTO b VALUES (1)");
        script.execute("ALTER TABLE b ADD y INTEGER")?;
        script.execute("ALTER TABLE missing ADD y INTEGER")?;
        Ok(())
    });
    failure(&project, database.engine());
    database.run("CREATE TABLE missing (x INTEGER)");
    upgrade(&project, database.engine()).unwrap();
    assert_eq!(database.texts("SELECT x FROM b"), ["1"]);
    assert_eq!(database.tables(), ["alembic_version", "b", "missing"]);
}

#[test]
fn commits_of_the_script_are_kept_too() {
    let database = MysqlDatabase::create();
    let project = Project::new().revision("rev1", |script| {
        script.execute("CREATE TABLE b (x INTEGER)")?;
        script.execute("INSERT INTO b VALUES (1)")?;
        script.transaction(TransactionControl::Commit)?;
        script.execute("INSERT INTO b VALUES (2)")?;
        script.execute("COMMIT")?;
        script.execute("INSERT INTO b VALUES (3)")?;
        script.transaction(TransactionControl::BeginAutocommit)?;
        script.execute("INSERT INTO b VALUES (4)")?;
        script.transaction(TransactionControl::EndAutocommit)?;
        script.execute("INSERT INTO b VALUES (5)")?;
        script.execute("DROP TABLE missing")?;
        Ok(())
    });
    failure(&project, database.engine());
    database.run("CREATE TABLE missing (x INTEGER)");
    upgrade(&project, database.engine()).unwrap();
    assert_eq!(
        database.texts("SELECT x FROM b ORDER BY x"),
        ["1", "2", "3", "4", "5"]
    );
}

#[test]
fn the_journal_does_not_depend_on_what_the_database_prefers() {
    let database = MysqlDatabase::create();
    database.run("ALTER DATABASE CHARACTER SET latin1");
    let url = format!(
        "{}?init_command=SET%20default_storage_engine%3DMyISAM",
        database.url()
    );
    let project = Project::new()
        .statements(
            "rev1",
            &["CREATE TABLE a (x INTEGER PRIMARY KEY) ENGINE=InnoDB"],
        )
        .statements(
            "rev2",
            &[
                "CREATE TABLE b (x INTEGER) COMMENT 'Größe: 漢字 \\\\ it''s'",
                "INSERT INTO a VALUES (1)",
                "DROP TABLE missing",
            ],
        );
    let diagnostic = failure(&project, &engine(&url));
    assert!(
        diagnostic.notes.iter().any(|note| note.contains("漢字")),
        "{diagnostic:?}"
    );
    assert_eq!(
        database.texts(
            "SELECT engine FROM information_schema.tables \
             WHERE table_schema = DATABASE() AND table_name = 'limbeck_journal'"
        ),
        ["InnoDB"]
    );
    database.run("CREATE TABLE missing (x INTEGER)");
    upgrade(&project, &engine(&url)).unwrap();
    assert_eq!(database.texts("SELECT x FROM a"), ["1"]);
}

#[test]
fn temporary_tables_are_not_there_any_more() {
    let database = MysqlDatabase::create();
    let engine = database.engine();
    let project = second(&[
        "CREATE TEMPORARY TABLE temp (x INTEGER)",
        "INSERT INTO temp VALUES (7)",
        "CREATE TABLE b (x INTEGER)",
        "INSERT INTO b SELECT x FROM temp",
        "DROP TABLE missing",
    ]);
    failure(&project, engine);
    let diagnostic = failure(&project, engine);
    assert_eq!(
        diagnostic.message,
        "The upgrade of rev2 cannot be gone on with: what it keeps in a temporary table went with \
         the earlier run."
    );
    database.run("DROP TABLE b, limbeck_journal; CREATE TABLE missing (x INTEGER)");
    upgrade(&project, engine).unwrap();
    assert_eq!(database.texts("SELECT x FROM b"), ["7"]);
}

#[test]
fn eight_runs_at_once() {
    let database = MysqlDatabase::create();
    let mut project = Project::new();
    for number in 1..=6 {
        let table = format!("CREATE TABLE t{number} (x INTEGER)");
        let insert = format!("INSERT INTO t{number} VALUES (1)");
        project = project.statements(&format!("rev{number}"), &[&table, &insert]);
    }
    let steps: usize = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| upgrade(&project, database.engine())))
            .collect();
        runs.into_iter()
            .map(|run| run.join().unwrap().unwrap().steps.len())
            .sum()
    });
    assert_eq!(steps, 6);
    assert_eq!(versions(database.engine()), ["rev6"]);
    assert_eq!(database.tables().len(), 7, "{:?}", database.tables());
}

#[test]
fn a_wait_is_bounded_and_names_the_holder() {
    let database = MysqlDatabase::create();
    let (entered, has_entered) = mpsc::channel();
    let (leave, may_leave) = mpsc::channel::<()>();
    let may_leave = std::sync::Mutex::new(may_leave);
    let slow = Project::new().revision("rev1", move |script| {
        script.execute("CREATE TABLE t1 (x INTEGER)")?;
        entered.send(()).unwrap();
        may_leave.lock().unwrap().recv().unwrap();
        Ok(())
    });
    let engine = database.engine().clone();
    let first = std::thread::spawn(move || upgrade(&slow, &engine));
    has_entered.recv().unwrap();
    let log = Log::default();
    let mut session = open_with(database.engine(), &log, &CancellationToken::new());
    let settings = RunSettings {
        lock_timeout: Duration::from_millis(300),
        ..RunSettings::default()
    };
    let quick = Project::new().statements("rev1", &["CREATE TABLE t1 (x INTEGER)"]);
    let error = quick.upgrade(&mut session, "head", settings).unwrap_err();
    assert!(
        error.to_string().starts_with(
            "Another run is working on this database, and did not finish within 0 s: it is held"
        ),
        "{error}"
    );
    leave.send(()).unwrap();
    first.join().unwrap().unwrap();
    let report = quick
        .upgrade(&mut session, "head", RunSettings::default())
        .unwrap();
    assert!(report.steps.is_empty());
}

#[test]
fn what_the_catalog_tells_is_not_asked_of_the_user() {
    let check = |statement: &str, undo: Option<&str>| {
        let database = MysqlDatabase::create();
        let project = second(&[
            "CREATE TABLE b (x INTEGER)",
            statement,
            "DROP TABLE missing",
        ]);
        failure(&project, database.engine());
        // As if the client had been killed before it could write down what became of it.
        database.run("UPDATE limbeck_journal SET state = 'started' WHERE ordinal = 2");
        database.run("DELETE FROM limbeck_journal WHERE ordinal = 3");
        if let Some(undo) = undo {
            database.run(undo);
        }
        database.run("CREATE TABLE missing (x INTEGER)");
        upgrade(&project, database.engine()).unwrap_or_else(|error| panic!("{statement}: {error}"));
        assert_eq!(versions(database.engine()), ["rev3"]);
    };
    let add = "ALTER TABLE b ADD COLUMN y INTEGER";
    check(add, None);
    check(add, Some("ALTER TABLE b DROP COLUMN y"));
    check("CREATE INDEX i ON b (x)", None);
    check("ALTER TABLE b MODIFY x BIGINT", None);
    check("ALTER TABLE b RENAME TO b2", None);
}

#[test]
fn what_nobody_can_tell_is_asked_of_the_user() {
    let database = MysqlDatabase::create();
    let unclear = "ALTER TABLE b ADD y INTEGER, ADD z INTEGER";
    let project = second(&["CREATE TABLE b (x INTEGER)", unclear, "DROP TABLE missing"]);
    failure(&project, database.engine());
    database.run("UPDATE limbeck_journal SET state = 'started' WHERE ordinal = 2");
    database.run("CREATE TABLE missing (x INTEGER)");
    let diagnostic = failure(&project, database.engine());
    assert_eq!(
        diagnostic.message,
        "Statement 2 of the upgrade of rev2 was running when an earlier run ended, and the catalog \
         does not tell whether it took effect."
    );
    assert_eq!(diagnostic.notes[0], format!("Statement 2: {unclear}"));
    let help = diagnostic.help.unwrap();
    let sql = help.split('`').nth(1).unwrap();
    assert_eq!(
        sql,
        "UPDATE limbeck_journal SET state = 'done' WHERE ordinal = 2"
    );
    database.run(sql);
    upgrade(&project, database.engine()).unwrap();
    assert_eq!(versions(database.engine()), ["rev3"]);
}

#[test]
fn a_journal_that_was_left_when_all_was_done_goes_with_the_next_run() {
    let database = MysqlDatabase::create();
    let project = second(&["CREATE TABLE b (x INTEGER)", "DROP TABLE missing"]);
    failure(&project, database.engine());
    database.run("DELETE FROM limbeck_journal");
    database.run("UPDATE alembic_version SET version_num = 'rev3'");
    assert!(
        upgrade(&project, database.engine())
            .unwrap()
            .steps
            .is_empty()
    );
    assert_eq!(database.tables(), ["a", "alembic_version", "b"]);
}

#[test]
fn a_killed_run_is_waited_for_until_the_server_has_noticed() {
    let database = MysqlDatabase::create();
    let project = second(&[
        "ALTER TABLE a ADD COLUMN y INTEGER",
        "CREATE TABLE c (x INTEGER)",
    ]);
    project
        .upgrade(&mut open(database.engine()), "rev1", RunSettings::default())
        .unwrap();
    // Somebody reads the table, which keeps the ALTER waiting; its client is killed meanwhile.
    let mut reader = database.connect();
    reader.execute_batch(&["BEGIN", "SELECT * FROM a"]).unwrap();
    let mut child = start_child(&database.url(), "alter");
    let waits = "SELECT COUNT(*) FROM information_schema.processlist \
                 WHERE state LIKE 'Waiting for table metadata lock%' AND db = DATABASE()";
    while database.texts(waits) != ["1"] {
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let engine = database.engine().clone();
    let run = std::thread::spawn(move || upgrade(&project, &engine));
    std::thread::sleep(Duration::from_millis(400));
    assert!(!run.is_finished());
    reader.execute_batch(&["COMMIT"]).unwrap();
    run.join().unwrap().unwrap();
    assert_eq!(versions(database.engine()), ["rev3"]);
    assert_eq!(database.tables(), ["a", "alembic_version", "c", "z"]);
}

/// Names the database for [`child`].
const CHILD_URL: &str = "LIMBECK_TEST_CHILD_URL";

/// Names the project for [`child`].
const CHILD_PROJECT: &str = "LIMBECK_TEST_CHILD_PROJECT";

fn start_child(url: &str, project: &str) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--ignored", "--nocapture"])
        .env(CHILD_URL, url)
        .env(CHILD_PROJECT, project)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Not a test: the program that other tests start and kill.
#[test]
#[ignore = "started by another test"]
fn child() {
    let Ok(url) = std::env::var(CHILD_URL) else {
        return;
    };
    let project = match std::env::var(CHILD_PROJECT).as_deref() {
        Ok("alter") => second(&[
            "ALTER TABLE a ADD COLUMN y INTEGER",
            "CREATE TABLE c (x INTEGER)",
        ]),
        _ => many(),
    };
    upgrade(&project, &engine(&url)).unwrap();
}

/// Enough migrations to be killed in the middle of, with everything that can be told apart later.
fn many() -> Project {
    let mut project = Project::new();
    for number in 1..=25 {
        let statements = [
            format!("CREATE TABLE t{number} (x INTEGER PRIMARY KEY, y INTEGER)"),
            format!("INSERT INTO t{number} VALUES (1, 1), (2, 2)"),
            format!("CREATE INDEX i{number} ON t{number} (y)"),
            format!("UPDATE t{number} SET y = y + 10"),
            format!("ALTER TABLE t{number} ADD COLUMN z INTEGER"),
            format!("UPDATE t{number} SET z = y"),
            format!("ALTER TABLE t{number} DROP INDEX i{number}"),
        ];
        let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
        project = project.statements(&format!("rev{number}"), &statements);
    }
    project
}

#[test]
fn a_run_that_is_killed_leaves_a_database_that_a_run_completes() {
    let database = MysqlDatabase::create();
    for attempt in 0..30 {
        let mut child = start_child(&database.url(), "many");
        std::thread::sleep(Duration::from_millis(20 + attempt * 7 % 90));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let report = upgrade(&many(), database.engine()).unwrap();
    assert_eq!(report.heads, ["rev25"]);
    assert_eq!(versions(database.engine()), ["rev25"]);
    for number in [1, 12, 25] {
        let rows = database.texts(&format!("SELECT CONCAT(x, y, z) FROM t{number} ORDER BY x"));
        assert_eq!(rows, ["11111", "21212"], "every statement ran once");
    }
    assert_eq!(database.tables().len(), 26, "{:?}", database.tables());
}
