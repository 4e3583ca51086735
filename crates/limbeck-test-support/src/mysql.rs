//! [`MysqlDatabase`]: a database on a MariaDB or MySQL server.

use limbeck_database::Url;

use crate::database::{Server, ServerDatabase};

/// An empty database on the server of `LIMBECK_TEST_MARIADB_URL`; the user must be allowed to create
/// databases.
pub type MysqlDatabase = ServerDatabase<Mysql>;

/// MariaDB or MySQL.
#[derive(Debug)]
pub enum Mysql {}

impl Server for Mysql {
    const URL_VARIABLE: &'static str = "LIMBECK_TEST_MARIADB_URL";
    const DEFAULT_URL: &'static str = "mysql+pymysql://root@127.0.0.1:3306/";
    const NAME: &'static str = "MariaDB or MySQL";
    const USER: Option<&'static str> = None;
    const CREATE_OPTIONS: &'static str = " CHARACTER SET utf8mb4";
    const DROP_OPTIONS: &'static str = "";

    fn server(url: &Url) -> Url {
        Url {
            database: None,
            ..url.clone()
        }
    }
}

impl MysqlDatabase {
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
