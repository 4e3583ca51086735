//! Models in Python: a script that the project's own interpreter runs writes down its `MetaData` objects, and the lines
//! become [`Models`](crate::Models).
//!
//! What the lines hold has the shape of the stand-ins' trees, so that models and scripts are lowered by the same code.

mod error;
mod reader;
mod tree;
mod worker;

use limbeck_dialects::Dialect;
use serde_json::{Value, json};

pub use error::{Frame, ModelsError, RaisedError, Unsupported};
pub use reader::{ModelsReader, Progress};
pub use worker::Worker;

/// The script that writes models down: a module with a function `export`.
pub const EXPORTER: &str = concat!(include_str!("common.py"), include_str!("export.py"));

/// What the exporter has to know about the database that the models are meant for.
///
/// `server_version` is what the server says of itself (`10.11.6-MariaDB`, `15.3`), if it was asked.
pub fn request(dialect: &dyn Dialect, server_version: Option<&str>) -> Value {
    json!({ "dialect": dialect.name(), "server_version": server_version })
}

#[cfg(test)]
mod tests;
