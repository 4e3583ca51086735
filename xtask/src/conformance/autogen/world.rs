//! The databases of the group, one for each dialect, empty before every case.

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, Result, bail};
use limbeck_database::{Engine, Environment, Url};
use limbeck_dialects::{CompileOptions, Dialect};
use limbeck_runtime::{CancellationToken, Session};
use limbeck_schema::operation::SqlStatement;
use limbeck_scripts::{OperationSink, Origin, TransactionControl};

/// A database that has nothing in it.
pub struct World {
    /// The dialect that the models are written for.
    pub dialect: &'static dyn Dialect,
    /// The way to the database.
    engine: Engine,
    /// The server that has it, with its name, where there is one.
    on_server: Option<(Engine, String)>,
    /// What makes a used database empty, where that is quicker than making a new one.
    emptied_by: Option<&'static str>,
    is_made: Cell<bool>,
}

/// Drops the schemas with all that is in them. A new database of PostgreSQL is the copy of a whole folder.
const EMPTY: &str = "
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$)' LOOP
        EXECUTE format('DROP SCHEMA %I CASCADE', name);
    END LOOP;
    CREATE SCHEMA public;
END $$";

static COUNTER: AtomicUsize = AtomicUsize::new(0);

impl World {
    /// A new database for a dialect of the kit. The environment may name the servers.
    ///
    /// # Errors
    /// When there is no server.
    pub fn new(dialect: &str) -> Result<Self> {
        let (variable, default) = match dialect {
            "sqlite" => {
                return Ok(Self {
                    dialect: known(dialect)?,
                    engine: engine(Url::parse("sqlite://")?)?,
                    on_server: None,
                    emptied_by: None,
                    is_made: Cell::new(false),
                });
            }
            "postgresql" => (
                "LIMBECK_TEST_POSTGRESQL_URL",
                "postgresql://postgres@127.0.0.1:5432/postgres",
            ),
            "mariadb" => (
                "LIMBECK_TEST_MARIADB_URL",
                "mysql+pymysql://root@127.0.0.1:3306/",
            ),
            other => bail!("there is no database for dialect {other}"),
        };
        let url = std::env::var(variable).unwrap_or_else(|_| default.to_owned());
        let server = Url::parse(&url).with_context(|| variable.to_owned())?;
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("limbeck_autogen_{}_{number}", std::process::id());
        let engine_of_case = engine(Url {
            database: Some(name.clone()),
            ..server.clone()
        })?;
        Ok(Self {
            dialect: known(dialect)?,
            engine: engine_of_case,
            on_server: Some((engine(server)?, name)),
            emptied_by: (dialect == "postgresql").then_some(EMPTY),
            is_made: Cell::new(false),
        })
    }

    /// An empty database, and a session with it.
    ///
    /// # Errors
    /// When the server does not answer.
    pub fn fresh(&self) -> Result<Session> {
        match (&self.on_server, self.emptied_by) {
            (Some(_), Some(sql)) if self.is_made.get() => {
                self.engine.connect()?.query_text(sql)?;
            }
            (Some((server, name)), _) => {
                self.remove()?;
                let connection = &mut *server.connect()?;
                connection.query_text(&format!("CREATE DATABASE {name}"))?;
                self.is_made.set(true);
            }
            (None, _) => {}
        }
        open(self.engine.clone(), self.dialect)
    }

    /// A database with what the statements make, and its URL. Without a server it is a file in the folder.
    ///
    /// # Errors
    /// When the server does not answer, or does not take a statement.
    pub fn furnished(&self, statements: &[String], folder: &Path) -> Result<String> {
        let (url, mut session) = match &self.on_server {
            Some(_) => (self.engine.url().with_password(), self.fresh()?),
            None => {
                let url = format!("sqlite:///{}", folder.join("app.db").display());
                let session = open(engine(Url::parse(&url)?)?, self.dialect)?;
                (url, session)
            }
        };
        execute(&mut session, statements)?;
        Ok(url)
    }

    fn remove(&self) -> Result<()> {
        if let Some((server, name)) = &self.on_server {
            let connection = &mut *server.connect()?;
            connection.query_text(&format!("DROP DATABASE IF EXISTS {name}"))?;
        }
        Ok(())
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // A database that stays does no harm.
        let _ = self.remove();
    }
}

fn known(dialect: &str) -> Result<&'static dyn Dialect> {
    limbeck_dialects::dialect(dialect).context("a dialect of the kit")
}

fn open(engine: Engine, dialect: &'static dyn Dialect) -> Result<Session> {
    Ok(Session::open(
        engine,
        dialect,
        CompileOptions::default(),
        Arc::new(|_| {}),
        &CancellationToken::new(),
    )?)
}

fn engine(url: Url) -> Result<Engine> {
    Ok(Engine::new(url, &[], &Environment::default())?)
}

/// Runs statements and commits.
///
/// # Errors
/// When one of them fails.
pub fn execute(session: &mut Session, statements: &[String]) -> Result<()> {
    for statement in statements {
        session
            .query(
                SqlStatement::Verbatim(statement.clone()),
                &Origin::default(),
            )
            .with_context(|| statement.clone())?;
    }
    Ok(session.transaction(TransactionControl::Commit)?)
}
