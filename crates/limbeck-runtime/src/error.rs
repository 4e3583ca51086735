//! [`RunError`]: why a run did not reach its end, and where that leaves the database.

use std::fmt;

use limbeck_database::DatabaseError;
use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_revisions::{HeadsError, RevisionError, RevisionId};
use limbeck_scripts::{Origin, ScriptFormat, SinkError};

use crate::lock::LockError;
use crate::unfinished::UnfinishedStep;

/// A statement that the database refused, with where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct FailedStatement {
    /// The step that it belongs to, as `upgrade a1 -> b2, add users`; `None` outside of steps.
    pub step: Option<String>,
    /// The place in the script.
    pub origin: Origin,
    /// The statement.
    pub statement: String,
    /// What the database said.
    pub error: DatabaseError,
}

/// Where a failed run leaves the database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The rows of the version table as others see them; `None` if nobody could tell.
    pub revisions: Option<Vec<RevisionId>>,
    /// The step that ended in the middle, where DDL cannot be rolled back.
    pub unfinished: Option<UnfinishedStep>,
}

impl Standing {
    /// The sentences that say so, most important first.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = vec![self.to_string()];
        notes.extend(self.unfinished.iter().flat_map(UnfinishedStep::notes));
        notes
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.revisions.as_deref() {
            None => f.write_str("Run `current` to see where the database stands."),
            Some([]) => f.write_str("The database stands at base: no revision is applied."),
            Some(revisions) => {
                let ids: Vec<_> = revisions.iter().map(RevisionId::as_str).collect();
                write!(f, "The database stands at {}.", ids.join(", "))
            }
        }
    }
}

/// Why a run ended early. What it had not committed is rolled back.
#[derive(Clone, Debug, thiserror::Error)]
pub enum RunError {
    /// No plan could be made.
    #[error("{0}")]
    Plan(Box<Diagnostic>),
    /// A row of the version table leads nowhere.
    #[error(transparent)]
    Revision(#[from] RevisionError),
    /// A step does not fit the rows of the version table.
    #[error(transparent)]
    Heads(#[from] HeadsError),
    /// Another run holds the lock, or it cannot be taken.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The database refused a statement.
    #[error("{}", failed.error)]
    Statement {
        /// The statement.
        failed: Box<FailedStatement>,
        /// Where the database stands.
        standing: Standing,
    },
    /// The version table did not have the rows that it should have.
    #[error("{message}")]
    RowCount {
        /// Alembic's words.
        message: String,
        /// Where the database stands.
        standing: Standing,
    },
    /// The script of a step failed.
    #[error("{diagnostic}")]
    Script {
        /// The step, as `upgrade a1 -> b2, add users`.
        step: String,
        /// What is wrong.
        diagnostic: Box<Diagnostic>,
        /// Where the database stands.
        standing: Standing,
        /// Whether the transaction that the whole step was in has been rolled back.
        undone: bool,
    },
    /// The run was cancelled.
    #[error("The run was cancelled.")]
    Cancelled {
        /// The step that was running, as `upgrade a1 -> b2, add users`.
        step: Option<String>,
        /// Where the database stands.
        standing: Standing,
    },
    /// Something failed outside of any step: the connection, a transaction, the output.
    #[error(transparent)]
    Sink(#[from] SinkError),
}

impl RunError {
    /// Where the database stands, if the error is one that can leave it anywhere.
    pub fn standing(&self) -> Option<&Standing> {
        match self {
            RunError::Statement { standing, .. }
            | RunError::RowCount { standing, .. }
            | RunError::Script { standing, .. }
            | RunError::Cancelled { standing, .. } => Some(standing),
            RunError::Plan(_)
            | RunError::Revision(_)
            | RunError::Heads(_)
            | RunError::Lock(_)
            | RunError::Sink(_) => None,
        }
    }
}

impl From<RunError> for Diagnostic {
    fn from(error: RunError) -> Self {
        let message = error.to_string();
        match error {
            RunError::Plan(diagnostic) => *diagnostic,
            RunError::Revision(_) => Diagnostic::error("unknown-revision", message),
            RunError::Heads(_) => Diagnostic::error("version-table-mismatch", message),
            RunError::Lock(error) => error.into(),
            RunError::Statement { failed, standing } => {
                let diagnostic = with_standing(statement_diagnostic(*failed), &standing);
                match (&standing.unfinished, &diagnostic.help) {
                    (Some(_), None) => diagnostic.help(
                        "Put right what the statement failed of, and run the command again: it \
                         goes on with that statement.",
                    ),
                    _ => diagnostic,
                }
            }
            RunError::RowCount { standing, .. } => with_standing(
                Diagnostic::error("version-table-mismatch", message),
                &standing,
            )
            .help(
                "Something else changed the version table; compare it with `current` and set \
                     it right with `stamp --purge`.",
            ),
            RunError::Script {
                step,
                diagnostic,
                standing,
                undone: _,
            } => {
                let diagnostic = with_standing(
                    diagnostic.note(format!("It happened while running {step}.")),
                    &standing,
                );
                match (&standing.unfinished, &diagnostic.help) {
                    (Some(_), None) => diagnostic.help(
                        "Correct the script without changing the statements that took effect, and \
                         run the command again.",
                    ),
                    _ => diagnostic,
                }
            }
            RunError::Cancelled { step, standing } => {
                let diagnostic = Diagnostic::error("cancelled", message);
                let diagnostic = match step {
                    Some(step) => diagnostic.note(format!("It was running {step}.")),
                    None => diagnostic,
                };
                with_standing(diagnostic, &standing)
                    .help("Run the command again to go on from there.")
            }
            RunError::Sink(error) => sink_diagnostic(error),
        }
    }
}

fn with_standing(diagnostic: Diagnostic, standing: &Standing) -> Diagnostic {
    standing
        .notes()
        .into_iter()
        .fold(diagnostic, Diagnostic::note)
}

impl From<FailedStatement> for Diagnostic {
    fn from(failed: FailedStatement) -> Self {
        statement_diagnostic(failed)
    }
}

/// What a user is told of a statement that failed.
fn statement_diagnostic(failed: FailedStatement) -> Diagnostic {
    let mut diagnostic = database_diagnostic(&failed.error);
    let position = match &failed.error {
        DatabaseError::Statement { position, .. } => *position,
        DatabaseError::Connection { .. } | DatabaseError::Url { .. } | DatabaseError::Cancelled => {
            None
        }
    };
    diagnostic.location = place(failed.origin, &failed.statement, position);
    if !failed.statement.is_empty() {
        diagnostic = diagnostic.note(format!(
            "The statement was: {}",
            excerpt(&failed.statement, position)
        ));
    }
    if let Some(step) = failed.step {
        diagnostic = diagnostic.note(format!("It happened while running {step}."));
    }
    diagnostic
}

/// The place in a script that a failed statement comes from. A statement of a script in SQL stands
/// there as it was sent, so that what the server points at has a line of its own.
fn place(origin: Origin, statement: &str, position: Option<usize>) -> Option<SourceLocation> {
    let path = origin.path?;
    let Some(line) = origin.line else {
        return Some(SourceLocation::file(path));
    };
    let is_source = ScriptFormat::of(&path) == Some(ScriptFormat::Sql);
    let before: String = match position.filter(|_| is_source) {
        Some(position) => statement.chars().take(position.saturating_sub(1)).collect(),
        None => String::new(),
    };
    let lines = before.matches('\n').count();
    let mut place = SourceLocation::line(path, line + lines);
    // The first line may have something before the statement.
    place.column = before
        .rsplit_once('\n')
        .map(|(_, last)| last.chars().count() + 1);
    Some(place)
}

/// What a user is told of a sink's error.
pub(crate) fn sink_diagnostic(error: SinkError) -> Diagnostic {
    match error {
        SinkError::Compile(error) => Diagnostic::error("unsupported-operation", error.to_string()),
        SinkError::Database { error, statement } => statement_diagnostic(FailedStatement {
            step: None,
            origin: Origin::default(),
            statement,
            error,
        }),
        SinkError::Other(diagnostic) => *diagnostic,
    }
}

fn database_diagnostic(error: &DatabaseError) -> Diagnostic {
    match error {
        DatabaseError::Connection { message, help } => with_help(
            Diagnostic::error("connection-failed", message),
            help.clone(),
        ),
        DatabaseError::Url { message, help } => {
            with_help(Diagnostic::error("bad-url", message), help.clone())
        }
        DatabaseError::Statement {
            message,
            code,
            detail,
            hint,
            position: _,
        } => {
            let message = match code {
                Some(code) => format!("The database refused a statement: {message} ({code})"),
                None => format!("The database refused a statement: {message}"),
            };
            let mut diagnostic = Diagnostic::error("statement-failed", message);
            if let Some(detail) = detail {
                diagnostic = diagnostic.note(detail.clone());
            }
            with_help(diagnostic, hint.clone())
        }
        DatabaseError::Cancelled => Diagnostic::error("cancelled", error.to_string()),
    }
}

fn with_help(diagnostic: Diagnostic, help: Option<String>) -> Diagnostic {
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// As much of a statement as a message can hold; of a long one the part that the server points
/// at.
fn excerpt(statement: &str, position: Option<usize>) -> String {
    const LENGTH: usize = 1000;
    let statement = statement.trim();
    let length = statement.chars().count();
    if length <= LENGTH {
        return statement.to_owned();
    }
    let start = position
        .map_or(0, |position| position.saturating_sub(LENGTH / 2))
        .min(length - LENGTH);
    let part: String = statement.chars().skip(start).take(LENGTH).collect();
    let before = if start > 0 { "... " } else { "" };
    let after = if start + LENGTH < length { " ..." } else { "" };
    format!("{before}{part}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_statements_are_cut_around_the_position() {
        assert_eq!(excerpt(" SELECT 1 ", None), "SELECT 1");
        let long = format!("{}X{}", "a".repeat(3000), "b".repeat(3000));
        let cut = excerpt(&long, Some(3001));
        assert!(cut.starts_with("... a") && cut.ends_with("b ...") && cut.contains('X'));
        assert!(excerpt(&long, None).starts_with("aaa"));
        assert!(excerpt(&long, Some(6000)).ends_with('b'));
    }

    #[test]
    fn what_the_server_points_at_has_a_line_in_a_script_of_sql() {
        let check = |path: &str, position, expected: &str| {
            let origin = Origin {
                path: Some(path.into()),
                line: Some(7),
            };
            let place = place(origin, "SELECT\n  é, nowhere\nFROM t", position);
            assert_eq!(
                place.map(|place| place.to_string()).as_deref(),
                Some(expected)
            );
        };
        check("a.sql", Some(13), "a.sql:8:6");
        check("a.sql", Some(3), "a.sql:7");
        check("a.sql", None, "a.sql:7");
        check("a.py", Some(13), "a.py:7");
    }

    #[test]
    fn the_standing_is_one_sentence() {
        let check = |revisions: Option<&[&str]>, expected: &str| {
            let revisions =
                revisions.map(|ids| ids.iter().map(|id| RevisionId::from(*id)).collect());
            let standing = Standing {
                revisions,
                ..Standing::default()
            };
            assert_eq!(standing.to_string(), expected);
        };
        check(Some(&["a1", "b2"]), "The database stands at a1, b2.");
        check(
            Some(&[]),
            "The database stands at base: no revision is applied.",
        );
        check(None, "Run `current` to see where the database stands.");
    }

    #[test]
    fn a_failed_statement_tells_everything() {
        let diagnostic = Diagnostic::from(RunError::Statement {
            failed: Box::new(FailedStatement {
                step: Some("upgrade a -> b".into()),
                origin: Origin {
                    path: Some("versions/b.py".into()),
                    line: Some(7),
                },
                statement: "DROP TABLE t".into(),
                error: DatabaseError::Statement {
                    message: "table \"t\" does not exist".into(),
                    code: Some("42P01".into()),
                    detail: Some("a detail".into()),
                    hint: Some("a hint".into()),
                    position: None,
                },
            }),
            standing: Standing {
                revisions: Some(vec!["a".into()]),
                ..Standing::default()
            },
        });
        assert_eq!(
            diagnostic.message,
            "The database refused a statement: table \"t\" does not exist (42P01)"
        );
        assert_eq!(
            diagnostic
                .location
                .map(|place| place.to_string())
                .as_deref(),
            Some("versions/b.py:7")
        );
        assert_eq!(
            diagnostic.notes,
            [
                "a detail",
                "The statement was: DROP TABLE t",
                "It happened while running upgrade a -> b.",
                "The database stands at a.",
            ]
        );
        assert_eq!(diagnostic.help.as_deref(), Some("a hint"));
    }
}
