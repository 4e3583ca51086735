//! [`RunLock`]: keeps two runs from working on one version table at once.

use std::time::Duration;

use limbeck_database::DatabaseError;
use limbeck_diagnostics::Diagnostic;
use limbeck_scripts::SinkError;

/// Why the lock was not obtained.
#[derive(Clone, Debug, thiserror::Error)]
pub enum LockError {
    /// Another run holds it.
    #[error(
        "Another run is working on this database, and did not finish within {} s{}.",
        waited.as_secs(),
        holder.as_deref().map(|holder| format!(": {holder}")).unwrap_or_default()
    )]
    Held {
        /// Who, as far as the database says.
        holder: Option<String>,
        /// How long this run has waited for it.
        waited: Duration,
    },
    /// The session that should hold the lock could not be opened.
    #[error("The session that holds the lock failed: {0}")]
    Unreachable(DatabaseError),
    /// The database refused a statement of this run's own session.
    #[error(transparent)]
    Database(#[from] SinkError),
    /// The run was cancelled while it waited.
    #[error("The run was cancelled while it waited for another one.")]
    Cancelled,
}

impl From<LockError> for Diagnostic {
    fn from(error: LockError) -> Self {
        let message = error.to_string();
        match error {
            LockError::Held { .. } => Diagnostic::error("lock-not-obtained", message).help(
                "Wait until it is done and run the command again, or wait longer with \
                 --lock-timeout.",
            ),
            LockError::Unreachable(_) => Diagnostic::error("lock-not-obtained", message).help(
                "A run needs two connections to the database at once; check that it allows them.",
            ),
            LockError::Database(error) => crate::error::sink_diagnostic(error),
            LockError::Cancelled => Diagnostic::error("cancelled", message),
        }
    }
}
