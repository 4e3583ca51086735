//! [`OperationSink`]: where a script's operations go.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use limbeck_database::{Affected, ResultSet};
use limbeck_diagnostics::Diagnostic;
use limbeck_dialects::{
    Dialect, SchemaTranslateMap,
    dml::{Example, Template},
};
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

/// What came of a statement that a script executes.
#[derive(Debug)]
pub enum Execution {
    /// It has run, and this is what it returned.
    Done(ResultSet),
    /// It was taken, and runs before anything is read; it returns no rows.
    Ahead(Outcome),
}

/// What a statement does that was taken but may not have run yet.
#[derive(Clone, Debug, Default)]
pub struct Outcome(Arc<OnceLock<Affected>>);

impl Outcome {
    /// Tells what the statement did.
    pub fn tell(&self, affected: Affected) {
        // A statement runs once.
        let _ = self.0.set(affected);
    }

    /// What the statement did; `None` if it has not run yet, or never will.
    pub fn told(&self) -> Option<Affected> {
        self.0.get().copied()
    }
}

impl PartialEq for Outcome {
    /// Whether both are of the same statement.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
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

    /// Runs a statement as [`OperationSink::query`] does; one that returns no rows may run after the
    /// call, where its failure would be the failure of the whole script.
    ///
    /// # Errors
    /// [`SinkError`] if it, or an operation before it, fails.
    fn execute(
        &mut self,
        statement: SqlStatement,
        origin: &Origin,
    ) -> Result<Execution, SinkError> {
        self.query(statement, origin).map(Execution::Done)
    }

    /// The text that all statements have which differ from an example in their values only; `None` where
    /// each is compiled by itself.
    fn template(&mut self, example: Example<'_>) -> Option<Template> {
        let _ = example;
        None
    }

    /// What a statement did that was taken ahead, after waiting for it.
    ///
    /// # Errors
    /// [`SinkError`] if it, or an operation before it, has failed.
    fn affected(&mut self, outcome: &Outcome) -> Result<Affected, SinkError> {
        Ok(outcome.told().unwrap_or_default())
    }

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
