//! The [`Dialect`] trait.

use limbeck_schema::Operation;

use crate::{CompileError, CompileOptions, expression::DmlCompiler};

/// What a database can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// DDL takes part in transactions as Alembic sees it (`transactional_ddl`): decides whether
    /// a whole run is one transaction.
    pub transactional_ddl: bool,
    /// DDL really can be rolled back, whatever Alembic assumes (true for SQLite too).
    pub rolls_back_ddl: bool,
    /// The longest identifier, in bytes or characters as the dialect counts.
    pub max_identifier_length: usize,
}

/// A database's own ways.
pub trait Dialect: Send + Sync {
    /// SQLAlchemy's name of it.
    fn name(&self) -> &'static str;

    /// The name that Alembic logs (`Context impl ...`).
    fn implementation_name(&self) -> &'static str;

    /// What it can do.
    fn capabilities(&self) -> &'static Capabilities;

    /// Its ways with expressions and DML.
    fn dml(&self) -> &'static dyn DmlCompiler;

    /// The statements of an operation, in order, without terminators.
    ///
    /// # Errors
    /// [`CompileError`] if the dialect has no words for it.
    fn compile(
        &self,
        operation: &Operation,
        options: &CompileOptions,
    ) -> Result<Vec<String>, CompileError>;
}
