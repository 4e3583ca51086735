//! Databases for the tests of limbeck: every test has one of its own.
//!
//! Only `[dev-dependencies]` name this crate. Whatever goes wrong in it is a failed test, so it
//! panics; a test without the server that it needs fails, it is not skipped.

mod database;
mod mysql;
mod postgresql;

pub use database::{Server, ServerDatabase};
pub use mysql::{Mysql, MysqlDatabase};
pub use postgresql::{Postgresql, TestDatabase};
