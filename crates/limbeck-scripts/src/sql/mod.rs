//! Scripts in SQL: a header of comments, and sections for the way up and the way down.
//!
//! ```sql
//! -- revision: 4f1c20b7a9d3
//! -- down_revision: 9b2e6d105c77
//! -- message: add users
//!
//! -- upgrade
//! CREATE TABLE users (id INTEGER PRIMARY KEY);
//!
//! -- downgrade
//! DROP TABLE users;
//! ```
//!
//! The text between two sections goes to the server as it is, statement by statement.

mod body;
mod error;
mod evaluate;
mod file;
mod header;
mod line;
mod render;
mod script;
mod statements;

pub use body::{SqlBody, SqlBodyError};
pub use error::SqlScriptError;
pub use evaluate::{PreparedSql, read_source};
pub use file::SqlFile;
pub use render::render;
pub use script::{Section, SqlScript, Transactions};
pub use statements::LocatedStatement;
