//! MySQL and MariaDB, over TCP or a local socket, with TLS.
//!
//! The packets and the ways of proving a password are those of `mysql_common`; the session around
//! them is here, so that it shares TLS with the other drivers and knows which statement of a text
//! has failed.

mod authentication;
mod connect;
mod connection;
mod decode;
mod error;
mod options_file;
mod parameters;
mod scan;
mod settings;
mod wire;

use std::sync::Arc;

use crate::engine::{ConnectArgument, Connector, Driver};
use crate::{Connection, DatabaseError, Environment, TransactionWord, Url};

use parameters::Parameters;
use settings::Settings;

/// The driver for MySQL, and for MariaDB under its own name.
pub(crate) struct Mysql {
    dialect: &'static str,
}

/// `mysql://`, which may lead to a MariaDB server as well.
pub(crate) static MYSQL: Mysql = Mysql { dialect: "mysql" };

/// `mariadb://`.
pub(crate) static MARIADB: Mysql = Mysql { dialect: "mariadb" };

impl Driver for Mysql {
    fn dialect(&self) -> &'static str {
        self.dialect
    }

    fn python_drivers(&self) -> &'static [&'static str] {
        &[
            "mysqldb",
            "pymysql",
            "mysqlconnector",
            "mariadbconnector",
            "aiomysql",
            "asyncmy",
            "cymysql",
        ]
    }

    fn transaction_words(&self, text: &str) -> Vec<TransactionWord> {
        scan::statements(text)
            .into_iter()
            .filter_map(TransactionWord::of)
            .collect()
    }

    fn statements<'t>(&self, text: &'t str) -> Vec<&'t str> {
        match scan::statements(text).as_slice() {
            // As it was given.
            [] | [_] => vec![text],
            several => several.to_vec(),
        }
    }

    fn connector(
        &self,
        url: &Url,
        arguments: &[(String, ConnectArgument)],
        environment: &Environment,
    ) -> Result<Arc<dyn Connector>, DatabaseError> {
        let parameters = Parameters::gather(url, arguments, environment)?;
        Ok(Arc::new(Dial(Arc::new(Settings::new(
            &parameters,
            environment,
        )?))))
    }
}

/// Settings that connections share with what cancels their statements.
struct Dial(Arc<Settings>);

impl Connector for Dial {
    fn connect(&self) -> Result<Box<dyn Connection>, DatabaseError> {
        Ok(Box::new(connection::MysqlConnection::open(&self.0)?))
    }
}
