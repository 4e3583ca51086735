//! The [`Dialect`] trait.

use limbeck_schema::Operation;

use crate::{
    Compilation, CompileError, CompileOptions, batch,
    batch::TableRebuild,
    comparison::Comparator,
    ddl,
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

/// What a database can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// DDL takes part in transactions as Alembic sees it (`transactional_ddl`): decides whether
    /// a whole run is one transaction.
    pub transactional_ddl: bool,
    /// DDL really can be rolled back, whatever Alembic assumes (true for SQLite too).
    pub rolls_back_ddl: bool,
    /// What it calls a schema is a database beside others, which have nothing to do with it.
    pub schemas_are_databases: bool,
}

/// A database's own ways, one concern per method.
pub trait Dialect: Send + Sync {
    /// SQLAlchemy's name of it.
    fn name(&self) -> &'static str;

    /// The name that Alembic logs (`Context impl ...`).
    fn implementation_name(&self) -> &'static str;

    /// The dialect that a server of that version speaks, in the words in which the server tells
    /// its version; `None` if it is this one.
    fn on_server(&self, version: &str) -> Option<&'static dyn Dialect> {
        let _ = version;
        None
    }

    /// The dialect of a session in which a backslash in a string literal escapes what follows it, or
    /// does not; `None` if it is this one, or the session has no say in that.
    fn in_session(&self, backslash_escapes: bool) -> Option<&'static dyn Dialect> {
        let _ = backslash_escapes;
        None
    }

    /// What it can do.
    fn capabilities(&self) -> &'static Capabilities;

    /// How it writes names.
    fn identifiers(&self) -> &'static IdentifierPreparer;

    /// How it writes types.
    fn types(&self) -> &'static dyn TypeCompiler;

    /// How it writes DDL.
    fn ddl(&self) -> &'static dyn DdlCompiler;

    /// How what it has is held against what is wanted.
    fn comparator(&self) -> &'static dyn Comparator;

    /// Its ways with expressions and DML.
    fn dml(&self) -> &'static dyn DmlCompiler;

    /// How its sessions and transactions are controlled.
    fn session(&self) -> &'static dyn SessionControl;

    /// How scratch databases are made on its servers; `None` where a database is a file.
    fn scratch(&self) -> Option<&'static dyn ScratchServer> {
        None
    }

    /// How scripts in its language are split into statements.
    fn splitter(&self) -> &'static dyn StatementSplitter;

    /// How it is asked about its schema.
    fn catalog(&self) -> &'static dyn CatalogQueries;

    /// How the answers about all of its schema are put together.
    fn inspector(&self) -> &'static dyn Inspector;

    /// How its views, triggers and the like are read.
    fn object_inspector(&self) -> &'static dyn ObjectInspector;

    /// How its tables are copied by a batch.
    fn rebuild(&self) -> &'static dyn TableRebuild {
        &batch::Standard
    }

    /// What SQLAlchemy's package of it is called like inside: types and keywords as scripts have them.
    fn vocabulary(&self) -> &'static Vocabulary;
}

impl dyn Dialect + '_ {
    /// Adds the statements of an operation to a run's compilation, in order, without
    /// terminators.
    ///
    /// # Errors
    /// [`CompileError`] if the dialect has no words for it. The statements that come before the
    /// part that failed are in the compilation, as Alembic has them in its output by then; a
    /// runtime that has not sent them may throw them away.
    pub fn compile(
        &self,
        operation: &Operation,
        options: &CompileOptions,
        compilation: &mut Compilation,
    ) -> Result<(), CompileError> {
        ddl::compile(self, operation, options, compilation)
    }
}
