//! SQLite, through the library compiled in.

mod address;
mod connection;
mod error;

use std::path::Path;
use std::sync::Arc;

use crate::engine::{ConnectArgument, Connector, Driver};
use crate::{Connection, DatabaseError, Environment, Url};

use address::{Address, MEMORY};
use connection::SqliteConnection;

/// The driver for SQLite.
pub(crate) struct Sqlite;

impl Driver for Sqlite {
    fn dialect(&self) -> &'static str {
        "sqlite"
    }

    fn python_drivers(&self) -> &'static [&'static str] {
        &["pysqlite", "aiosqlite"]
    }

    fn connector(
        &self,
        url: &Url,
        arguments: &[(String, ConnectArgument)],
        environment: &Environment,
    ) -> Result<Arc<dyn Connector>, DatabaseError> {
        Ok(Arc::new(Address::new(url, arguments, environment)?))
    }
}

impl Connector for Address {
    fn connect(&self) -> Result<Box<dyn Connection>, DatabaseError> {
        Ok(Box::new(SqliteConnection::open(self)?))
    }

    fn file(&self) -> Option<&Path> {
        let is_file = !self.is_uri && self.file != MEMORY;
        is_file.then(|| Path::new(&self.file))
    }
}
