//! [`MigrationSink`]: what a run needs of a sink besides taking operations.

use std::time::Duration;

use limbeck_revisions::{RevisionId, Step, VersionChange};
use limbeck_schema::NamingConvention;
use limbeck_scripts::{OperationSink, SinkError};

use crate::VersionTable;
use crate::error::{FailedStatement, Standing};
use crate::lock::LockError;
use crate::unfinished::UnfinishedStep;
use crate::version_table::RowCheck;

/// What went wrong in a sink.
#[derive(Clone, Debug)]
pub enum Failure {
    /// The database refused a statement.
    Statement(Box<FailedStatement>),
    /// A statement on the version table changed a wrong number of rows.
    RowCount {
        /// Alembic's words.
        message: String,
    },
    /// Another run kept the database locked for too long.
    Locked {
        /// How long this run has waited for it.
        waited: Duration,
    },
    /// The run was cancelled.
    Cancelled {
        /// The step that was running.
        step: Option<String>,
    },
}

/// What an earlier run has left in its journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leftover {
    /// Nothing, not even the table.
    Nothing,
    /// The table, without rows: the run was killed when all was done.
    EmptyTable,
    /// A step that is not finished.
    Step(UnfinishedStep),
}

/// A sink that a [`MigrationContext`](crate::MigrationContext) can drive: a
/// [`Session`](crate::Session) or a [`SqlWriter`](crate::SqlWriter).
pub trait MigrationSink: OperationSink {
    /// Whether a transaction is open, or will be with the next statement
    /// (`Connection.in_transaction()`). A script that is written down has none.
    fn in_transaction(&self) -> bool;

    /// Opens a transaction.
    ///
    /// # Errors
    /// [`SinkError`] if the database refuses or the script cannot be written.
    fn begin(&mut self) -> Result<(), SinkError>;

    /// Sends what opens the transaction, which [`MigrationSink::begin`] may leave to the first
    /// statement.
    ///
    /// # Errors
    /// [`SinkError`] if the database refuses.
    fn open_transaction(&mut self) -> Result<(), SinkError> {
        Ok(())
    }

    /// Ends the transaction for good.
    ///
    /// # Errors
    /// [`SinkError`] as for [`MigrationSink::begin`], or for a statement that still waited.
    fn commit(&mut self) -> Result<(), SinkError>;

    /// Undoes the transaction, and forgets statements that still wait. A script that is written
    /// down keeps what it has.
    ///
    /// # Errors
    /// [`SinkError`] if the connection is lost.
    fn rollback(&mut self) -> Result<(), SinkError>;

    /// Tells whether the run assumes transactional DDL: an `autocommit_block()` then leaves the
    /// transaction.
    fn set_transactional_ddl(&mut self, transactional_ddl: bool);

    /// Tells the naming convention of `target_metadata`, if it was not known when the context was configured.
    fn set_naming_convention(&mut self, convention: NamingConvention);

    /// The rows of the version table, in its order; `None` if there is no such table. Offline,
    /// the revisions that the script starts from.
    ///
    /// # Errors
    /// [`SinkError`] if the table cannot be read.
    fn version_rows(
        &mut self,
        table: &VersionTable,
        starting_revisions: &[RevisionId],
    ) -> Result<Option<Vec<RevisionId>>, SinkError>;

    /// Keeps other runs on the same version table away until the transaction, or else the run,
    /// is over.
    ///
    /// # Errors
    /// [`LockError`] if another run does not finish in time.
    fn lock(&mut self, table: &VersionTable, timeout: Duration) -> Result<(), LockError>;

    /// Whether every transaction of its own keeps others away, instead of [`MigrationSink::lock`]:
    /// between two transactions another run may have gone on.
    fn locks_by_transaction(&self) -> bool;

    /// Lets other runs in again.
    fn unlock(&mut self);

    /// What an earlier run has left in its journal; asked before the first step, and, if that
    /// matters, with the lock held.
    ///
    /// # Errors
    /// [`SinkError`] if the journal cannot be read.
    fn leftover(&mut self, table: &VersionTable) -> Result<Leftover, SinkError> {
        let _ = table;
        Ok(Leftover::Nothing)
    }

    /// What an earlier run has left is about something that is over.
    ///
    /// # Errors
    /// [`SinkError`] if the database refuses.
    fn forget_leftover(&mut self) -> Result<(), SinkError> {
        Ok(())
    }

    /// All steps are through: what is needed only while a run lasts may go.
    ///
    /// # Errors
    /// [`SinkError`] if the database refuses.
    fn finish_run(&mut self) -> Result<(), SinkError> {
        Ok(())
    }

    /// Creates the version table.
    ///
    /// # Errors
    /// [`SinkError`] if that fails.
    fn create_version_table(&mut self, table: &VersionTable) -> Result<(), SinkError>;

    /// Changes the version table.
    ///
    /// # Errors
    /// [`SinkError`] if that fails, a wrong number of rows included; a sink that works ahead may
    /// report it later.
    fn change_version(
        &mut self,
        table: &VersionTable,
        change: &VersionChange,
        check: Option<RowCheck>,
    ) -> Result<(), SinkError>;

    /// A step begins; its statements follow.
    ///
    /// # Errors
    /// [`SinkError`] if the script cannot be written.
    fn start_step(&mut self, step: &Step<'_>, catches_errors: bool) -> Result<(), SinkError>;

    /// All statements of the step were given.
    ///
    /// # Errors
    /// [`SinkError`] if one of them failed.
    fn finish_step(&mut self) -> Result<(), SinkError>;

    /// Whether a transaction was ended since the step began, so that not all of the step can be undone.
    fn has_ended_transaction(&self) -> bool {
        false
    }

    /// What went wrong last, in detail, if the sink knows more than its [`SinkError`] says.
    fn take_failure(&mut self) -> Option<Failure> {
        None
    }

    /// Where the database stands, as others see it; asked after a failure. `usable` tells
    /// whether the sink's own connection is outside of a transaction and answers.
    fn standing(&mut self, table: &VersionTable, usable: bool) -> Standing {
        let _ = (table, usable);
        Standing::default()
    }

    /// Waits until everything that was given has taken effect.
    ///
    /// # Errors
    /// [`SinkError`] if something did not.
    fn settle(&mut self) -> Result<(), SinkError>;
}
