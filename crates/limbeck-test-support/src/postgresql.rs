//! [`TestDatabase`]: a database on a PostgreSQL server.

use limbeck_database::Url;

use crate::database::{Server, ServerDatabase};

/// An empty database on the PostgreSQL server of `LIMBECK_TEST_POSTGRESQL_URL`; the role must be allowed
/// to create databases.
pub type TestDatabase = ServerDatabase<Postgresql>;

/// PostgreSQL.
#[derive(Debug)]
pub enum Postgresql {}

impl Server for Postgresql {
    const URL_VARIABLE: &'static str = "LIMBECK_TEST_POSTGRESQL_URL";
    const DEFAULT_URL: &'static str = "postgresql://postgres@127.0.0.1:5432/postgres";
    const NAME: &'static str = "PostgreSQL";
    const USER: Option<&'static str> = Some("postgres");
    const CREATE_OPTIONS: &'static str = "";
    const DROP_OPTIONS: &'static str = " WITH (FORCE)";

    /// There is no connection without a database.
    fn server(url: &Url) -> Url {
        url.clone()
    }
}
