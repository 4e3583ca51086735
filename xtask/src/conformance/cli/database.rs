//! The databases of a session: what they hold after a step, and the statements a session runs on them itself.
//!
//! This reads them with the drivers alone, not with limbeck's own ports, so that a mistake there cannot hide itself.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};
use rusqlite::types::Value;
use serde::Deserialize;
use tokio::runtime::Runtime;
use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage};

/// The server of which the sessions get a fresh database each, unless the environment names another.
const DEFAULT_SERVER: &str = "postgresql://postgres@127.0.0.1:5432/postgres";

/// What a database holds, as far as the recording tells.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseState {
    /// The tables, with their schema unless it is the default one, sorted.
    pub tables: Vec<String>,
    /// The rows of the version table, sorted; `None` without a version table.
    pub versions: Option<Vec<String>>,
    /// The indexes, for PostgreSQL.
    #[serde(default)]
    pub indexes: Vec<String>,
}

/// Rows as text, `None` for NULL.
pub type Rows = Vec<Vec<Option<String>>>;

/// The state of a SQLite file.
pub fn sqlite_state(path: &Path) -> Result<DatabaseState> {
    let tables: Vec<String> = sqlite_query(
        path,
        "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
    )?
    .into_iter()
    .filter_map(|row| row.into_iter().next().flatten())
    .filter(|name| !name.starts_with("sqlite_"))
    .collect();
    let mut versions = None;
    for table in &tables {
        let quoted = table.replace('"', "\"\"");
        let columns = sqlite_query(
            path,
            &format!("SELECT name FROM pragma_table_info(\"{quoted}\")"),
        )?;
        if is_version_table(columns) {
            let rows = sqlite_query(
                path,
                &format!("SELECT version_num FROM \"{quoted}\" ORDER BY 1"),
            )?;
            versions = Some(first_column(rows));
        }
    }
    Ok(DatabaseState {
        tables,
        versions,
        indexes: Vec::new(),
    })
}

/// Runs one statement on a SQLite file.
pub fn sqlite_query(path: &Path, sql: &str) -> Result<Rows> {
    let connection = rusqlite::Connection::open(path)
        .with_context(|| format!("cannot open {}", path.display()))?;
    let mut statement = connection
        .prepare(sql)
        .with_context(|| format!("SQLite refuses {sql:?}"))?;
    let width = statement.column_count();
    let mut cursor = statement.query([])?;
    let mut rows = Vec::new();
    while let Some(row) = cursor.next()? {
        rows.push(
            (0..width)
                .map(|index| Ok(sqlite_text(row.get(index)?)))
                .collect::<Result<_>>()?,
        );
    }
    Ok(rows)
}

fn sqlite_text(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Integer(number) => Some(number.to_string()),
        Value::Real(number) => Some(number.to_string()),
        Value::Text(text) => Some(text),
        Value::Blob(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
    }
}

fn is_version_table(columns: Rows) -> bool {
    first_column(columns) == ["version_num"]
}

fn first_column(rows: Rows) -> Vec<String> {
    rows.into_iter()
        .filter_map(|row| row.into_iter().next().flatten())
        .collect()
}

/// A fresh PostgreSQL database, dropped when this value is.
pub struct PostgresDatabase {
    runtime: Runtime,
    server: Config,
    name: String,
}

static SERIAL: AtomicUsize = AtomicUsize::new(0);

impl PostgresDatabase {
    /// Creates an empty database on the test server.
    ///
    /// # Errors
    /// When no server answers at `LIMBECK_TEST_POSTGRESQL_URL` or its default.
    pub fn create() -> Result<Self> {
        let url = std::env::var("LIMBECK_TEST_POSTGRESQL_URL")
            .unwrap_or_else(|_| DEFAULT_SERVER.to_owned());
        let server: Config = url
            .parse()
            .context("LIMBECK_TEST_POSTGRESQL_URL is not a URL of PostgreSQL")?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let name = format!(
            "limbeck_session_{}_{}",
            std::process::id(),
            SERIAL.fetch_add(1, Ordering::Relaxed)
        );
        let database = Self {
            runtime,
            server,
            name,
        };
        database.on_server(&format!("CREATE DATABASE {}", database.name)).with_context(|| {
            "cannot create a database for a session; scripts/test starts a server, or set LIMBECK_TEST_POSTGRESQL_URL"
        })?;
        Ok(database)
    }

    /// The database in SQLAlchemy's spelling.
    pub fn url(&self) -> String {
        use tokio_postgres::config::Host;
        let user = self.server.get_user().unwrap_or("postgres");
        let password = self
            .server
            .get_password()
            .map_or_else(String::new, |password| {
                format!(":{}", String::from_utf8_lossy(password))
            });
        let port = self.server.get_ports().first().copied().unwrap_or(5432);
        match self.server.get_hosts().first() {
            Some(Host::Tcp(host)) => format!(
                "postgresql+psycopg2://{user}{password}@{host}:{port}/{}",
                self.name
            ),
            #[cfg(unix)]
            Some(Host::Unix(folder)) => {
                format!(
                    "postgresql+psycopg2://{user}{password}@:{port}/{}?host={}",
                    self.name,
                    folder.display()
                )
            }
            None => format!(
                "postgresql+psycopg2://{user}{password}@127.0.0.1:{port}/{}",
                self.name
            ),
        }
    }

    /// What the database holds.
    pub fn state(&self) -> Result<DatabaseState> {
        const RELATIONS: &str = "SELECT CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname \
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
            WHERE c.relkind = ANY ($kinds) AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' \
            ORDER BY 1";
        let relations = |kinds: &str| -> Result<Vec<String>> {
            let mut names = first_column(self.query(&RELATIONS.replace("$kinds", kinds))?);
            names.sort();
            Ok(names)
        };
        let tables = relations("ARRAY['r','p']::\"char\"[]")?;
        let indexes = relations("ARRAY['i','I']::\"char\"[]")?;
        let version_tables = self.query(
            "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 WHERE c.relkind = 'r' \
             AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' \
             GROUP BY 1 HAVING array_agg(a.attname::text) = ARRAY['version_num']",
        )?;
        let mut versions = None;
        for table in first_column(version_tables) {
            let mut rows = first_column(self.query(&format!("SELECT version_num FROM {table}"))?);
            rows.sort();
            versions = Some(rows);
        }
        Ok(DatabaseState {
            tables,
            versions,
            indexes,
        })
    }

    /// Runs statements on the database.
    pub fn query(&self, sql: &str) -> Result<Rows> {
        self.runtime
            .block_on(run(self.server.clone().dbname(&self.name), sql))
    }

    fn on_server(&self, sql: &str) -> Result<Rows> {
        self.runtime.block_on(run(&self.server, sql))
    }
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        if let Err(error) = self.on_server(&format!(
            "DROP DATABASE IF EXISTS {} WITH (FORCE)",
            self.name
        )) {
            eprintln!("cannot drop the database {}: {error:#}", self.name);
        }
    }
}

async fn run(config: &Config, sql: &str) -> Result<Rows> {
    let (client, connection): (Client, _) = config
        .connect(NoTls)
        .await
        .context("cannot connect to PostgreSQL")?;
    let connection = tokio::spawn(connection);
    let messages = client
        .simple_query(sql)
        .await
        .with_context(|| format!("PostgreSQL refuses {sql:?}"))?;
    drop(client);
    connection.await??;
    Ok(messages
        .into_iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(
                (0..row.len())
                    .map(|index| row.get(index).map(str::to_owned))
                    .collect(),
            ),
            _ => None,
        })
        .collect())
}

/// The databases by the names a recording gives them.
pub type States = BTreeMap<String, DatabaseState>;
