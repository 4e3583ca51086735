//! The PostgreSQL server on which the work is measured.

use std::process::Command;

use anyhow::{Context, Result, ensure};

const DEFAULT_SERVER: &str = "postgresql://postgres@127.0.0.1:5432/postgres";

/// A server on which databases may be made.
#[derive(Debug, Clone)]
pub struct Server {
    /// `postgresql://user[:password]@host:port`, without a database.
    authority: String,
}

impl Server {
    /// The server that `LIMBECK_TEST_POSTGRESQL_URL` names, or the usual one on this machine.
    ///
    /// # Errors
    /// When `psql` is missing or the server does not answer.
    pub fn find() -> Result<Self> {
        let url = std::env::var("LIMBECK_TEST_POSTGRESQL_URL")
            .unwrap_or_else(|_| DEFAULT_SERVER.to_owned());
        let authority =
            authority(&url).context("LIMBECK_TEST_POSTGRESQL_URL is not a URL of PostgreSQL")?;
        let server = Self { authority };
        server.execute("postgres", "SELECT 1")?;
        Ok(server)
    }

    /// The URL of a database, as psql reads it.
    pub fn url(&self, database: &str) -> String {
        format!("{}/{database}", self.authority)
    }

    /// The same database through a port of this machine.
    pub fn url_through(&self, port: u16, database: &str) -> String {
        let credentials = match self.authority.rsplit_once('@') {
            Some((credentials, _)) => format!("{credentials}@"),
            None => "postgresql://".to_owned(),
        };
        format!("{credentials}127.0.0.1:{port}/{database}")
    }

    /// The URL as SQLAlchemy reads it; the driver is the one that is installed for Alembic.
    pub fn sqlalchemy(url: &str) -> String {
        url.replacen("postgresql://", "postgresql+psycopg2://", 1)
    }

    /// `host:port`.
    pub fn address(&self) -> String {
        let after_scheme = self.authority.trim_start_matches("postgresql://");
        let host = after_scheme
            .rsplit_once('@')
            .map_or(after_scheme, |(_, host)| host);
        if host.contains(':') {
            host.to_owned()
        } else {
            format!("{host}:5432")
        }
    }

    /// Runs a statement with psql.
    ///
    /// # Errors
    /// When psql is missing or the statement fails.
    pub fn execute(&self, database: &str, sql: &str) -> Result<()> {
        let output = Command::new("psql")
            .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", sql])
            .arg(self.url(database))
            .env("PGOPTIONS", "-c client_min_messages=warning")
            .output()
            .context("cannot run psql")?;
        ensure!(
            output.status.success(),
            "psql: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
        Ok(())
    }

    /// How many locks the server can hold at once, over all sessions.
    ///
    /// # Errors
    /// When psql is missing or the server does not answer.
    pub fn lock_capacity(&self) -> Result<usize> {
        let sql = "SELECT current_setting('max_locks_per_transaction')::int * \
                   (current_setting('max_connections')::int + current_setting('max_prepared_transactions')::int)";
        let text = self.query(sql)?;
        text.trim()
            .parse()
            .with_context(|| format!("psql printed {text:?}"))
    }

    fn query(&self, sql: &str) -> Result<String> {
        let output = Command::new("psql")
            .args(["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql])
            .arg(self.url("postgres"))
            .output()
            .context("cannot run psql")?;
        ensure!(
            output.status.success(),
            "psql: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Makes an empty database; one of that name is set aside until [`Server::drop_all`].
    ///
    /// Dropping it would delete thousands of files, and for the next minutes ext4 looks at each of
    /// them again whenever it makes a new one: every round would be slower than the one before.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn recreate(&self, database: &str) -> Result<()> {
        self.execute(
            "postgres",
            &format!(
                "DO $$ DECLARE old oid; BEGIN \
                 SELECT oid INTO old FROM pg_database WHERE datname = '{database}'; \
                 IF FOUND THEN \
                 EXECUTE format('ALTER DATABASE {database} RENAME TO {database}_%s', old); \
                 END IF; END $$"
            ),
        )?;
        self.execute("postgres", &format!("CREATE DATABASE {database}"))
    }

    /// Drops a database, and those that were set aside for it.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn drop_all(&self, database: &str) -> Result<()> {
        let names = self.query(&format!(
            "SELECT datname FROM pg_database WHERE datname ~ '^{database}(_[0-9]+)?$'"
        ))?;
        for name in names.lines() {
            self.execute(
                "postgres",
                &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            )?;
        }
        Ok(())
    }

    /// Makes a database that holds nothing but a version table with one row.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn recreate_at(&self, database: &str, revision: &str) -> Result<()> {
        self.recreate(database)?;
        self.execute(
            database,
            &format!(
                "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, \
                 CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)); \
                 INSERT INTO alembic_version VALUES ('{revision}')"
            ),
        )
    }
}

fn authority(url: &str) -> Option<String> {
    let rest = url
        .strip_prefix("postgresql://")
        .or_else(|| url.strip_prefix("postgres://"))?;
    let host = rest
        .split(['/', '?'])
        .next()
        .filter(|host| !host.is_empty())?;
    Some(format!("postgresql://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_taken_apart() {
        let server = Server {
            authority: authority("postgresql://me:pw@db:6000/postgres?x=1").unwrap(),
        };
        assert_eq!(server.url("a"), "postgresql://me:pw@db:6000/a");
        assert_eq!(
            server.url_through(7, "a"),
            "postgresql://me:pw@127.0.0.1:7/a"
        );
        assert_eq!(server.address(), "db:6000");
        let local = Server {
            authority: authority("postgres://localhost").unwrap(),
        };
        assert_eq!(local.url_through(7, "a"), "postgresql://127.0.0.1:7/a");
        assert_eq!(local.address(), "localhost:5432");
        assert_eq!(authority("mysql://h/d"), None);
    }
}
