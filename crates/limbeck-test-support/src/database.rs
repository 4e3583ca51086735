//! [`ServerDatabase`]: an empty database on a test server that is dropped with the value.

use std::fmt;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU32, Ordering};

use limbeck_database::{Connection, Engine, Environment, ResultSet, Url, Value};

/// A kind of server on which tests make databases.
pub trait Server {
    /// The environment variable that names it.
    const URL_VARIABLE: &'static str;
    /// The one that is used unless the variable names another.
    const DEFAULT_URL: &'static str;
    /// What it is called in messages.
    const NAME: &'static str;
    /// The user of a URL that names none.
    const USER: Option<&'static str>;
    /// What follows `CREATE DATABASE name`.
    const CREATE_OPTIONS: &'static str;
    /// What follows `DROP DATABASE name`.
    const DROP_OPTIONS: &'static str;

    /// The URL that leads to the server rather than to one of its databases.
    fn server(url: &Url) -> Url;
}

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// An empty database on the test server.
pub struct ServerDatabase<S: Server> {
    server: Engine,
    engine: Engine,
    name: String,
    kind: PhantomData<S>,
}

impl<S: Server> fmt::Debug for ServerDatabase<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple(S::NAME).field(&self.name).finish()
    }
}

impl<S: Server> ServerDatabase<S> {
    /// Creates a database with a name that nobody else uses.
    ///
    /// # Panics
    /// If the server that the environment names, or the default one on this machine, does not answer.
    #[expect(
        clippy::disallowed_methods,
        reason = "the tests' server is named by the environment"
    )]
    pub fn create() -> Self {
        let variable = S::URL_VARIABLE;
        let server_url = std::env::var(variable).unwrap_or_else(|_| S::DEFAULT_URL.to_owned());
        let url = Url::parse(&server_url).unwrap_or_else(|error| panic!("{variable}: {error}"));
        let name = format!(
            "limbeck_test_{}_{}",
            std::process::id(),
            COUNTER.fetch_add(1, Ordering::Relaxed)
        );
        let database = Self {
            server: engine::<S>(S::server(&url)),
            engine: engine::<S>(Url {
                database: Some(name.clone()),
                ..url
            }),
            name,
            kind: PhantomData,
        };
        let name = &database.name;
        run::<S>(&database.server, &format!("DROP DATABASE IF EXISTS {name}"));
        let options = S::CREATE_OPTIONS;
        run::<S>(
            &database.server,
            &format!("CREATE DATABASE {name}{options}"),
        );
        database
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
        connect::<S>(&self.engine)
    }

    /// Runs a statement on a connection of its own.
    ///
    /// # Panics
    /// If it fails.
    pub fn run(&self, sql: &str) -> ResultSet {
        run::<S>(&self.engine, sql)
    }

    /// The texts in the first column of a query, run on a connection of its own.
    ///
    /// # Panics
    /// If it fails.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        let result = self
            .connect()
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
}

impl<S: Server> Drop for ServerDatabase<S> {
    fn drop(&mut self) {
        // A test that fails has more to say than that its database is left behind.
        if let Ok(mut connection) = self.server.connect() {
            let drop = format!("DROP DATABASE {}{}", self.name, S::DROP_OPTIONS);
            let _ = connection.query_text(&drop);
        }
    }
}

fn engine<S: Server>(url: Url) -> Engine {
    let shown = url.to_string();
    let environment = Environment {
        user: S::USER.map(str::to_owned),
        ..Environment::default()
    };
    Engine::new(url, &[], &environment).unwrap_or_else(|error| panic!("{shown}: {error}"))
}

fn connect<S: Server>(engine: &Engine) -> Box<dyn Connection> {
    engine.connect().unwrap_or_else(|error| {
        let (name, variable) = (S::NAME, S::URL_VARIABLE);
        panic!("{error}\nThe tests need a {name} server; name it in {variable}.")
    })
}

fn run<S: Server>(engine: &Engine, sql: &str) -> ResultSet {
    connect::<S>(engine)
        .query(sql)
        .unwrap_or_else(|error| panic!("{sql}: {error}"))
}
