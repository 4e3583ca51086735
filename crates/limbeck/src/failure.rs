//! [`Failure`]: why a command did not do what it was asked for.

use std::fmt;

use limbeck_database::DatabaseError;
use limbeck_diagnostics::Diagnostic;
use limbeck_project::ProjectError;
#[cfg(feature = "python")]
use limbeck_python::PythonError;
use limbeck_revisions::CommandError;
use limbeck_runtime::RunError;
use limbeck_scripts::SinkError;

/// Why a command did not do what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What kind of failure it is; it decides the exit status and where the message goes.
    pub kind: FailureKind,
    /// What the user is told.
    pub diagnostic: Box<Diagnostic>,
}

/// What kind of [`Failure`] it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// Alembic's `CommandError`: its command line prints `FAILED: ...`.
    Refused,
    /// Anything else that goes wrong, where Alembic ends in a traceback.
    Broken,
    /// The user stopped it.
    Cancelled,
    /// `env.py` or a script ended the program (`sys.exit`). The message is the text that it gave, if it gave
    /// one: then the code of the diagnostic is [`EXIT_TEXT`].
    Exited {
        /// The exit status that it asked for.
        status: u8,
    },
    /// Nothing went wrong, but there is something to do, and the user asked to be told.
    Pending,
}

/// The code of a diagnostic whose message is the text that Python was ended with.
pub const EXIT_TEXT: &str = "exit-text";

impl Failure {
    /// What Alembic has no command error for.
    pub fn error(diagnostic: Diagnostic) -> Self {
        Self {
            kind: FailureKind::Broken,
            diagnostic: Box::new(diagnostic),
        }
    }

    /// That there is something to do.
    pub fn pending(diagnostic: Diagnostic) -> Self {
        Self {
            kind: FailureKind::Pending,
            diagnostic: Box::new(diagnostic),
        }
    }

    /// One of Alembic's command errors.
    pub fn refused(diagnostic: Diagnostic) -> Self {
        Self {
            kind: FailureKind::Refused,
            diagnostic: Box::new(diagnostic),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnostic.fmt(f)
    }
}

impl std::error::Error for Failure {}

impl From<CommandError> for Failure {
    fn from(error: CommandError) -> Self {
        Failure::refused(error.into())
    }
}

impl From<ProjectError> for Failure {
    fn from(error: ProjectError) -> Self {
        if error.is_command_error() {
            Failure::refused(error.into())
        } else {
            Failure::error(error.into())
        }
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        let kind = match &error {
            RunError::Plan(_) | RunError::Revision(_) | RunError::RowCount { .. } => {
                FailureKind::Refused
            }
            RunError::Cancelled { .. }
            | RunError::Sink(SinkError::Database {
                error: DatabaseError::Cancelled,
                ..
            }) => FailureKind::Cancelled,
            RunError::Statement { .. }
            | RunError::Sink(_)
            | RunError::Heads(_)
            | RunError::Lock(_)
            | RunError::Script { .. } => FailureKind::Broken,
        };
        Self {
            kind,
            diagnostic: Box::new(error.into()),
        }
    }
}

impl From<DatabaseError> for Failure {
    /// Outside of any statement.
    fn from(error: DatabaseError) -> Self {
        RunError::Sink(SinkError::Database {
            error,
            statement: String::new(),
        })
        .into()
    }
}

/// The class of Alembic's command errors in Python.
#[cfg(feature = "python")]
pub(crate) const COMMAND_ERROR: &str = "alembic.util.exc.CommandError";

/// The class of errors where a value is needed that only the application's own Python could
/// compute.
#[cfg(feature = "python")]
pub(crate) const UNKNOWN: &str = "_placeholder.Unknown";

#[cfg(feature = "python")]
impl From<PythonError> for Failure {
    /// What left `env.py`.
    fn from(error: PythonError) -> Self {
        if error.is_instance(COMMAND_ERROR) {
            // Raised by limbeck, it needs no place in the user's Python; raised by the user, it does.
            return Failure::refused(match error.diagnostic {
                Some(diagnostic) => *diagnostic,
                None => {
                    let message = error.message.clone();
                    let mut diagnostic = error.to_diagnostic();
                    diagnostic.message = message;
                    diagnostic
                }
            });
        }
        if error.is_instance(UNKNOWN) && error.diagnostic.is_none() {
            let message = error.message.clone();
            let mut diagnostic = error.to_diagnostic();
            diagnostic.code = "opaque-value";
            diagnostic.message = message;
            diagnostic.help = Some(
                "Write the value into the file itself, or read it there from an environment \
                 variable; a database URL can be given with --url or LIMBECK_DATABASE_URL."
                    .to_owned(),
            );
            return Failure::error(diagnostic);
        }
        if let Some(status) = error.exit_status().filter(|status| *status != 0) {
            return Failure {
                kind: FailureKind::Exited { status },
                diagnostic: Box::new(exit(error)),
            };
        }
        let kind = if error.is_interrupt() {
            FailureKind::Cancelled
        } else {
            FailureKind::Broken
        };
        Self {
            kind,
            diagnostic: Box::new(error.into()),
        }
    }
}

/// What is told of an end that Python asked for.
#[cfg(feature = "python")]
fn exit(error: PythonError) -> Diagnostic {
    let text = error.message.clone();
    let mut diagnostic = Diagnostic::from(error);
    if text.parse::<i64>().is_err() && text != "True" {
        diagnostic.code = EXIT_TEXT;
        diagnostic.message = text;
    }
    diagnostic.help = Some("This line ends the program; see there what leads to it.".to_owned());
    diagnostic
}
