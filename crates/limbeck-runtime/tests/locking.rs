//! Several runs at once, runs that are cancelled, and runs that are killed.
#![expect(
    clippy::disallowed_methods,
    reason = "a run is killed in a process of its own, which this program starts itself"
)]

mod common;

use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use common::{Log, Project, SqliteFile, engine, open, open_with, texts, versions};
use limbeck_database::Engine;
use limbeck_dialects::session::LockScope;
use limbeck_runtime::{CancellationToken, LockError, RunError, RunSettings, Session};
use limbeck_test_support::{MysqlDatabase, TestDatabase};

/// Migrations that fail if they run twice.
fn once() -> Project {
    let mut project = Project::new();
    for number in 1..=6 {
        let table = format!("CREATE TABLE t{number} (x INTEGER)");
        let insert = format!("INSERT INTO t{number} VALUES (1)");
        project = project.statements(&format!("rev{number}"), &[&table, &insert]);
    }
    project
}

fn eight_at_once(engine: &Engine, settings: &RunSettings) {
    let steps: usize = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| once().upgrade(&mut open(engine), "head", settings.clone())))
            .collect();
        runs.into_iter()
            .map(|run| run.join().unwrap().unwrap().steps.len())
            .sum()
    });
    assert_eq!(steps, 6);
    assert_eq!(versions(engine), ["rev6"]);
}

#[test]
fn eight_runs_at_once_on_sqlite() {
    eight_at_once(&SqliteFile::new().engine(), &RunSettings::default());
}

#[test]
fn eight_runs_at_once_on_postgresql() {
    eight_at_once(TestDatabase::create().engine(), &RunSettings::default());
}

#[test]
fn eight_runs_at_once_where_ddl_commits() {
    eight_at_once(MysqlDatabase::create().engine(), &RunSettings::default());
}

#[test]
fn a_lock_of_the_session_is_given_back_with_the_run() {
    let database = MysqlDatabase::create();
    let mut first = open(database.engine());
    let run = |session: &mut Session| {
        let settings = RunSettings {
            lock_timeout: Duration::ZERO,
            ..RunSettings::default()
        };
        once().upgrade(session, "head", settings).map(|_| ())
    };
    run(&mut first).unwrap();
    // The session is still there, its locks are not.
    run(&mut open(database.engine())).unwrap();
    run(&mut first).unwrap();
    assert_eq!(versions(database.engine()), ["rev6"]);
}

#[test]
fn a_session_that_holds_the_lock_is_named() {
    let database = MysqlDatabase::create();
    let dialect = limbeck_dialects::dialect(database.engine().url().dialect()).unwrap();
    let table = limbeck_runtime::VersionTable::default().name;
    let lock = dialect
        .session()
        .advisory_lock(&table, LockScope::Run)
        .unwrap();
    let mut holder = database.engine().connect().unwrap();
    holder.query_text(&lock.lock).unwrap();
    let settings = RunSettings {
        lock_timeout: Duration::from_millis(100),
        ..RunSettings::default()
    };
    let run = || once().upgrade(&mut open(database.engine()), "head", settings.clone());
    let error = run().unwrap_err();
    let RunError::Lock(LockError::Held {
        holder: Some(words),
        ..
    }) = &error
    else {
        panic!("{error:?}")
    };
    assert!(words.starts_with("it is held by process "), "{words}");
    assert!(words.contains(" since 20"), "{words}");
    holder.query_text(&lock.release.unwrap()).unwrap();
    run().unwrap();
}

#[test]
fn eight_runs_at_once_with_a_transaction_each() {
    let settings = RunSettings {
        transaction_per_migration: true,
        ..RunSettings::default()
    };
    eight_at_once(TestDatabase::create().engine(), &settings);
}

#[test]
fn a_wait_is_bounded_and_names_the_holder() {
    let database = TestDatabase::create();
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
    let first = std::thread::spawn(move || {
        slow.upgrade(&mut open(&engine), "head", RunSettings::default())
    });
    has_entered.recv().unwrap();
    let log = Log::default();
    let mut session = open_with(database.engine(), &log, &CancellationToken::new());
    let settings = RunSettings {
        lock_timeout: Duration::from_millis(300),
        ..RunSettings::default()
    };
    let quick = || Project::new().statements("rev1", &["CREATE TABLE t1 (x INTEGER)"]);
    let error = quick().upgrade(&mut session, "head", settings).unwrap_err();
    let RunError::Lock(LockError::Held {
        holder: Some(holder),
        ..
    }) = &error
    else {
        panic!("{error:?}")
    };
    assert!(
        holder.contains("(limbeck) from 127.0.0.1 since 20"),
        "{holder}"
    );
    assert!(
        error.to_string().starts_with(
            "Another run is working on this database, and did not finish within 0 s: it is held"
        ),
        "{error}"
    );
    assert_eq!(log.lines().len(), 1);
    leave.send(()).unwrap();
    first.join().unwrap().unwrap();
    // Now there is nothing to do, and nothing to wait for.
    let report = quick()
        .upgrade(&mut session, "head", RunSettings::default())
        .unwrap();
    assert!(report.steps.is_empty());
}

#[test]
fn a_wait_is_bounded_on_sqlite_too() {
    let file = SqliteFile::new();
    let mut writer = file.engine().connect().unwrap();
    writer.execute_batch(&["BEGIN IMMEDIATE"]).unwrap();
    let settings = RunSettings {
        lock_timeout: Duration::from_millis(200),
        ..RunSettings::default()
    };
    let start = Instant::now();
    let error = once()
        .upgrade(&mut open(&file.engine()), "head", settings)
        .unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(4));
    assert!(
        matches!(error, RunError::Lock(LockError::Held { holder: None, .. })),
        "{error:?}"
    );
    writer.execute_batch(&["COMMIT"]).unwrap();
}

#[test]
fn a_killed_run_is_waited_for_until_the_server_has_noticed() {
    // Its session still commits, though the one that held the lock of the run is gone.
    let database = TestDatabase::create();
    let dialect = limbeck_dialects::dialect("postgresql").unwrap();
    let table = RunSettings::default().version_table.name;
    let lock = dialect
        .session()
        .advisory_lock(&table, LockScope::Transaction)
        .unwrap();
    let mut killed = database.connect();
    killed
        .execute_batch(&[
            "BEGIN",
            &lock.lock,
            "CREATE TABLE t1 (x INTEGER)",
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)",
            "INSERT INTO alembic_version VALUES ('rev1')",
        ])
        .unwrap();
    let engine = database.engine().clone();
    let run = std::thread::spawn(move || {
        Project::new()
            .statements("rev1", &["CREATE TABLE t1 (x INTEGER)"])
            .statements("rev2", &["CREATE TABLE t2 (x INTEGER)"])
            .upgrade(&mut open(&engine), "head", RunSettings::default())
    });
    std::thread::sleep(Duration::from_millis(300));
    assert!(!run.is_finished());
    killed.execute_batch(&["COMMIT"]).unwrap();
    let report = run.join().unwrap().unwrap();
    assert_eq!(report.logs(), ["upgrade rev1 -> rev2, doc of rev2"]);
}

#[test]
fn a_run_can_be_cancelled() {
    let database = TestDatabase::create();
    let cancellation = CancellationToken::new();
    let settings = RunSettings {
        cancellation: cancellation.clone(),
        ..RunSettings::default()
    };
    let (entered, has_entered) = mpsc::channel();
    let project = Project::new()
        .statements("rev1", &["CREATE TABLE t1 (x INTEGER)"])
        .revision("rev2", move |script| {
            script.execute("SELECT pg_sleep(60)")?;
            entered.send(()).unwrap();
            Ok(())
        });
    let token = cancellation.clone();
    let canceller = std::thread::spawn(move || {
        has_entered.recv().unwrap();
        std::thread::sleep(Duration::from_millis(100));
        token.cancel();
    });
    let mut session = open_with(database.engine(), &Log::default(), &cancellation);
    let start = Instant::now();
    let error = project.upgrade(&mut session, "head", settings).unwrap_err();
    canceller.join().unwrap();
    assert!(start.elapsed() < Duration::from_secs(30));
    let RunError::Cancelled { step, standing } = error else {
        panic!("{error:?}")
    };
    assert_eq!(step.as_deref(), Some("upgrade rev1 -> rev2, doc of rev2"));
    assert_eq!(standing.revisions, Some(Vec::new()));
    assert!(texts(database.engine(), "SELECT count(*) FROM t1").is_empty());
}

#[test]
fn a_wait_can_be_cancelled() {
    let database = TestDatabase::create();
    let dialect = limbeck_dialects::dialect("postgresql").unwrap();
    let table = RunSettings::default().version_table.name;
    let lock = dialect
        .session()
        .advisory_lock(&table, LockScope::Run)
        .unwrap();
    let mut holder = database.connect();
    holder.execute_batch(&["BEGIN", &lock.lock]).unwrap();
    let cancellation = CancellationToken::new();
    let settings = RunSettings {
        cancellation: cancellation.clone(),
        ..RunSettings::default()
    };
    let mut session = open_with(database.engine(), &Log::default(), &cancellation);
    let token = cancellation.clone();
    let canceller = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        token.cancel();
    });
    let start = Instant::now();
    let error = once().upgrade(&mut session, "head", settings).unwrap_err();
    canceller.join().unwrap();
    assert!(start.elapsed() < Duration::from_secs(30));
    assert!(matches!(error, RunError::Cancelled { .. }), "{error:?}");
}

/// Names the database for [`child`].
const CHILD_URL: &str = "LIMBECK_TEST_CHILD_URL";

/// Not a test: the program that [`kill_repeatedly`] starts and kills.
#[test]
#[ignore = "started by another test"]
fn child() {
    let Ok(url) = std::env::var(CHILD_URL) else {
        return;
    };
    let settings = RunSettings {
        transaction_per_migration: std::env::var("PER_MIGRATION").is_ok(),
        ..RunSettings::default()
    };
    many()
        .upgrade(&mut open(&engine(&url)), "head", settings)
        .unwrap();
}

/// Enough migrations to be killed in the middle of.
fn many() -> Project {
    let mut project = Project::new();
    for number in 1..=40 {
        let table = format!("CREATE TABLE t{number} (x INTEGER PRIMARY KEY)");
        let insert = format!("INSERT INTO t{number} VALUES (1), (2)");
        let index = format!("CREATE INDEX i{number} ON t{number} (x)");
        project = project.statements(&format!("rev{number}"), &[&table, &insert, &index]);
    }
    project
}

fn kill_repeatedly(url: &str, per_migration: bool) {
    let program = std::env::current_exe().unwrap();
    for attempt in 0..12 {
        let mut command = Command::new(&program);
        command
            .args(["--exact", "child", "--ignored", "--nocapture"])
            .env(CHILD_URL, url)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if per_migration {
            command.env("PER_MIGRATION", "1");
        }
        let mut child = command.spawn().unwrap();
        std::thread::sleep(Duration::from_millis(15 + attempt * 17));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let engine = engine(url);
    let report = many()
        .upgrade(&mut open(&engine), "head", RunSettings::default())
        .unwrap();
    assert_eq!(report.heads, ["rev40"]);
    assert_eq!(versions(&engine), ["rev40"]);
    assert_eq!(texts(&engine, "SELECT count(*) FROM t40"), ["2"]);
}

#[test]
fn a_run_that_is_killed_leaves_a_database_that_a_run_completes() {
    kill_repeatedly(&TestDatabase::create().url(), false);
}

#[test]
fn so_does_one_with_a_transaction_per_migration() {
    kill_repeatedly(&TestDatabase::create().url(), true);
}

#[test]
fn so_does_one_on_sqlite() {
    kill_repeatedly(&SqliteFile::new().url(), false);
}
