//! [`MysqlDatabase`]: an empty database on a MariaDB or MySQL server that is dropped with the value.

use std::sync::atomic::{AtomicU32, Ordering};

use limbeck_database::{Connection, Engine, Environment, ResultSet, Url, Value};

/// Names the server on which test databases are made; the user must be allowed to.
pub const URL_VARIABLE: &str = "LIMBECK_TEST_MARIADB_URL";

/// The server that is used unless the variable names another.
const DEFAULT_URL: &str = "mysql+pymysql://root@127.0.0.1:3306/";

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// An empty database on the test server.
#[derive(Debug)]
pub struct MysqlDatabase {
    server: Engine,
    engine: Engine,
    name: String,
}

impl MysqlDatabase {
    /// Creates a database with a name that nobody else uses.
    ///
    /// # Panics
    /// If the server named by `LIMBECK_TEST_MARIADB_URL`, or the default one on this machine, does
    /// not answer.
    #[expect(
        clippy::disallowed_methods,
        reason = "the tests' server is named by the environment"
    )]
    pub fn create() -> Self {
        let server_url = std::env::var(URL_VARIABLE).unwrap_or_else(|_| DEFAULT_URL.to_owned());
        let url = Url::parse(&server_url).unwrap_or_else(|error| panic!("{URL_VARIABLE}: {error}"));
        let name = format!(
            "limbeck_test_{}_{}",
            std::process::id(),
            COUNTER.fetch_add(1, Ordering::Relaxed)
        );
        let server = engine(Url {
            database: None,
            ..url.clone()
        });
        run(&server, &format!("DROP DATABASE IF EXISTS {name}"));
        run(
            &server,
            &format!("CREATE DATABASE {name} CHARACTER SET utf8mb4"),
        );
        Self {
            server,
            engine: engine(Url {
                database: Some(name.clone()),
                ..url
            }),
            name,
        }
    }

    /// The URL of the database, with the password if there is one.
    pub fn url(&self) -> String {
        self.engine.url().with_password()
    }

    /// The name of the database.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The way to the database.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// A new connection.
    ///
    /// # Panics
    /// If there is none to be had.
    pub fn connect(&self) -> Box<dyn Connection> {
        connect(&self.engine)
    }

    /// Runs a text on a connection of its own.
    ///
    /// # Panics
    /// If it fails.
    pub fn run(&self, sql: &str) -> ResultSet {
        run(&self.engine, sql)
    }

    /// The texts in the first column of a query, run on a connection of its own.
    ///
    /// # Panics
    /// If it fails.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        let result = connect(&self.engine)
            .query_text(sql)
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
        result
            .rows
            .into_iter()
            .filter_map(|row| match row.into_iter().next() {
                Some(Value::Text(text)) => Some(text),
                Some(_) | None => None,
            })
            .collect()
    }

    /// The names of the tables, in order.
    ///
    /// # Panics
    /// If they cannot be asked for.
    pub fn tables(&self) -> Vec<String> {
        self.texts(
            "SELECT table_name FROM information_schema.tables \
             WHERE table_schema = DATABASE() ORDER BY table_name",
        )
    }
}

impl Drop for MysqlDatabase {
    fn drop(&mut self) {
        // A test that fails has more to say than that its database is left behind.
        if let Ok(mut connection) = self.server.connect() {
            let _ = connection.query_text(&format!("DROP DATABASE {}", self.name));
        }
    }
}

fn engine(url: Url) -> Engine {
    let shown = url.to_string();
    Engine::new(url, &[], &Environment::default())
        .unwrap_or_else(|error| panic!("{shown}: {error}"))
}

fn connect(engine: &Engine) -> Box<dyn Connection> {
    engine.connect().unwrap_or_else(|error| {
        panic!("{error}\nThe tests need a MariaDB or MySQL server; name it in {URL_VARIABLE}.")
    })
}

fn run(engine: &Engine, sql: &str) -> ResultSet {
    connect(engine)
        .query(sql)
        .unwrap_or_else(|error| panic!("{sql}: {error}"))
}
