//! Errors of the runtime as Python exceptions.

use limbeck_database::DatabaseError;
use limbeck_diagnostics::Diagnostic;
use limbeck_python::{PythonError, Raise, Tree};
use limbeck_runtime::RunError;
use limbeck_scripts::SinkError;
use limbeck_scripts::python::{compile_exception_class, database_details, exception_class};

use crate::failure::{COMMAND_ERROR, UNKNOWN};

/// The exception for what a database, or the way there, refuses.
pub(super) fn database(error: DatabaseError, statement: &str) -> Raise {
    sink(SinkError::Database {
        error,
        statement: statement.to_owned(),
    })
}

/// The exception for what a sink did not take.
pub(super) fn sink(error: SinkError) -> Raise {
    run(RunError::Sink(error))
}

/// The exception for a run that did not reach its end.
pub(super) fn run(error: RunError) -> Raise {
    let class = match &error {
        RunError::Plan(_) | RunError::Revision(_) | RunError::RowCount { .. } => COMMAND_ERROR,
        RunError::Cancelled { .. } => "KeyboardInterrupt",
        RunError::Statement { failed, .. } => exception_class(&failed.error),
        RunError::Sink(SinkError::Database { error, .. }) => match error {
            DatabaseError::Cancelled => "KeyboardInterrupt",
            DatabaseError::Connection { .. }
            | DatabaseError::Url { .. }
            | DatabaseError::Statement { .. } => exception_class(error),
        },
        RunError::Sink(SinkError::Compile(error)) => compile_exception_class(error),
        RunError::Sink(SinkError::Other(_))
        | RunError::Heads(_)
        | RunError::Lock(_)
        | RunError::Script { .. } => "RuntimeError",
    };
    let details = match &error {
        RunError::Sink(SinkError::Database { error, statement }) => {
            database_details(error, statement)
        }
        _ => Tree::None,
    };
    let diagnostic = Diagnostic::from(error);
    Raise {
        class,
        message: diagnostic.message.clone(),
        diagnostic: Some(Box::new(diagnostic)),
        details,
    }
}

/// The exception for a script that failed: the one that it did not catch, with what the runtime
/// adds to it.
pub(super) fn script(error: RunError, uncaught: Option<PythonError>) -> Raise {
    let mut raise = run(error);
    if let Some(uncaught) = uncaught {
        if uncaught.is_instance(COMMAND_ERROR) {
            raise.class = COMMAND_ERROR;
        } else if uncaught.is_interrupt() {
            raise.class = "KeyboardInterrupt";
        } else if uncaught.is_instance(UNKNOWN) {
            raise.class = UNKNOWN;
        } else if uncaught.exit_status().is_some_and(|status| status != 0) {
            // An end without a complaint is one in the middle of the script.
            raise.class = "SystemExit";
        }
        raise.message = uncaught.message;
    }
    raise
}
