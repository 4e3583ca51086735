//! The MySQL driver with a server.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, civil};
use limbeck_database::{Connection, DatabaseError, Engine, Environment, Url, Value};
use limbeck_test_support::MysqlDatabase;

fn code(error: &DatabaseError) -> &str {
    match error {
        DatabaseError::Statement {
            code: Some(code), ..
        } => code,
        other => panic!("{other:?}"),
    }
}

fn detail(error: &DatabaseError) -> Option<&str> {
    match error {
        DatabaseError::Statement { detail, .. } => detail.as_deref(),
        other => panic!("{other:?}"),
    }
}

/// The only value of a query, typed.
fn value(connection: &mut dyn Connection, sql: &str) -> Value {
    let mut result = connection
        .query(sql)
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    assert_eq!(result.row_count, Some(1), "{sql}");
    result.rows.remove(0).remove(0)
}

#[test]
fn values_are_typed_as_pymysql_types_them() {
    let database = MysqlDatabase::create();
    let mut connection = database.connect();
    connection
        .query(
            "CREATE TABLE t (bit1 BIT, bits BIT(12), yes BOOL, tiny TINYINT, big BIGINT UNSIGNED, \
             dec1 DECIMAL(8, 2), f FLOAT, d DOUBLE, day DATE, at DATETIME(3), stamp TIMESTAMP NULL, \
             span TIME, y YEAR, name VARCHAR(20), raw VARBINARY(20), words TEXT, bytes BLOB, \
             mood ENUM('sad', 'ok'), tags SET('a', 'b'), doc JSON, shape POINT, nothing INT)",
        )
        .unwrap();
    connection
        .query(
            "INSERT INTO t VALUES (b'1', b'101', TRUE, -7, 18446744073709551615, 1.5, 1.5, 2.25, \
             '2024-03-05', '2024-03-05 10:20:30.125', '2024-03-05 10:20:30', '-25:06:17', 2024, \
             'é', x'01ff', 'wörds', x'00', 'ok', 'a,b', '{\"a\": 1}', POINT(1, 2), NULL)",
        )
        .unwrap();
    let day = civil::date(2024, 3, 5);
    let mut check = |column: &str, expected: Value| {
        let found = value(connection.as_mut(), &format!("SELECT {column} FROM t"));
        assert_eq!(found, expected, "{column}");
    };
    check("bit1", Value::Bytes(vec![1]));
    check("bits", Value::Bytes(vec![0, 5]));
    check("yes", Value::Integer(1));
    check("tiny", Value::Integer(-7));
    check("big", Value::BigInteger("18446744073709551615".into()));
    check("dec1", Value::Decimal("1.50".into()));
    check("f", Value::Float(1.5));
    check("d", Value::Float(2.25));
    check("day", Value::Date(day));
    check("at", Value::DateTime(day.at(10, 20, 30, 125_000_000), None));
    check("stamp", Value::DateTime(day.at(10, 20, 30, 0), None));
    check("span", Value::Interval(SignedDuration::from_secs(-90_377)));
    check("y", Value::Integer(2024));
    check("name", Value::Text("é".into()));
    check("raw", Value::Bytes(vec![1, 255]));
    check("words", Value::Text("wörds".into()));
    check("bytes", Value::Bytes(vec![0]));
    check("mood", Value::Text("ok".into()));
    check("tags", Value::Text("a,b".into()));
    check("doc", Value::Text("{\"a\": 1}".into()));
    check("ST_AsText(shape)", Value::Text("POINT(1 2)".into()));
    check("nothing", Value::Null);
    check("COUNT(*)", Value::Integer(1));
    check("'x'", Value::Text("x".into()));
    let texts = connection
        .query_text("SELECT tiny, nothing, name FROM t")
        .unwrap();
    assert_eq!(
        texts.rows,
        [[
            Value::Text("-7".into()),
            Value::Null,
            Value::Text("é".into())
        ]]
    );
}

#[test]
fn rows_are_counted_as_found() {
    let database = MysqlDatabase::create();
    let mut connection = database.connect();
    let affected = connection
        .execute_batch(&[
            "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a INT)",
            "INSERT INTO t (a) VALUES (1), (1), (2)",
            "UPDATE t SET a = 1 WHERE a = 1",
            "SELECT * FROM t",
            "-- nothing at all",
            "DELETE FROM t WHERE a = 2",
        ])
        .unwrap();
    let counts: Vec<_> = affected.iter().map(|done| done.row_count).collect();
    assert_eq!(
        counts,
        [Some(0), Some(3), Some(2), Some(3), None, Some(1)],
        "an UPDATE that changes nothing has found its rows"
    );
    assert_eq!(affected[1].last_insert_id, Some(1));
    let result = connection.query("INSERT INTO t (a) VALUES (9)").unwrap();
    assert_eq!(
        (result.row_count, result.last_insert_id),
        (Some(1), Some(4))
    );
    assert!(connection.query(" -- nothing").unwrap().rows.is_empty());
}

#[test]
fn a_text_may_hold_several_statements() {
    let database = MysqlDatabase::create();
    let mut connection = database.connect();
    let result = connection
        .query("CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (2); SELECT a FROM t;")
        .unwrap();
    assert_eq!(
        result.rows,
        [[Value::Integer(1)], [Value::Integer(2)]],
        "the last one answers"
    );
    let error = connection
        .query("INSERT INTO t VALUES (3); INSERT INTO missing VALUES (1); DROP TABLE t")
        .unwrap_err();
    assert_eq!(code(&error), "1146");
    assert_eq!(
        detail(&error),
        Some("It is statement 2 of the text; those before it were run.")
    );
    assert_eq!(
        value(connection.as_mut(), "SELECT COUNT(*) FROM t"),
        Value::Integer(3),
        "the connection goes on"
    );
    connection
        .query(
            "CREATE PROCEDURE p() BEGIN INSERT INTO t VALUES (4); SELECT MAX(a) FROM t; END; \
             CREATE PROCEDURE q() BEGIN END",
        )
        .unwrap();
    assert_eq!(value(connection.as_mut(), "CALL p()"), Value::Integer(4));
    connection.query("CALL q()").unwrap();
}

#[test]
fn batches_name_the_statement_that_failed() {
    let database = MysqlDatabase::create();
    let mut connection = database.connect();
    let mut check = |statements: &[&str], index, expected: &str| {
        let error = connection.execute_batch(statements).unwrap_err();
        assert_eq!(error.index, index, "{statements:?}");
        assert_eq!(code(&error.error), expected, "{statements:?}");
        connection
            .execute_batch(&["ROLLBACK", "DROP TABLE IF EXISTS a"])
            .unwrap();
    };
    let create = "CREATE TABLE a (x INT) -- é";
    check(&["BEGIN", create, create, "DROP TABLE a"], 2, "1050");
    check(&[create, "SELEC 1", "SELECT 1"], 1, "1064");
    check(&[create, "SELECT 'open", "SELECT 'it'"], 1, "1064");
    check(&[create, "/* only */", "SELECT y FROM a"], 2, "1054");
    check(
        &[create, "INSERT INTO a VALUES (1); SELECT y FROM a", "BEGIN"],
        1,
        "1054",
    );
}

#[test]
fn transactions_are_the_callers() {
    let database = MysqlDatabase::create();
    let mut connection = database.connect();
    connection
        .execute_batch(&[
            "CREATE TABLE t (a INT)",
            "INSERT INTO t VALUES (1)",
            "BEGIN",
            "INSERT INTO t VALUES (2)",
            "ROLLBACK",
        ])
        .unwrap();
    assert_eq!(database.texts("SELECT a FROM t"), ["1"]);
}

#[test]
fn long_texts_and_rows_fit() {
    let database = MysqlDatabase::create();
    let mut connection = database.connect();
    connection.query("CREATE TABLE t (a LONGTEXT)").unwrap();
    let long = "x".repeat(9_000_000);
    connection
        .execute_batch(&[
            "INSERT INTO t VALUES ('y')",
            &format!("INSERT INTO t VALUES ('{long}')"),
        ])
        .unwrap();
    assert_eq!(
        value(connection.as_mut(), "SELECT a FROM t WHERE a <> 'y'"),
        Value::Text(long.clone())
    );
    // More than a packet of the protocol holds.
    assert_eq!(
        value(connection.as_mut(), "SELECT REPEAT('z', 15 * 1024 * 1024)"),
        Value::Text("z".repeat(15 * 1024 * 1024))
    );
}

#[test]
fn a_statement_that_the_server_finds_too_long_is_told_as_that() {
    let database = MysqlDatabase::create();
    let mut connection = database.connect();
    let Value::Integer(most) = value(connection.as_mut(), "SELECT @@max_allowed_packet") else {
        panic!("a number");
    };
    let most = usize::try_from(most).unwrap();
    if most > 64 * 1024 * 1024 {
        // This server takes more than a test should send.
        return;
    }
    let error = connection
        .query(&format!("SELECT '{}'", "x".repeat(most)))
        .unwrap_err();
    let (code, text) = match &error {
        DatabaseError::Statement { code, hint, .. } => (code.as_deref(), hint.as_deref()),
        other => panic!("{other:?}"),
    };
    assert_eq!(code, Some("1153"));
    assert!(
        text.unwrap_or_default()
            .starts_with("Raise max_allowed_packet")
    );
}

#[test]
fn a_running_statement_can_be_cancelled() {
    let database = MysqlDatabase::create();
    let mut connection = database.connect();
    let canceller = connection.canceller();
    let (started, wait) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        started.send(()).unwrap();
        let result = connection.query("SELECT SLEEP(60) FROM information_schema.tables");
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
fn a_connection_that_the_server_ends_is_lost() {
    let database = MysqlDatabase::create();
    let mut connection = database.connect();
    let Value::Integer(id) = value(connection.as_mut(), "SELECT CONNECTION_ID()") else {
        panic!("a number");
    };
    database.run(&format!("KILL {id}"));
    let error = connection.query("SELECT 1").unwrap_err();
    assert!(
        matches!(error, DatabaseError::Connection { .. }),
        "{error:?}"
    );
    let error = connection.query("SELECT 1").unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("The connection to the server was lost"),
        "{error}"
    );
}

#[test]
fn an_answer_is_not_waited_for_longer_than_asked() {
    let database = MysqlDatabase::create();
    let url = format!("{}?read_timeout=0.2", database.url());
    let engine = Engine::new(Url::parse(&url).unwrap(), &[], &Environment::default()).unwrap();
    let mut connection = engine.connect().unwrap();
    let error = connection.query("SELECT SLEEP(20)").unwrap_err();
    assert_eq!(
        error.to_string(),
        "The connection to the server was lost: the server did not answer in time."
    );
}

#[test]
fn parameters_reach_the_session() {
    let database = MysqlDatabase::create();
    let url = format!(
        "{}?charset=utf8mb4&collation=utf8mb4_bin&sql_mode=ANSI_QUOTES&connect_timeout=5\
         &init_command=SET%20%40a%3D7&client_flag=65536&local_infile=1&ssl_disabled=true",
        database.url()
    );
    let engine = Engine::new(Url::parse(&url).unwrap(), &[], &Environment::default()).unwrap();
    let mut connection = engine.connect().unwrap();
    let connection = connection.as_mut();
    assert_eq!(
        value(connection, "SELECT @@collation_connection"),
        Value::Text("utf8mb4_bin".into())
    );
    assert_eq!(
        value(connection, "SELECT @@sql_mode"),
        Value::Text("ANSI_QUOTES".into())
    );
    assert_eq!(value(connection, "SELECT @a"), Value::Integer(7));
    assert_eq!(value(connection, "SELECT @@autocommit"), Value::Integer(1));
    assert!(connection.server_version() > (5, 6, 0));
    let Value::Text(version) = value(connection, "SELECT VERSION()") else {
        panic!("a text");
    };
    let told = connection.server_version_text().unwrap_or_default();
    assert!(told.ends_with(&version), "{told}");
}

#[test]
fn the_names_of_python_drivers_lead_here() {
    let database = MysqlDatabase::create();
    let url = Url::parse(&database.url()).unwrap();
    for name in [
        "mysql",
        "mysql+pymysql",
        "mysql+aiomysql",
        "mysql+asyncmy",
        "mysql+mysqldb",
        "mysql+mysqlconnector",
        "mariadb",
        "mariadb+pymysql",
        "mariadb+mariadbconnector",
    ] {
        let url = Url {
            driver_name: name.to_owned(),
            ..url.clone()
        };
        let engine = Engine::new(url, &[], &Environment::default()).unwrap();
        assert!(engine.connect().is_ok(), "{name}");
    }
    let url = Url {
        driver_name: "mysql+psycopg2".to_owned(),
        ..url
    };
    let error = Engine::new(url, &[], &Environment::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Can't load plugin: sqlalchemy.dialects:mysql.psycopg2"
    );
}

/// Connects, and shows what went wrong.
fn refused(url: &Url) -> (String, Option<String>) {
    let engine = Engine::new(url.clone(), &[], &Environment::default()).unwrap();
    match engine.connect().map(|_| ()) {
        Err(DatabaseError::Connection { message, help }) => (message, help),
        other => panic!("{url}: {other:?}"),
    }
}

#[test]
fn what_cannot_be_reached_is_named() {
    let database = MysqlDatabase::create();
    let good = database.engine().url().clone();
    let check = |url: Url, expected: &str, help_expected: &str| {
        let (message, help) = refused(&url);
        assert!(message.ends_with(expected), "{message}");
        let help = help.unwrap_or_default();
        assert!(help.starts_with(help_expected), "{help}");
    };
    check(
        // Nobody listens on the discard port of this machine.
        Url {
            host: Some("127.0.0.1".into()),
            port: Some(9),
            ..good.clone()
        },
        "The connection to the server at \"127.0.0.1\", port 9 failed: Connection refused (os \
         error 111).",
        "Check that the server is running",
    );
    check(
        Url {
            database: Some("no_such_database".into()),
            ..good.clone()
        },
        "failed: Unknown database 'no_such_database' (1049).",
        "Create the database",
    );
    check(
        Url {
            query: vec![("unix_socket".into(), "/no/such.sock".into())],
            ..good.clone()
        },
        "server on socket \"/no/such.sock\" failed: No such file or directory (os error 2).",
        "Check that the server is running",
    );
    check(
        Url {
            username: Some("nobody_at_all".into()),
            password: Some("s3cret".into()),
            ..good
        },
        "(using password: YES) (1045).",
        "Check user and password",
    );
}

/// A user of the test server who is gone with the value.
struct User<'a> {
    database: &'a MysqlDatabase,
    name: String,
}

impl<'a> User<'a> {
    fn new(database: &'a MysqlDatabase, suffix: &str, identified: &str) -> Self {
        let name = format!("{}_{suffix}", database.name());
        database.run(&format!("CREATE USER '{name}'@'%' {identified}"));
        database.run(&format!(
            "GRANT ALL ON {}.* TO '{name}'@'%'",
            database.name()
        ));
        Self { database, name }
    }

    fn connect(&self, password: &str) -> Result<Box<dyn Connection>, DatabaseError> {
        let url = Url {
            username: Some(self.name.clone()),
            password: Some(password.to_owned()),
            ..self.database.engine().url().clone()
        };
        Engine::new(url, &[], &Environment::default())?.connect()
    }
}

impl Drop for User<'_> {
    fn drop(&mut self) {
        self.database.run(&format!("DROP USER '{}'@'%'", self.name));
    }
}

#[test]
fn passwords_are_proved() {
    let database = MysqlDatabase::create();
    let user = User::new(&database, "p", "IDENTIFIED BY 'pä%s/w@rd'");
    let mut connection = user.connect("pä%s/w@rd").unwrap();
    let Value::Text(who) = value(connection.as_mut(), "SELECT CURRENT_USER()") else {
        panic!("a name");
    };
    assert!(who.starts_with(&user.name), "{who}");
    assert!(user.connect("wrong").is_err());
    assert!(user.connect("").is_err());
}

#[test]
fn a_session_that_waits_for_a_lock_says_so() {
    let database = MysqlDatabase::create();
    let mut first = database.connect();
    let mut second = database.connect();
    first
        .execute_batch(&[
            "CREATE TABLE t (a INT PRIMARY KEY)",
            "INSERT INTO t VALUES (1)",
            "BEGIN",
            "UPDATE t SET a = 2",
        ])
        .unwrap();
    let error = second
        .execute_batch(&["SET innodb_lock_wait_timeout = 1", "UPDATE t SET a = 3"])
        .unwrap_err();
    assert_eq!((error.index, code(&error.error)), (1, "1205"));
}
