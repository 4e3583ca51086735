//! SQLite's errors in the words of this crate.

use rusqlite::ErrorCode;
use rusqlite::ffi;

use crate::DatabaseError;

/// The error of a statement.
pub(super) fn statement_error(error: rusqlite::Error, cancelled: bool) -> DatabaseError {
    match error {
        rusqlite::Error::SqliteFailure(failure, message) => {
            if failure.code == ErrorCode::OperationInterrupted && cancelled {
                return DatabaseError::Cancelled;
            }
            DatabaseError::Statement {
                message: message.unwrap_or_else(|| failure.to_string()),
                code: Some(name(failure)),
                detail: None,
                hint: way_out(failure.code),
                position: None,
            }
        }
        rusqlite::Error::SqlInputError {
            error,
            msg,
            offset,
            sql,
            ..
        } => DatabaseError::Statement {
            message: msg,
            code: Some(name(error)),
            detail: None,
            hint: None,
            position: usize::try_from(offset)
                .ok()
                .and_then(|offset| sql.get(..offset))
                .map(|before| before.chars().count() + 1),
        },
        other => DatabaseError::Statement {
            message: other.to_string(),
            code: None,
            detail: None,
            hint: None,
            position: None,
        },
    }
}

/// The error of opening a database.
pub(super) fn open_error(file: &str, error: &rusqlite::Error) -> DatabaseError {
    let (reason, help) = match error {
        rusqlite::Error::SqliteFailure(failure, message) => (
            message.clone().unwrap_or_else(|| failure.to_string()),
            match failure.code {
                ErrorCode::CannotOpen => Some(
                    "Check that its folder exists and that you may read and write there."
                        .to_owned(),
                ),
                code => way_out(code),
            },
        ),
        other => (other.to_string(), None),
    };
    DatabaseError::Connection {
        message: format!("The SQLite database '{file}' cannot be opened: {reason}."),
        help,
    }
}

fn way_out(code: ErrorCode) -> Option<String> {
    let text = match code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            "Another connection is writing to the database; run the command again when it is done."
        }
        ErrorCode::DiskFull => {
            "The disk is full, or the database has reached its largest size; make room and run the \
             command again."
        }
        ErrorCode::ReadOnly => {
            "The database was opened for reading only, or its file or folder may not be written; \
             check their permissions."
        }
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
            "Check that the path names a SQLite database, and restore it from a backup if it does."
        }
        ErrorCode::SystemIoFailure => "Check the disk that holds the database.",
        ErrorCode::CannotOpen => "Check the permissions of the database's folder.",
        _ => return None,
    };
    Some(text.to_owned())
}

/// The name of a result code, such as `SQLITE_BUSY`.
fn name(error: ffi::Error) -> String {
    let name = match error.code {
        ErrorCode::InternalMalfunction => "SQLITE_INTERNAL",
        ErrorCode::PermissionDenied => "SQLITE_PERM",
        ErrorCode::OperationAborted => "SQLITE_ABORT",
        ErrorCode::DatabaseBusy => "SQLITE_BUSY",
        ErrorCode::DatabaseLocked => "SQLITE_LOCKED",
        ErrorCode::OutOfMemory => "SQLITE_NOMEM",
        ErrorCode::ReadOnly => "SQLITE_READONLY",
        ErrorCode::OperationInterrupted => "SQLITE_INTERRUPT",
        ErrorCode::SystemIoFailure => "SQLITE_IOERR",
        ErrorCode::DatabaseCorrupt => "SQLITE_CORRUPT",
        ErrorCode::NotFound => "SQLITE_NOTFOUND",
        ErrorCode::DiskFull => "SQLITE_FULL",
        ErrorCode::CannotOpen => "SQLITE_CANTOPEN",
        ErrorCode::FileLockingProtocolFailed => "SQLITE_PROTOCOL",
        ErrorCode::SchemaChanged => "SQLITE_SCHEMA",
        ErrorCode::TooBig => "SQLITE_TOOBIG",
        ErrorCode::ConstraintViolation => "SQLITE_CONSTRAINT",
        ErrorCode::TypeMismatch => "SQLITE_MISMATCH",
        ErrorCode::ApiMisuse => "SQLITE_MISUSE",
        ErrorCode::NoLargeFileSupport => "SQLITE_NOLFS",
        ErrorCode::AuthorizationForStatementDenied => "SQLITE_AUTH",
        ErrorCode::ParameterOutOfRange => "SQLITE_RANGE",
        ErrorCode::NotADatabase => "SQLITE_NOTADB",
        ErrorCode::Unknown => "SQLITE_ERROR",
        _ => return format!("SQLITE_{}", error.extended_code),
    };
    name.to_owned()
}
