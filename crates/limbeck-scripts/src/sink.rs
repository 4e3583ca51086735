//! [`OperationSink`]: where a script's operations go.

use std::path::PathBuf;

use limbeck_database::ResultSet;
use limbeck_diagnostics::Diagnostic;
use limbeck_dialects::{Dialect, SchemaTranslateMap};
use limbeck_schema::{Operation, operation::SqlStatement};

/// The place in a script that an operation comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The script, if the operation comes from one.
    pub path: Option<PathBuf>,
    /// The line of the call, from 1.
    pub line: Option<usize>,
}

/// What a script says about the transaction it runs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransactionControl {
    /// `with context.autocommit_block():` is entered.
    BeginAutocommit,
    /// `with context.autocommit_block():` is left.
    EndAutocommit,
    /// `connection.begin_nested()`.
    Savepoint(String),
    /// The savepoint is released.
    ReleaseSavepoint(String),
    /// The savepoint is rolled back to.
    RollbackToSavepoint(String),
    /// `connection.commit()` or the end of an explicit `connection.begin()`.
    Commit,
    /// `connection.rollback()`.
    Rollback,
}

/// Why a sink did not take an operation.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SinkError {
    /// The dialect has no SQL for it.
    #[error(transparent)]
    Compile(#[from] limbeck_dialects::CompileError),
    /// The database refused it; scripts may catch this (`except sa.exc.ProgrammingError`).
    #[error("{error}")]
    Database {
        /// What the database said.
        error: limbeck_database::DatabaseError,
        /// The statement.
        statement: String,
    },
    /// Anything else, already in words for the user.
    #[error("{0}")]
    Other(Box<Diagnostic>),
}

/// Receives a script's operations in order.
///
/// A script never returns a list: a data migration reads between its operations. Version-table
/// updates go through the same sink, so online and offline cannot drift apart.
pub trait OperationSink {
    /// The dialect that the operations are for.
    fn dialect(&self) -> &'static dyn Dialect;

    /// Whether the operations are only written down (`--sql`).
    fn is_offline(&self) -> bool;

    /// Carries out an operation, now or before anything is read.
    ///
    /// # Errors
    /// [`SinkError`]; a sink that works ahead may report the failure of an earlier operation.
    fn push(&mut self, operation: Operation, origin: &Origin) -> Result<(), SinkError>;

    /// Runs a statement after everything pushed before it and returns its rows; offline, the
    /// statement is written down and the result is empty.
    ///
    /// # Errors
    /// [`SinkError`] if it, or an operation before it, fails.
    fn query(&mut self, statement: SqlStatement, origin: &Origin) -> Result<ResultSet, SinkError>;

    /// Runs statements that differ in their values only, one execution with several sets of
    /// parameters, and returns how many rows they affected altogether; `None` if nobody said.
    /// Rows that they return are dropped.
    ///
    /// # Errors
    /// [`SinkError`] of the first statement that does not work; those before it have taken effect
    /// in the transaction.
    fn execute_many(
        &mut self,
        statements: Vec<SqlStatement>,
        origin: &Origin,
    ) -> Result<Option<u64>, SinkError> {
        let mut count = None;
        for statement in statements {
            let affected = self.query(statement, origin)?.row_count;
            count = added(count, affected);
        }
        Ok(count)
    }

    /// Calls schemas otherwise from now on (`schema_translate_map`); returns how they were called.
    fn translate_schemas(&mut self, map: SchemaTranslateMap) -> SchemaTranslateMap;

    /// Changes the transaction.
    ///
    /// # Errors
    /// [`SinkError`] if the database refuses.
    fn transaction(&mut self, control: TransactionControl) -> Result<(), SinkError>;
}

/// The sum of two counts of rows, as far as they are known.
pub fn added(former: Option<u64>, latter: Option<u64>) -> Option<u64> {
    match (former, latter) {
        (Some(former), Some(latter)) => Some(former + latter),
        (known, None) | (None, known) => known,
    }
}
