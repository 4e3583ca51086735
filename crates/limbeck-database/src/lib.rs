//! The ports to a database, and the wire drivers behind them.
//!
//! A [`Connection`] runs SQL text and hands back rows of [`Value`]s. It knows nothing of
//! schemas, dialects or migrations.

mod connection;
mod value;

pub use connection::{BatchError, Cancel, Connection, DatabaseError, ResultSet, Row};
pub use value::Value;
