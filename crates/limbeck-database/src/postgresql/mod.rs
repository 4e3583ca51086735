//! PostgreSQL, over TCP or a local socket, with TLS.

mod connect;
mod connection;
mod decode;
mod error;
mod message;
mod parameters;
mod passfile;
mod pipeline;
mod scan;
mod service;
mod settings;
mod tls;

use std::sync::Arc;

use crate::engine::{ConnectArgument, Connector, Driver};
use crate::{Connection, DatabaseError, Environment, TransactionWord, Url};

use parameters::Parameters;
use settings::Settings;

/// The driver for PostgreSQL.
pub(crate) struct Postgresql;

impl Driver for Postgresql {
    fn dialect(&self) -> &'static str {
        "postgresql"
    }

    fn python_drivers(&self) -> &'static [&'static str] {
        &[
            "psycopg2",
            "psycopg2cffi",
            "psycopg",
            "psycopg_async",
            "asyncpg",
            "pg8000",
        ]
    }

    fn former_names(&self) -> &'static [&'static str] {
        &["postgres"]
    }

    fn transaction_words(&self, text: &str) -> Vec<TransactionWord> {
        scan::statements(text)
            .into_iter()
            .filter_map(TransactionWord::of)
            .collect()
    }

    fn connector(
        &self,
        url: &Url,
        arguments: &[(String, ConnectArgument)],
        environment: &Environment,
    ) -> Result<Arc<dyn Connector>, DatabaseError> {
        let parameters = Parameters::gather(url, arguments, environment)?;
        Ok(Arc::new(Settings::new(&parameters, environment)?))
    }
}

impl Connector for Settings {
    fn connect(&self) -> Result<Box<dyn Connection>, DatabaseError> {
        connect::connect(self)
    }
}
