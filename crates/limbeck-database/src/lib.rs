//! The ports to a database, and the wire drivers behind them.
//!
//! An [`Engine`] is made from a [`Url`] as SQLAlchemy writes it and opens [`Connection`]s; a
//! connection runs SQL text and hands back rows of [`Value`]s. It knows nothing of schemas,
//! dialects or migrations. Every driver is behind a feature of its dialect's name.

mod connection;
mod engine;
mod environment;
pub mod lexer;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(any(feature = "mysql", feature = "postgresql"))]
mod parameters;
#[cfg(feature = "postgresql")]
mod postgresql;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(any(feature = "mysql", feature = "postgresql"))]
mod tls;
mod url;
mod value;
mod words;

pub use connection::{
    Affected, BatchError, Cancel, Connection, DatabaseError, Notice, Pipeline, ResultSet, Row,
};
pub use engine::{ConnectArgument, Engine};
pub use environment::Environment;
pub use url::Url;
pub use value::Value;
pub use words::{TransactionWord, changes_rows};
