//! SQLite.

mod comparison;
mod ddl;
mod dml;
mod identifiers;
mod inspection;
mod literal;
mod rebuild;
mod results;
mod session;
mod splitter;
mod types;
mod vocabulary;

use crate::{
    Capabilities, Dialect,
    batch::TableRebuild,
    comparison::Comparator,
    ddl::DdlCompiler,
    expression::DmlCompiler,
    identifiers::IdentifierPreparer,
    inspection::{CatalogQueries, Inspector, ObjectInspector},
    session::SessionControl,
    splitting::StatementSplitter,
    types::TypeCompiler,
    vocabulary::Vocabulary,
};

/// SQLAlchemy's name of the dialect.
const NAME: &str = "sqlite";

/// The dialect of SQLite.
pub(crate) struct Sqlite;

impl Dialect for Sqlite {
    fn name(&self) -> &'static str {
        NAME
    }

    fn implementation_name(&self) -> &'static str {
        "SQLiteImpl"
    }

    /// Alembic takes its DDL for not transactional because of Python's driver; the database
    /// itself rolls back all of it.
    fn capabilities(&self) -> &'static Capabilities {
        &Capabilities {
            transactional_ddl: false,
            rolls_back_ddl: true,
            schemas_are_databases: false,
        }
    }

    fn identifiers(&self) -> &'static IdentifierPreparer {
        &identifiers::IDENTIFIERS
    }

    fn types(&self) -> &'static dyn TypeCompiler {
        &types::Types
    }

    fn ddl(&self) -> &'static dyn DdlCompiler {
        &ddl::Ddl
    }

    fn comparator(&self) -> &'static dyn Comparator {
        &comparison::Comparison
    }

    fn dml(&self) -> &'static dyn DmlCompiler {
        &dml::Dml
    }

    fn session(&self) -> &'static dyn SessionControl {
        &session::Session
    }

    fn splitter(&self) -> &'static dyn StatementSplitter {
        &splitter::Splitter
    }

    fn catalog(&self) -> &'static dyn CatalogQueries {
        &inspection::Catalog
    }

    fn inspector(&self) -> &'static dyn Inspector {
        &inspection::SqliteInspector
    }

    fn object_inspector(&self) -> &'static dyn ObjectInspector {
        &inspection::Objects
    }

    fn rebuild(&self) -> &'static dyn TableRebuild {
        &rebuild::Rebuilds
    }

    fn vocabulary(&self) -> &'static Vocabulary {
        &vocabulary::VOCABULARY
    }
}
