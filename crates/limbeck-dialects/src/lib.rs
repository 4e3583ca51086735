//! Everything that differs per database except the wire: quoting, types, DDL and DML
//! compilation, catalog queries, locking. One folder per dialect.
//!
//! Adding a dialect is one folder and one line in [`DIALECTS`].

pub mod batch;
pub mod comparison;
mod compilation;
mod compile;
pub mod ddl;
mod dialect;
pub mod dml;
pub mod expression;
pub mod hazard;
pub mod identifiers;
pub mod inspection;
mod mysql;
mod naming;
mod postgresql;
pub mod scratch;
pub mod session;
pub mod splitting;
mod sqlite;
pub mod types;
pub mod vocabulary;

pub use compilation::{Compilation, CompiledStatement, Condition};
pub use compile::{CompileError, CompileOptions, ParameterStyle, Rebuilding, SchemaTranslateMap};
pub use dialect::{Capabilities, Dialect};

/// The dialects that limbeck knows, by the names SQLAlchemy gives them.
pub static DIALECTS: &[&dyn Dialect] = &[
    &postgresql::Postgresql,
    &sqlite::Sqlite,
    &mysql::MYSQL,
    &mysql::MARIADB,
];

/// The dialect of that name.
pub fn dialect(name: &str) -> Option<&'static dyn Dialect> {
    DIALECTS
        .iter()
        .copied()
        .find(|dialect| dialect.name() == name)
}
