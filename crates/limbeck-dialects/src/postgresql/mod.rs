//! PostgreSQL.

mod comparison;
mod ddl;
mod dml;
mod identifiers;
mod inspection;
mod literal;
mod rebuild;
mod results;
mod scratch;
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
    scratch::ScratchServer,
    session::SessionControl,
    splitting::StatementSplitter,
    types::TypeCompiler,
    vocabulary::Vocabulary,
};

/// SQLAlchemy's name of the dialect.
const NAME: &str = "postgresql";

/// The dialect of PostgreSQL.
pub(crate) struct Postgresql;

impl Dialect for Postgresql {
    fn name(&self) -> &'static str {
        NAME
    }

    fn implementation_name(&self) -> &'static str {
        "PostgresqlImpl"
    }

    fn capabilities(&self) -> &'static Capabilities {
        &Capabilities {
            transactional_ddl: true,
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

    fn scratch(&self) -> Option<&'static dyn ScratchServer> {
        Some(&scratch::Scratch)
    }

    fn splitter(&self) -> &'static dyn StatementSplitter {
        &splitter::Splitter
    }

    fn catalog(&self) -> &'static dyn CatalogQueries {
        &inspection::Catalog
    }

    fn inspector(&self) -> &'static dyn Inspector {
        &inspection::INSPECTOR
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
