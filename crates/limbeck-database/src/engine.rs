//! [`Engine`]: where and how to connect.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use crate::{Connection, DatabaseError, Environment, TransactionWord, Url};

/// The value of an argument for the driver (`create_engine(..., connect_args={...})`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectArgument {
    /// A string, number or boolean as its text; booleans are `true` and `false`.
    Text(String),
    /// A dict of texts, such as `server_settings`.
    Map(Vec<(String, String)>),
    /// A Python object that has no meaning outside Python.
    Opaque,
}

/// Makes connections to one database.
pub(crate) trait Connector: Send + Sync {
    /// Opens a new connection.
    fn connect(&self) -> Result<Box<dyn Connection>, DatabaseError>;

    /// The file of the database, if it is one.
    fn file(&self) -> Option<&Path> {
        None
    }
}

/// A wire driver: the way to every database of one dialect.
pub(crate) trait Driver: Send + Sync {
    /// SQLAlchemy's name of the dialect.
    fn dialect(&self) -> &'static str;

    /// The Python drivers whose URLs it takes.
    fn python_drivers(&self) -> &'static [&'static str];

    /// Outdated names of the dialect that SQLAlchemy refuses.
    fn former_names(&self) -> &'static [&'static str] {
        &[]
    }

    /// What the statements of a text do to the transaction, in order.
    fn transaction_words(&self, text: &str) -> Vec<TransactionWord> {
        TransactionWord::of(text).into_iter().collect()
    }

    /// The statements of a text, in order.
    fn statements<'t>(&self, text: &'t str) -> Vec<&'t str> {
        vec![text]
    }

    /// Works out where a URL leads, without going there.
    fn connector(
        &self,
        url: &Url,
        arguments: &[(String, ConnectArgument)],
        environment: &Environment,
    ) -> Result<Arc<dyn Connector>, DatabaseError>;
}

/// The drivers that are compiled in.
static DRIVERS: &[&dyn Driver] = &[
    #[cfg(feature = "mysql")]
    &crate::mysql::MYSQL,
    #[cfg(feature = "mysql")]
    &crate::mysql::MARIADB,
    #[cfg(feature = "postgresql")]
    &crate::postgresql::Postgresql,
    #[cfg(feature = "sqlite")]
    &crate::sqlite::Sqlite,
];

/// A way to a database that can be gone any number of times: SQLAlchemy's `Engine`, without its
/// pool.
#[derive(Clone)]
pub struct Engine {
    url: Url,
    driver: &'static dyn Driver,
    connector: Arc<dyn Connector>,
    arguments: Arc<[(String, ConnectArgument)]>,
    environment: Arc<Environment>,
}

impl Engine {
    /// Works out where a URL leads, without connecting.
    ///
    /// `arguments` are those of `connect_args`; they win over the URL's parameters, which win
    /// over the environment.
    ///
    /// # Errors
    /// [`DatabaseError::Url`] for a dialect, driver, parameter or value that is not supported.
    pub fn new(
        url: Url,
        arguments: &[(String, ConnectArgument)],
        environment: &Environment,
    ) -> Result<Self, DatabaseError> {
        let driver = driver(&url)?;
        let connector = driver.connector(&url, arguments, environment)?;
        Ok(Self {
            url,
            driver,
            connector,
            arguments: arguments.into(),
            environment: Arc::new(environment.clone()),
        })
    }

    /// The way to another database of the same server, gone in the same way.
    ///
    /// # Errors
    /// [`DatabaseError::Url`] if the name is none that a database can have.
    pub fn with_database(&self, name: &str) -> Result<Self, DatabaseError> {
        self.with_url(Url {
            database: Some(name.to_owned()),
            ..self.url.clone()
        })
    }

    /// The way to another URL, gone with the same arguments for the driver and the same environment.
    ///
    /// # Errors
    /// [`DatabaseError::Url`] as for [`Engine::new`].
    pub fn with_url(&self, url: Url) -> Result<Self, DatabaseError> {
        Self::new(url, &self.arguments, &self.environment)
    }

    /// The file of the database, if it is one; it need not be there.
    pub fn file(&self) -> Option<&Path> {
        self.connector.file()
    }

    /// The URL.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// What the statements of a text, which may be several, do to the transaction, in order.
    pub fn transaction_words(&self, text: &str) -> Vec<TransactionWord> {
        self.driver.transaction_words(text)
    }

    /// The statements of a text, in order, where the server runs them one by one; the text itself
    /// where it is sent, and takes effect, as a whole.
    pub fn statements<'t>(&self, text: &'t str) -> Vec<&'t str> {
        self.driver.statements(text)
    }

    /// Opens a new connection.
    ///
    /// # Errors
    /// [`DatabaseError::Connection`] if the database cannot be reached or does not let us in.
    pub fn connect(&self) -> Result<Box<dyn Connection>, DatabaseError> {
        self.connector.connect()
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Engine({})", self.url)
    }
}

/// The driver for a URL.
fn driver(url: &Url) -> Result<&'static dyn Driver, DatabaseError> {
    let dialect = url.dialect();
    if let Some(driver) = DRIVERS
        .iter()
        .find(|driver| driver.former_names().contains(&dialect))
    {
        return Err(DatabaseError::Url {
            message: format!("Can't load plugin: sqlalchemy.dialects:{dialect}"),
            help: Some(format!(
                "SQLAlchemy calls this dialect '{0}': begin the URL with {0}://.",
                driver.dialect()
            )),
        });
    }
    let Some(driver) = DRIVERS.iter().find(|driver| driver.dialect() == dialect) else {
        let known: Vec<_> = DRIVERS.iter().map(|driver| driver.dialect()).collect();
        return Err(DatabaseError::Url {
            message: format!("limbeck has no driver for '{dialect}' databases."),
            help: Some(format!(
                "It connects to {}; use Alembic itself for this database.",
                known.join(" and ")
            )),
        });
    };
    match url.driver() {
        Some(name) if !driver.python_drivers().contains(&name) => Err(DatabaseError::Url {
            message: format!("Can't load plugin: sqlalchemy.dialects:{dialect}.{name}"),
            help: Some(format!(
                "Write {dialect}:// or one of {}.",
                driver
                    .python_drivers()
                    .iter()
                    .map(|name| format!("{dialect}+{name}://"))
                    .collect::<Vec<_>>()
                    .join(", ")
            )),
        }),
        Some(_) | None => Ok(*driver),
    }
}
