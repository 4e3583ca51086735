//! [`RunEvent`]: what a run tells while it runs.

use std::sync::Arc;
use std::time::Duration;

/// Something that happened during a run, in the order in which it took effect.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RunEvent {
    /// A step begins: none of its statements was sent yet, and all steps before it have worked.
    StepStarted {
        /// What Alembic logs after `Running `, such as `upgrade a1 -> b2, add users`.
        log: String,
    },
    /// A step took effect, its row in the version table included. It is final once its
    /// transaction is committed.
    StepFinished {
        /// The text of [`RunEvent::StepStarted`].
        log: String,
        /// How long it took, evaluation and statements.
        duration: Duration,
    },
    /// Compiling an operation gave a warning, in Alembic's or SQLAlchemy's words (`UserWarning`).
    Warning(String),
    /// Another run holds the lock, and this one begins to wait for it.
    Waiting {
        /// Who holds it, as far as the database says.
        holder: Option<String>,
    },
    /// A message of the server that is no error (`NOTICE`, `WARNING`).
    Notice {
        /// `NOTICE`, `WARNING`, `INFO`, ...
        severity: String,
        /// The text.
        message: String,
    },
}

/// Receives the events of a run. It may be called from the thread that talks to the database.
pub type Events = Arc<dyn Fn(RunEvent) + Send + Sync>;

/// Drops all events.
pub fn no_events() -> Events {
    Arc::new(|_| {})
}
