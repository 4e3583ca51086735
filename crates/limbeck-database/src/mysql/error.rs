//! The server's errors in the words of this crate.

use mysql_common::packets::ServerError;

use super::wire::WireError;
use crate::DatabaseError;

/// `ER_QUERY_INTERRUPTED`
const INTERRUPTED: u16 = 1317;

/// What ends the session: a shutdown, a `KILL`, the end of the server's patience.
const ENDS_SESSION: &[u16] = &[1053, 1927, 3169, 4031];

/// The error of a statement. `place` says which of a text of several it is: its number, from 1.
pub(super) fn statement_error(
    error: WireError,
    cancelled: bool,
    place: Option<usize>,
) -> DatabaseError {
    match error {
        WireError::Lost(reason) => DatabaseError::Connection {
            message: format!("The connection to the server was lost: {reason}."),
            help: Some("Run the command again when the server can be reached.".to_owned()),
        },
        WireError::Server(error) if error.error_code() == INTERRUPTED && cancelled => {
            DatabaseError::Cancelled
        }
        WireError::Server(error) if ENDS_SESSION.contains(&error.error_code()) => {
            DatabaseError::Connection {
                message: format!("The server ended the session: {}.", error.message_str()),
                help: Some("Run the command again.".to_owned()),
            }
        }
        WireError::Server(error) => DatabaseError::Statement {
            message: error.message_str().into_owned(),
            code: Some(error.error_code().to_string()),
            detail: place.map(|place| match place {
                1 => "It is the first statement of the text; none of them was run.".to_owned(),
                place => format!("It is statement {place} of the text; those before it were run."),
            }),
            hint: way_out(error.error_code()),
            position: None,
        },
    }
}

fn way_out(code: u16) -> Option<String> {
    let text = match code {
        1205 => "Another session holds the lock; run the command again when it is done.",
        1213 => "Another session wanted the same locks in another order; run the command again.",
        1021 | 1114 => "Make room on the server's disk, and run the command again.",
        1036 | 1290 | 1792 | 1836 => {
            "The server or the session is read-only; connect to one that may be written to."
        }
        1153 => "Raise max_allowed_packet of the server, or split the statement.",
        1044 | 1142 | 1143 | 1227 | 1370 => "Grant the privilege to the user, or use another user.",
        _ => return None,
    };
    Some(text.to_owned())
}

/// The error of connecting to a place (`server at "h", port 3306`).
pub(super) fn connect_error(place: &str, error: WireError) -> DatabaseError {
    match error {
        WireError::Lost(reason) => unreachable(place, &reason, UNREACHABLE_HELP),
        WireError::Server(error) => unreachable(
            place,
            &format!("{} ({})", error.message_str(), error.error_code()),
            refusal_help(&error),
        ),
    }
}

/// What to do if nobody answers.
const UNREACHABLE_HELP: &str =
    "Check that the server is running, and host and port in the database URL.";

/// What to do if TLS could not be agreed on.
pub(super) const TLS_HELP: &str =
    "Check ssl_ca and the certificate of the server, or ask for no TLS with ssl_disabled=true.";

/// The error of a connection that did not come about.
pub(super) fn unreachable(place: &str, reason: &str, help: &str) -> DatabaseError {
    DatabaseError::Connection {
        message: format!("The connection to the {place} failed: {reason}."),
        help: Some(help.to_owned()),
    }
}

fn refusal_help(error: &ServerError<'_>) -> &'static str {
    match error.error_code() {
        1045 | 1698 | 4151 => {
            "Check user and password in the database URL, and the hosts from which the server lets \
             that user in."
        }
        1044 => "Grant the user access to the database, or correct its name in the database URL.",
        1049 => "Create the database, or correct its name in the database URL.",
        1040 | 1203 | 1226 => "Wait until other connections are closed, or raise max_connections.",
        1129 => "Run FLUSH HOSTS on the server.",
        1130 => "Let the server's user connect from this machine.",
        3159 => "The server wants TLS: remove ssl_disabled from the database URL.",
        1862 | 1820 => "Set a new password for the user.",
        _ => UNREACHABLE_HELP,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(code: u16) -> WireError {
        WireError::Server(ServerError::new(code, None, b"why".to_vec()))
    }

    #[test]
    fn interruptions_count_as_cancelled_only_if_asked_for() {
        assert_eq!(
            statement_error(server(1317), true, None),
            DatabaseError::Cancelled
        );
        assert!(matches!(
            statement_error(server(1317), false, None),
            DatabaseError::Statement { .. }
        ));
        assert!(matches!(
            statement_error(server(1927), false, None),
            DatabaseError::Connection { .. }
        ));
    }

    #[test]
    fn a_statement_of_several_is_named() {
        match statement_error(server(1050), false, Some(3)) {
            DatabaseError::Statement { code, detail, .. } => {
                assert_eq!(code.as_deref(), Some("1050"));
                assert_eq!(
                    detail.as_deref(),
                    Some("It is statement 3 of the text; those before it were run.")
                );
            }
            other => panic!("{other:?}"),
        }
    }
}
