//! The PostgreSQL driver with a server.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use jiff::civil;
use limbeck_database::{Affected, DatabaseError, Engine, Environment, Url, Value};
use limbeck_test_support::TestDatabase;

fn code(error: &DatabaseError) -> &str {
    match error {
        DatabaseError::Statement {
            code: Some(code), ..
        } => code,
        other => panic!("{other:?}"),
    }
}

fn position(error: &DatabaseError) -> Option<usize> {
    match error {
        DatabaseError::Statement { position, .. } => *position,
        other => panic!("{other:?}"),
    }
}

#[test]
fn values_are_typed_as_psycopg2_types_them() {
    let database = TestDatabase::create();
    let mut connection = database.connect();
    connection
        .execute_batch(&[
            "CREATE TYPE mood AS ENUM ('sad', 'ok')",
            "CREATE DOMAIN d AS integer",
        ])
        .unwrap();
    let check = |connection: &mut dyn limbeck_database::Connection, sql: &str, expected| {
        let result = connection.query(&format!("SELECT {sql} AS v")).unwrap();
        assert_eq!(result.columns, ["v"], "{sql}");
        assert_eq!(result.rows, [vec![expected]], "{sql}");
        assert_eq!(result.row_count, Some(1));
    };
    let c = connection.as_mut();
    check(c, "NULL::int", Value::Null);
    check(c, "true", Value::Boolean(true));
    check(c, "7::smallint", Value::Integer(7));
    check(c, "7::d", Value::Integer(7));
    check(c, "1.5::real", Value::Float(1.5));
    check(c, "1.50::numeric(8, 2)", Value::Decimal("1.50".into()));
    check(c, "'x'::varchar", Value::Text("x".into()));
    check(c, "'ok'::mood", Value::Text("ok".into()));
    check(c, "ARRAY['ok']::mood[]", Value::Text("{ok}".into()));
    check(c, "'{\"a\": 1}'::jsonb", Value::Json("{\"a\": 1}".into()));
    check(c, "'\\x01ff'::bytea", Value::Bytes(vec![1, 255]));
    check(c, "DATE '2024-03-05'", Value::Date(civil::date(2024, 3, 5)));
    check(c, "DATE 'infinity'", Value::Text("infinity".into()));
    check(c, "inet '10.0.0.1'", Value::Text("10.0.0.1".into()));
    check(
        c,
        "TIMESTAMPTZ '2024-03-05 10:20:30+00' AT TIME ZONE 'UTC'",
        Value::DateTime(civil::date(2024, 3, 5).at(10, 20, 30, 0), None),
    );
    check(
        c,
        "ARRAY[1, NULL]",
        Value::Array(vec![Value::Integer(1), Value::Null]),
    );
}

#[test]
fn dates_are_read_whatever_the_role_prefers() {
    let database = TestDatabase::create();
    let name = database.texts("SELECT current_database()").remove(0);
    database.run(&format!(
        "ALTER DATABASE {name} SET datestyle TO 'SQL, DMY'"
    ));
    let result = database.run("SELECT DATE '2024-03-05'");
    assert_eq!(result.rows, [vec![Value::Date(civil::date(2024, 3, 5))]]);
}

#[test]
fn a_query_may_be_anything() {
    let database = TestDatabase::create();
    let mut connection = database.connect();
    let result = connection.query("CREATE TABLE t (a int)").unwrap();
    assert_eq!((result.row_count, result.columns.len()), (None, 0));
    let result = connection
        .query("INSERT INTO t VALUES (1), (2) RETURNING a")
        .unwrap();
    assert_eq!(result.row_count, Some(2));
    assert_eq!(
        result.rows,
        [vec![Value::Integer(1)], vec![Value::Integer(2)]]
    );
    let result = connection.query("UPDATE t SET a = 3").unwrap();
    assert_eq!((result.row_count, result.rows.len()), (Some(2), 0));
    let result = connection
        .query("DELETE FROM t WHERE a = 9; SELECT count(*) FROM t")
        .unwrap();
    assert_eq!(result.rows, [vec![Value::Integer(2)]]);
    assert_eq!(connection.query(" -- nothing").unwrap().row_count, None);
    assert_eq!(
        connection.query_text("SELECT 1, NULL").unwrap().rows,
        [vec![Value::Text("1".into()), Value::Null]]
    );
    let error = connection.query("COPY t FROM STDIN").unwrap_err();
    assert!(error.to_string().starts_with("can't use COPY"));
    assert!(connection.query("SELECT 1").is_ok());
}

#[test]
fn errors_keep_what_the_server_says() {
    let database = TestDatabase::create();
    let mut connection = database.connect();
    connection
        .query("CREATE TABLE t (a int PRIMARY KEY, long_name int)")
        .unwrap();
    let error = connection.query("SELECT 'é', longname FROM t").unwrap_err();
    assert_eq!((code(&error), position(&error)), ("42703", Some(13)));
    match error {
        DatabaseError::Statement { hint, .. } => assert!(hint.unwrap().contains("long_name")),
        other => panic!("{other:?}"),
    }
    connection.query("INSERT INTO t VALUES (1, 1)").unwrap();
    match connection.query("INSERT INTO t VALUES (1, 1)").unwrap_err() {
        DatabaseError::Statement { detail, .. } => {
            assert_eq!(detail.as_deref(), Some("Key (a)=(1) already exists."));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_first_of_two_errors_is_told() {
    let database = TestDatabase::create();
    let mut connection = database.connect();
    connection.query("BEGIN").unwrap();
    let error = connection.query("SELECT * FROM missing").unwrap_err();
    assert_eq!(code(&error), "42P01");
    let error = connection.query("SELECT 1").unwrap_err();
    assert_eq!(code(&error), "25P02");
    connection.query("ROLLBACK").unwrap();
    assert!(connection.query("SELECT 1").is_ok());
}

#[test]
fn batches_in_a_transaction_name_the_statement_that_failed() {
    let database = TestDatabase::create();
    let mut connection = database.connect();
    let mut check = |statements: &[&str], index, code_expected: &str, position_expected| {
        let error = connection.execute_batch(statements).unwrap_err();
        assert_eq!(error.index, index, "{statements:?}");
        assert_eq!(code(&error.error), code_expected, "{statements:?}");
        assert_eq!(position(&error.error), position_expected, "{statements:?}");
        connection.execute_batch(&["ROLLBACK"]).unwrap();
        let result = connection.query("SELECT to_regclass('a')::text").unwrap();
        assert_eq!(result.rows, [vec![Value::Null]]);
    };
    let create = "CREATE TABLE a (x int) -- é";
    check(&["BEGIN", create, create], 2, "42P07", None);
    check(
        &["BEGIN", create, "SELECT y FROM a", "SELECT 1"],
        2,
        "42703",
        Some(8),
    );
    check(
        &["BEGIN", create, "SELEC 1", "SELECT 1"],
        2,
        "42601",
        Some(1),
    );
    check(
        &["BEGIN", create, "SELECT 1 FROM", "SELECT 1"],
        2,
        "42601",
        Some(14),
    );
    check(
        &["BEGIN", create, "/* only */", "SELECT 1/0"],
        3,
        "22012",
        None,
    );
    check(
        &["BEGIN", create, "SELECT 'open", "SELECT 'it'"],
        2,
        "42601",
        Some(8),
    );
}

fn counts(affected: &[Affected]) -> Vec<Option<u64>> {
    affected.iter().map(|done| done.row_count).collect()
}

#[test]
fn batches_outside_of_a_transaction_run_one_by_one() {
    let database = TestDatabase::create();
    let mut connection = database.connect();
    let affected = connection
        .execute_batch(&[
            "CREATE TABLE t (a int)",
            "INSERT INTO t VALUES (1), (2)",
            "CREATE INDEX CONCURRENTLY i ON t (a)",
            "BEGIN",
            "UPDATE t SET a = 3",
            "SELECT * FROM t",
            "COMMIT",
            "VACUUM t",
        ])
        .unwrap();
    assert_eq!(
        counts(&affected),
        [None, Some(2), None, None, Some(2), Some(2), None, None]
    );
    let error = connection
        .execute_batch(&[
            "INSERT INTO t VALUES (4)",
            "SELECT 1/0",
            "INSERT INTO t VALUES (5)",
        ])
        .unwrap_err();
    assert_eq!(error.index, 1);
    assert_eq!(database.texts("SELECT max(a)::text FROM t"), ["4"]);
}

#[test]
fn batches_are_sent_ahead_inside_of_a_transaction() {
    let database = TestDatabase::create();
    let mut connection = database.connect();
    let mut ahead = |statements: &[&str]| connection.pipeline().unwrap().send_ahead(statements);
    assert!(!ahead(&["SELECT 1"]), "there is no transaction");
    assert!(!ahead(&["BEGIN"]));
    connection
        .execute_batch(&["BEGIN", "CREATE TABLE t (a int)"])
        .unwrap();
    let mut ahead = |statements: &[&str]| connection.pipeline().unwrap().send_ahead(statements);
    for refused in [
        &["SELECT 1", "COMMIT"][..],
        &["ROLLBACK TO s"],
        &["SAVEPOINT s"],
        &["PREPARE TRANSACTION 'x'"],
        &["SELECT 1; COMMIT"],
        &["SELECT 'open"],
        &["COPY t FROM STDIN"],
        &["SELECT 'a\0'"],
        &["", "--"],
    ] {
        assert!(!ahead(refused), "{refused:?}");
    }
    let start = Instant::now();
    assert!(ahead(&[
        "SELECT pg_sleep(0.5)",
        "",
        "INSERT INTO t VALUES (1), (2) -- two"
    ]));
    assert!(ahead(&["UPDATE t SET a = 3", "CREATE TABLE u ()"]));
    assert!(start.elapsed() < Duration::from_millis(400));
    let mut receive = || connection.pipeline().unwrap().receive_oldest();
    assert_eq!(counts(&receive().unwrap()), [Some(1), None, Some(2)]);
    assert_eq!(counts(&receive().unwrap()), [Some(2), None]);
    connection.execute_batch(&["COMMIT"]).unwrap();
    assert_eq!(database.texts("SELECT sum(a)::text FROM t"), ["6"]);
}

#[test]
fn a_batch_after_one_that_failed_has_no_effect() {
    let database = TestDatabase::create();
    let mut connection = database.connect();
    connection.execute_batch(&["BEGIN"]).unwrap();
    let mut ahead = |statements: &[&str]| connection.pipeline().unwrap().send_ahead(statements);
    assert!(ahead(&["CREATE TABLE t ()", "SELECT 1/0"]));
    assert!(ahead(&["SELECT 1", "SELEC 2"]));
    assert!(ahead(&["CREATE TABLE u ()"]));
    let mut receive = || connection.pipeline().unwrap().receive_oldest();
    let failed = receive().unwrap_err();
    assert_eq!((failed.index, code(&failed.error)), (1, "22012"));
    let failed = receive().unwrap_err();
    assert_eq!((failed.index, code(&failed.error)), (1, "42601"));
    assert_eq!(position(&failed.error), Some(1));
    let failed = receive().unwrap_err();
    assert_eq!((failed.index, code(&failed.error)), (0, "25P02"));
    connection.execute_batch(&["ROLLBACK"]).unwrap();
    assert!(connection.query("SELECT 1").is_ok());
}

#[test]
fn nothing_is_sent_ahead_after_the_end_of_a_transaction() {
    let database = TestDatabase::create();
    database.run("CREATE TABLE t (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
    let check = |statements: &[&str]| {
        let mut connection = database.connect();
        let done = connection.execute_batch(statements);
        let taken = connection.pipeline().unwrap().send_ahead(&["SELECT 1"]);
        assert!(!taken, "{statements:?}: {done:?}");
    };
    check(&["BEGIN", "COMMIT"]);
    check(&["BEGIN", "ROLLBACK"]);
    check(&["BEGIN", "INSERT INTO t VALUES (1), (1)", "COMMIT"]);
    check(&["BEGIN", "SELECT 1; COMMIT"]);
    check(&["BEGIN", "COMMIT; SELECT 1/0"]);
    check(&["BEGIN", "PREPARE TRANSACTION 'x'"]);
    let mut connection = database.connect();
    connection.query("BEGIN").unwrap();
    assert!(connection.pipeline().unwrap().send_ahead(&["SELECT 1"]));
    connection.pipeline().unwrap().receive_oldest().unwrap();
    connection.query("SELECT 1; COMMIT").unwrap();
    assert!(!connection.pipeline().unwrap().send_ahead(&["SELECT 1"]));
}

#[test]
fn notices_are_kept() {
    let database = TestDatabase::create();
    let mut connection = database.connect();
    connection
        .query("DO $$ BEGIN RAISE NOTICE 'look'; END $$")
        .unwrap();
    let notices = connection.take_notices();
    assert_eq!(notices.len(), 1);
    assert_eq!(
        (notices[0].severity.as_str(), notices[0].message.as_str()),
        ("NOTICE", "look")
    );
    assert!(connection.take_notices().is_empty());
}

#[test]
fn a_running_statement_can_be_cancelled() {
    let database = TestDatabase::create();
    let mut connection = database.connect();
    let canceller = connection.canceller();
    let (started, wait) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        started.send(()).unwrap();
        let result = connection.query("SELECT pg_sleep(60)");
        (result, connection.query("SELECT 1").is_ok())
    });
    wait.recv().unwrap();
    let start = Instant::now();
    while !thread.is_finished() && start.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(50));
        canceller.cancel();
    }
    let (result, _) = thread.join().unwrap();
    assert_eq!(result, Err(DatabaseError::Cancelled));
}

#[test]
fn a_statement_timeout_is_not_a_cancellation() {
    let database = TestDatabase::create();
    let mut connection = database.connect();
    let error = connection
        .execute_batch(&["SET statement_timeout = 20", "SELECT pg_sleep(60)"])
        .unwrap_err();
    assert_eq!(code(&error.error), "57014");
}

#[test]
fn a_connection_that_the_server_ends_is_lost() {
    let database = TestDatabase::create();
    let mut connection = database.connect();
    let pid = connection.query_text("SELECT pg_backend_pid()").unwrap();
    let Value::Text(pid) = &pid.rows[0][0] else {
        panic!("{pid:?}")
    };
    database.run(&format!("SELECT pg_terminate_backend({pid})"));
    let error = connection.query("SELECT 1").unwrap_err();
    assert!(
        matches!(error, DatabaseError::Connection { .. }),
        "{error:?}"
    );
    assert!(
        error.to_string().contains("administrator command"),
        "{error}"
    );
}

#[test]
fn parameters_reach_the_session() {
    let database = TestDatabase::create();
    let url = format!(
        "{}?application_name=me&options=-csearch_path%3Dpg_catalog&command_timeout=7\
         &target_session_attrs=read-write&connect_timeout=5",
        database.url()
    );
    let engine = Engine::new(Url::parse(&url).unwrap(), &[], &Environment::default()).unwrap();
    let mut connection = engine.connect().unwrap();
    let mut show =
        |name: &str| connection.query(&format!("SHOW {name}")).unwrap().rows[0][0].clone();
    assert_eq!(show("application_name"), Value::Text("me".into()));
    assert_eq!(show("search_path"), Value::Text("pg_catalog".into()));
    assert_eq!(show("statement_timeout"), Value::Text("7s".into()));
    assert!(connection.server_version().0 >= 12);
}

/// Connects, and shows what went wrong.
fn refused(url: &str) -> (String, Option<String>) {
    let environment = Environment {
        user: Some("postgres".into()),
        ..Environment::default()
    };
    let engine = Engine::new(Url::parse(url).unwrap(), &[], &environment).unwrap();
    match engine.connect().map(|_| ()) {
        Err(DatabaseError::Connection { message, help }) => (message, help),
        other => panic!("{url}: {other:?}"),
    }
}

#[test]
fn what_cannot_be_reached_is_named() {
    // Nobody listens on the discard port of this machine.
    let (message, help) = refused("postgresql://127.0.0.1:9/d");
    assert_eq!(
        message,
        "The connection to the server at \"127.0.0.1\", port 9 failed: error connecting to \
         server: Connection refused (os error 111)."
    );
    assert!(
        help.unwrap()
            .starts_with("Check that the server is running")
    );
    let (message, _) = refused("postgresql:///d?host=/no/such/folder");
    assert!(
        message.starts_with(
            "The connection to the server on socket \"/no/such/folder/.s.PGSQL.5432\" failed"
        ),
        "{message}"
    );
    let database = TestDatabase::create();
    let url = Url {
        database: Some("no_such_database".into()),
        ..database.engine().url().clone()
    };
    let (message, help) = refused(&url.with_password());
    assert!(
        message.ends_with("failed: FATAL: database \"no_such_database\" does not exist."),
        "{message}"
    );
    assert!(help.unwrap().starts_with("Create the database"));
}

#[test]
fn hosts_are_tried_in_order() {
    let database = TestDatabase::create();
    let url = database.engine().url().clone();
    let (host, port) = (url.host.clone().unwrap(), url.port.unwrap_or(5432));
    let several = Url {
        host: None,
        port: None,
        query: vec![
            ("host".into(), "127.0.0.1:9".into()),
            ("host".into(), format!("{host}:{port}")),
        ],
        ..url.clone()
    };
    let engine = Engine::new(several, &[], &Environment::default()).unwrap();
    assert!(engine.connect().is_ok());
    let (message, _) = refused(&format!(
        "{}?target_session_attrs=standby",
        url.with_password()
    ));
    assert!(
        message.ends_with("session is not on a standby."),
        "{message}"
    );
}
