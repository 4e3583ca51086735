//! [`ScratchDatabase`]: an empty database that exists only while a command runs.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use limbeck_database::{DatabaseError, Engine, Url, Value};
use limbeck_diagnostics::Diagnostic;
use limbeck_dialects::Dialect;
use limbeck_dialects::scratch::ScratchServer;

/// What the names of all scratch databases begin with.
pub const SCRATCH_PREFIX: &str = "limbeck_scratch_";

/// An empty database that is dropped with the value, also when a command is stopped or panics: on the server of
/// another database and like that one, or in a temporary file where databases are files.
///
/// What drops it is a connection of its own that no cancellation reaches.
pub struct ScratchDatabase {
    engine: Engine,
    home: Home,
}

/// Where a scratch database is, and what is needed to drop it.
enum Home {
    Server {
        /// The way to the database beside it.
        beside: Box<Engine>,
        name: String,
        server: &'static dyn ScratchServer,
    },
    /// A folder that goes with the value.
    Folder { _folder: tempfile::TempDir },
}

/// Why there is no scratch database.
#[derive(Debug, thiserror::Error)]
pub enum ScratchError {
    /// The server does not make one.
    #[error("No scratch database could be made: {0}")]
    Server(#[from] DatabaseError),
    /// There is no place for a file.
    #[error("No scratch database could be made: {0}")]
    Folder(#[from] std::io::Error),
}

impl From<ScratchError> for Diagnostic {
    fn from(error: ScratchError) -> Self {
        let message = match error.to_string() {
            message if message.ends_with('.') => message,
            message => message + ".",
        };
        let help = match error {
            ScratchError::Server(_) => "Let the user create databases on that server.",
            ScratchError::Folder(_) => {
                "See to it that the folder for temporary files can be written to."
            }
        };
        Diagnostic::error("no-scratch-database", message).help(help)
    }
}

impl ScratchDatabase {
    /// Makes one beside a database, with its encoding and collation.
    ///
    /// # Errors
    /// [`ScratchError`] if the user may not create databases, or there is no place for one.
    pub fn create(beside: &Engine, dialect: &dyn Dialect) -> Result<Self, ScratchError> {
        let name = unused_name();
        let Some(server) = dialect.scratch() else {
            let folder = tempfile::Builder::new().prefix(SCRATCH_PREFIX).tempdir()?;
            let file = folder.path().join(format!("{name}.db"));
            let engine = file_engine(beside, &file.to_string_lossy())?;
            return Ok(Self {
                engine,
                home: Home::Folder { _folder: folder },
            });
        };
        let mut connection = beside.connect()?;
        let facts = texts(connection.query_text(server.facts())?.rows);
        // From here on it is dropped, whatever happens.
        let scratch = Self {
            engine: beside.with_database(&name)?,
            home: Home::Server {
                beside: Box::new(beside.clone()),
                name: name.clone(),
                server,
            },
        };
        connection.query_text(&server.create(&name, &facts))?;
        Ok(scratch)
    }

    /// The way to it.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }
}

impl fmt::Debug for ScratchDatabase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ScratchDatabase")
            .field(&self.engine)
            .finish()
    }
}

impl Drop for ScratchDatabase {
    fn drop(&mut self) {
        let Home::Server {
            beside,
            name,
            server,
        } = &self.home
        else {
            return;
        };
        // Nobody is left who could be told that it failed; the name says what it was.
        if let Ok(mut connection) = beside.connect() {
            let drop = server.drop(name, connection.server_version());
            let _ = connection.query_text(&drop);
        }
    }
}

/// The way to a file, gone without what the URL beside it says about its own.
fn file_engine(beside: &Engine, file: &str) -> Result<Engine, DatabaseError> {
    let url = Url {
        database: Some(file.to_owned()),
        query: Vec::new(),
        ..beside.url().clone()
    };
    beside.with_url(url)
}

/// A name that nobody else uses: several commands, also in containers where all have the same number, begin at
/// different moments.
fn unused_name() -> String {
    let moment = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_nanos());
    format!("{SCRATCH_PREFIX}{}_{moment:x}", std::process::id())
}

fn texts(rows: Vec<Vec<Value>>) -> Vec<String> {
    let first = rows.into_iter().next().unwrap_or_default();
    first
        .into_iter()
        .filter_map(|value| match value {
            Value::Text(text) => Some(text),
            _ => None,
        })
        .collect()
}
