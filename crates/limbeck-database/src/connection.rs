//! The [`Connection`] port.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::Value;

/// A row: as many values as the result has columns.
pub type Row = Vec<Value>;

/// What a statement returned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResultSet {
    /// The names of the columns, in order; empty for a statement that returns no rows.
    pub columns: Vec<String>,
    /// The rows, in order.
    pub rows: Vec<Row>,
    /// Rows affected or returned, if the server said.
    pub row_count: Option<u64>,
    /// The id of the row just inserted, for databases that have one (SQLite, MySQL).
    pub last_insert_id: Option<i64>,
}

/// What a statement did whose rows nobody wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Affected {
    /// Rows affected, if the server said.
    pub row_count: Option<u64>,
    /// The id of the row just inserted, for databases that have one (SQLite, MySQL).
    pub last_insert_id: Option<i64>,
}

impl Affected {
    /// A number of rows, from a server that says nothing else.
    pub fn rows(row_count: Option<u64>) -> Self {
        Self {
            row_count,
            last_insert_id: None,
        }
    }
}

impl From<&ResultSet> for Affected {
    fn from(result: &ResultSet) -> Self {
        Self {
            row_count: result.row_count,
            last_insert_id: result.last_insert_id,
        }
    }
}

/// What went wrong at the database or on the way there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseError {
    /// No connection could be made, or it was lost; nothing can be asked of it any more.
    #[error("{message}")]
    Connection {
        /// What happened.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// The URL or one of its parameters is wrong or not supported.
    #[error("{message}")]
    Url {
        /// What is wrong with it; never contains the password.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// The server refused a statement.
    #[error("{message}")]
    Statement {
        /// The server's message.
        message: String,
        /// The code that the database's own documentation lists errors under: PostgreSQL's SQLSTATE,
        /// SQLite's name (`SQLITE_BUSY`), MySQL's number (`1146`).
        code: Option<String>,
        /// The server's detail.
        detail: Option<String>,
        /// The server's hint.
        hint: Option<String>,
        /// The character of the statement, from 1, that the server points at.
        position: Option<usize>,
    },
    /// The running statement was cancelled on request.
    #[error("the statement was cancelled")]
    Cancelled,
}

/// A failed batch: which of its statements failed, and why.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{error}")]
pub struct BatchError {
    /// The index of the failed statement; those before it took effect in their transaction.
    pub index: usize,
    /// Why it failed.
    pub error: DatabaseError,
}

/// A message of the server that is no error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// `NOTICE`, `WARNING`, `INFO`, ...
    pub severity: String,
    /// The text.
    pub message: String,
}

/// Stops the statement that a connection is running; may be called from another thread.
pub trait Cancel: Send + Sync {
    /// Asks the server to stop; returns when the request was made, not when it took effect.
    fn cancel(&self);
}

/// Sends batches before it is known what became of those before them, so that the server never
/// waits for the next one.
///
/// A batch is taken only where it has no effect if one before it has failed: in a transaction that
/// the server gives up as a whole with the first failure, and which no statement of the batch ends
/// or takes up again.
pub trait Pipeline {
    /// Sends statements without waiting for what becomes of them. Says `false`, and sends nothing,
    /// where that would not be sound: then they are a matter of [`Connection::execute_batch`], once
    /// all that was sent has been received.
    fn send_ahead(&mut self, statements: &[&str]) -> bool;

    /// Waits for the oldest batch that was sent and not received; what it gives is what
    /// [`Connection::execute_batch`] would have given. Nothing else may be asked of the connection
    /// before all are received.
    ///
    /// # Errors
    /// [`BatchError`] names the first statement that failed, or the first one if a batch before
    /// has failed.
    fn receive_oldest(&mut self) -> Result<Vec<Affected>, BatchError>;
}

/// A session with a database.
///
/// Statements take effect at once unless the caller opened a transaction by sending the
/// dialect's own words for it. Nothing is opened implicitly.
pub trait Connection: Send {
    /// Runs one statement and fetches everything that it returns.
    ///
    /// # Errors
    /// [`DatabaseError`] if the server refuses it or the connection is lost.
    fn query(&mut self, statement: &str) -> Result<ResultSet, DatabaseError>;

    /// Runs one statement in a single round trip and fetches everything that it returns, every
    /// value as [`Value::Text`] or [`Value::Null`].
    ///
    /// # Errors
    /// [`DatabaseError`] as for [`Connection::query`].
    fn query_text(&mut self, statement: &str) -> Result<ResultSet, DatabaseError>;

    /// Runs statements in order in as few round trips as the wire allows, rows thrown away;
    /// returns what each of them did.
    ///
    /// # Errors
    /// [`BatchError`] names the first statement that failed; later ones were not run.
    fn execute_batch(&mut self, statements: &[&str]) -> Result<Vec<Affected>, BatchError>;

    /// The way to send batches ahead, if the wire has one.
    fn pipeline(&mut self) -> Option<&mut dyn Pipeline> {
        None
    }

    /// The server's version as a comparable triple, known without a round trip.
    fn server_version(&self) -> (u32, u32, u32);

    /// The server's version in its own words, where they say more than the numbers: whose server
    /// it is (`10.11.6-MariaDB`).
    fn server_version_text(&self) -> Option<&str> {
        None
    }

    /// Whether a backslash in a string literal escapes what follows it, where a setting of the session
    /// says so. It follows the statements that change the setting, once they are answered.
    fn backslash_escapes(&self) -> Option<Arc<AtomicBool>> {
        None
    }

    /// A handle that stops a running statement.
    fn canceller(&self) -> Arc<dyn Cancel>;

    /// Takes out the messages that the server has sent since the last call.
    fn take_notices(&mut self) -> Vec<Notice> {
        Vec::new()
    }
}
