//! PostgreSQL's errors in the words of this crate.

use std::error::Error as _;

use tokio_postgres::error::{DbError, ErrorPosition, SqlState};

use crate::DatabaseError;

/// The error of a statement.
pub(super) fn statement_error(error: &tokio_postgres::Error, cancelled: bool) -> DatabaseError {
    match error.as_db_error() {
        Some(error) if *error.code() == SqlState::QUERY_CANCELED && cancelled => {
            DatabaseError::Cancelled
        }
        Some(error) if ends_session(error) => DatabaseError::Connection {
            message: format!("The server ended the session: {}.", error.message()),
            help: Some("Run the command again.".to_owned()),
        },
        Some(error) => DatabaseError::Statement {
            message: error.message().to_owned(),
            code: Some(error.code().code().to_owned()),
            detail: error.detail().map(str::to_owned),
            hint: error.hint().map(str::to_owned),
            position: match error.position() {
                Some(ErrorPosition::Original(position)) => usize::try_from(*position).ok(),
                Some(ErrorPosition::Internal { .. }) | None => None,
            },
        },
        None => DatabaseError::Connection {
            message: format!("The connection to the server was lost: {}.", reason(error)),
            help: Some("Run the command again when the server can be reached.".to_owned()),
        },
    }
}

/// Whether nothing can be asked of a session after this error.
fn ends_session(error: &DbError) -> bool {
    matches!(error.severity(), "FATAL" | "PANIC")
        || [
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
        ]
        .contains(error.code())
}

/// The error of connecting to a place (`server at "h", port 5432`).
pub(super) fn connect_error(
    place: &str,
    error: &tokio_postgres::Error,
    note: Option<&str>,
) -> DatabaseError {
    let (reason, help) = match error.as_db_error() {
        Some(error) => (
            format!("{}: {}", error.severity(), error.message()),
            refusal_help(error),
        ),
        None => (reason(error), unreachable_help(error)),
    };
    let help = match (help, note) {
        (Some(help), Some(note)) => Some(format!("{help} {note}")),
        (help, note) => help.or(note.map(str::to_owned)),
    };
    DatabaseError::Connection {
        message: format!("The connection to the {place} failed: {reason}."),
        help,
    }
}

fn refusal_help(error: &DbError) -> Option<String> {
    let text = match *error.code() {
        SqlState::INVALID_PASSWORD | SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            "Check user and password in the database URL, PGPASSWORD or the password file, and \
             the server's pg_hba.conf."
        }
        SqlState::INVALID_CATALOG_NAME => {
            "Create the database, or correct its name in the database URL."
        }
        SqlState::TOO_MANY_CONNECTIONS => {
            "Wait until other connections are closed, or raise max_connections."
        }
        SqlState::CANNOT_CONNECT_NOW => "Wait until the server has started, and try again.",
        _ => return error.hint().map(str::to_owned),
    };
    Some(text.to_owned())
}

fn unreachable_help(error: &tokio_postgres::Error) -> Option<String> {
    let text = if reason(error).contains("password missing") {
        "Put the password into the database URL, PGPASSWORD or the password file."
    } else if is_tls(error) {
        "Check sslmode, sslrootcert and the certificate of the server."
    } else {
        "Check that the server is running, and host and port in the database URL."
    };
    Some(text.to_owned())
}

/// Whether TLS could not be agreed on.
pub(super) fn is_tls(error: &tokio_postgres::Error) -> bool {
    error.to_string().contains("TLS")
}

/// An error with its cause, which the library keeps apart.
pub(super) fn reason(error: &tokio_postgres::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}
