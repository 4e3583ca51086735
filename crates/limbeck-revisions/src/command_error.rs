//! [`CommandError`]: what a command prints after `FAILED: `.

use limbeck_diagnostics::Diagnostic;
use thiserror::Error;

use crate::{RevisionError, RevisionId, RevisionWarning};

/// Why a command that works on revisions fails. The text is the one Alembic's command line prints.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CommandError {
    /// A [`RevisionError`], told in the words of the command that met it.
    #[error("{message}")]
    Revision {
        /// The command's words.
        message: String,
        /// What happened in detail.
        #[source]
        cause: RevisionError,
        /// What was worth a warning before it happened.
        warnings: Vec<RevisionWarning>,
    },
    /// `upgrade a:b` without `--sql`.
    #[error("Range revision not allowed")]
    RangeNotAllowed,
    /// `downgrade b --sql`.
    #[error("downgrade with --sql requires <fromrev>:<torev>")]
    DowngradeNeedsRange,
    /// `stamp a:x b:y --sql`.
    #[error("Stamp operation with --sql only supports a single starting revision at a time")]
    SeveralStartingRevisions,
    /// A range with more than one colon where one is expected.
    #[error("Range '{0}' has more than two parts; write <start>:<end>")]
    TooManyParts(String),
    /// The start of an offline range names no revision (Alembic fails with an `AttributeError`).
    #[error("'{0}' names no revision to start from; write 'base' to start from an empty database")]
    StartIsNoRevision(String),
    /// A history range that is none.
    #[error("History range requires [start]:[end], [start]:, or :[end]")]
    NotAHistoryRange,
    /// `current --check-heads` on a database that is not there yet: Alembic's `DatabaseNotAtHead`.
    #[error("Database is not on all head revisions")]
    DatabaseNotAtHead,
    /// A new revision that is to follow the same revision twice.
    #[error("Duplicate head revisions specified")]
    DuplicateHeads,
    /// A new revision that is to follow one which others follow already.
    #[error(
        "Revision {0} is not a head revision; please specify --splice to create a new branch from this revision"
    )]
    NotAHead(RevisionId),
    /// A new revision with an identifier that another one has. Alembic writes its script and then fails.
    #[error("Revision {revision} exists already, in {path}")]
    RevisionExists {
        /// The identifier.
        revision: RevisionId,
        /// The script that has it.
        path: String,
    },
}

impl CommandError {
    /// The name of Alembic's exception class.
    pub fn class(&self) -> &'static str {
        match self {
            Self::DatabaseNotAtHead => "DatabaseNotAtHead",
            Self::Revision { .. }
            | Self::RangeNotAllowed
            | Self::DowngradeNeedsRange
            | Self::SeveralStartingRevisions
            | Self::TooManyParts(_)
            | Self::StartIsNoRevision(_)
            | Self::NotAHistoryRange
            | Self::DuplicateHeads
            | Self::NotAHead(_)
            | Self::RevisionExists { .. } => "CommandError",
        }
    }

    /// The error that a command met, if it is one of the graph.
    pub fn cause(&self) -> Option<&RevisionError> {
        match self {
            Self::Revision { cause, .. } => Some(cause),
            Self::RangeNotAllowed
            | Self::DowngradeNeedsRange
            | Self::SeveralStartingRevisions
            | Self::TooManyParts(_)
            | Self::StartIsNoRevision(_)
            | Self::NotAHistoryRange
            | Self::DatabaseNotAtHead
            | Self::DuplicateHeads
            | Self::NotAHead(_)
            | Self::RevisionExists { .. } => None,
        }
    }

    /// What was worth a warning before the command failed.
    pub fn warnings(&self) -> &[RevisionWarning] {
        match self {
            Self::Revision { warnings, .. } => warnings,
            Self::RangeNotAllowed
            | Self::DowngradeNeedsRange
            | Self::SeveralStartingRevisions
            | Self::TooManyParts(_)
            | Self::StartIsNoRevision(_)
            | Self::NotAHistoryRange
            | Self::DatabaseNotAtHead
            | Self::DuplicateHeads
            | Self::NotAHead(_)
            | Self::RevisionExists { .. } => &[],
        }
    }

    /// The same error after the given warnings.
    #[must_use]
    pub(crate) fn after(mut self, given: Vec<RevisionWarning>) -> Self {
        if let Self::Revision { warnings, .. } = &mut self {
            *warnings = given;
        }
        self
    }
}

impl From<RevisionError> for CommandError {
    /// In the words of a command that has none of its own.
    fn from(cause: RevisionError) -> Self {
        Wording::default().tell(cause)
    }
}

/// The words a command has for the errors of the graph: the arguments of Alembic's
/// `ScriptDirectory._catch_revision_errors`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wording<'a> {
    /// The start of the range as the user typed it.
    pub start: Option<&'a str>,
    /// The end of the range, or the destination, as the user typed it.
    pub end: Option<&'a str>,
    /// What is said of a range that does not follow descent.
    pub range: RangeWording,
    /// What is said when several heads fit; `None` for the general text.
    pub multiple_heads: Option<&'a str>,
}

/// What is said of a range that does not follow descent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RangeWording {
    /// The general text.
    #[default]
    Range,
    /// `upgrade`'s text.
    Upgrade,
    /// `downgrade`'s text.
    Downgrade,
}

impl Wording<'_> {
    /// The error in the command's words.
    pub fn tell(&self, cause: RevisionError) -> CommandError {
        let message = match &cause {
            RevisionError::RangeNotAncestor { lower, upper } => {
                let start = self.start.unwrap_or(lower);
                let end = self.end.unwrap_or(upper);
                match self.range {
                    RangeWording::Range => format!(
                        "Requested range {start}:{end} does not refer to ancestor/descendant \
                         revisions along the same branch"
                    ),
                    RangeWording::Upgrade => format!(
                        "Destination {end} is not a valid upgrade target from current head(s)"
                    ),
                    RangeWording::Downgrade => format!(
                        "Destination {end} is not a valid downgrade target from current head(s)"
                    ),
                }
            }
            RevisionError::MultipleHeads { argument, .. } => match self.multiple_heads {
                Some(text) => text.to_owned(),
                None => {
                    let head = self.end.unwrap_or(argument);
                    format!(
                        "Multiple head revisions are present for given argument '{head}'; \
                         please specify a specific target revision, '<branchname>@{head}' to \
                         narrow to a specific head, or 'heads' for all heads"
                    )
                }
            },
            RevisionError::Resolution(error) => {
                format!("Can't locate revision identified by '{}'", error.argument())
            }
            other => other.to_string(),
        };
        CommandError::Revision {
            message,
            cause,
            warnings: Vec::new(),
        }
    }
}

impl From<CommandError> for Diagnostic {
    fn from(error: CommandError) -> Self {
        let diagnostic = Diagnostic::error(code(&error), error.to_string());
        let Some(cause) = error.cause() else {
            return match error {
                CommandError::DatabaseNotAtHead => diagnostic.help(NOT_AT_HEAD_HELP),
                CommandError::RevisionExists { .. } => {
                    diagnostic.help("Choose another --rev-id, or leave it out to have one made.")
                }
                _ => diagnostic,
            };
        };
        let detail = cause.to_string();
        let diagnostic = match help(cause) {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        };
        if detail == diagnostic.message {
            diagnostic
        } else {
            diagnostic.note(detail)
        }
    }
}

const NOT_AT_HEAD_HELP: &str =
    "Run `upgrade heads`; `status` lists what it would run, `current` what is applied.";

/// The stable name of the kind of problem.
fn code(error: &CommandError) -> &'static str {
    match error {
        CommandError::Revision { cause, .. } => match cause {
            RevisionError::RangeNotAncestor { .. } | RevisionError::NotADowngradeTarget => {
                "not-on-one-branch"
            }
            RevisionError::MultipleHeads { .. } => "multiple-heads",
            RevisionError::Resolution(_) => "unknown-revision",
            RevisionError::CycleDetected { .. } => "revision-cycle",
            RevisionError::IllegalCharacters { .. } => "illegal-revision-id",
            RevisionError::LabelInUse { .. } => "branch-label-in-use",
            RevisionError::MissingDownRevision { .. } | RevisionError::MissingDependency { .. } => {
                "missing-revision"
            }
            RevisionError::Overlap { .. } => "overlapping-revisions",
            RevisionError::AmbiguousWalk
            | RevisionError::AmbiguousUpgrade
            | RevisionError::BranchHeads { .. } => "ambiguous-relative-revision",
            RevisionError::WalkedTooFar | RevisionError::TooFewSteps { .. } => {
                "relative-revision-out-of-range"
            }
            RevisionError::BranchWithoutLabel { .. } => "no-branch-label",
            RevisionError::RangeCrossesDependency(_) => "range-crosses-dependency",
        },
        CommandError::RangeNotAllowed
        | CommandError::DowngradeNeedsRange
        | CommandError::SeveralStartingRevisions
        | CommandError::TooManyParts(_)
        | CommandError::StartIsNoRevision(_)
        | CommandError::NotAHistoryRange => "bad-range",
        CommandError::DatabaseNotAtHead => "not-at-head",
        CommandError::DuplicateHeads => "duplicate-heads",
        CommandError::NotAHead(_) => "not-a-head",
        CommandError::RevisionExists { .. } => "revision-exists",
    }
}

/// What to do, where the text of the error does not say it already.
fn help(cause: &RevisionError) -> Option<&'static str> {
    match cause {
        RevisionError::Resolution(_) => {
            Some("`history` lists the revisions of this project; `heads` lists its heads.")
        }
        RevisionError::RangeNotAncestor { .. } | RevisionError::NotADowngradeTarget => {
            Some("`current` shows what is applied; `history` shows what descends from what.")
        }
        RevisionError::CycleDetected { .. } => {
            Some("Correct down_revision or depends_on in one of these scripts.")
        }
        RevisionError::IllegalCharacters { .. } => {
            Some("Rename the revision, and its id in the scripts that follow it.")
        }
        RevisionError::LabelInUse { .. } => Some("Give one of the two another branch label."),
        RevisionError::Overlap { .. } => {
            Some("Remove the ancestor's row from the version table; the descendant implies it.")
        }
        RevisionError::AmbiguousWalk | RevisionError::AmbiguousUpgrade => {
            Some("Name the branch, as in `label@+1`, or the revision.")
        }
        RevisionError::WalkedTooFar | RevisionError::TooFewSteps { .. } => {
            Some("`history` shows how many revisions there are in that direction.")
        }
        RevisionError::MultipleHeads { .. } => Some(
            "`upgrade heads` runs the migrations of all of them; `merge heads` makes one of them; \
             `graph` shows where they part.",
        ),
        RevisionError::MissingDownRevision { .. }
        | RevisionError::MissingDependency { .. }
        | RevisionError::BranchHeads { .. }
        | RevisionError::BranchWithoutLabel { .. }
        | RevisionError::RangeCrossesDependency(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ResolutionError;

    #[test]
    fn the_command_line_does_not_show_why_a_name_is_unknown_but_the_diagnostic_does() {
        let cause = ResolutionError::Ambiguous {
            argument: "ab".into(),
            candidates: vec!["abc1".into(), "abc2".into()],
        };
        let error = CommandError::from(RevisionError::from(cause));
        assert_eq!(
            error.to_string(),
            "Can't locate revision identified by 'ab'"
        );
        let diagnostic = Diagnostic::from(error);
        assert_eq!(diagnostic.code, "unknown-revision");
        assert_eq!(
            diagnostic.notes,
            ["Multiple revisions start with 'ab': 'abc1', 'abc2'..."]
        );
        assert!(diagnostic.help.is_some());
    }

    #[test]
    fn a_command_has_its_own_words() {
        let error = Wording {
            end: Some("ab"),
            range: RangeWording::Downgrade,
            ..Wording::default()
        }
        .tell(RevisionError::RangeNotAncestor {
            lower: "Nothing to drop".into(),
            upper: "x".into(),
        });
        assert_eq!(
            error.to_string(),
            "Destination ab is not a valid downgrade target from current head(s)"
        );
        assert_eq!(error.class(), "CommandError");
        assert_eq!(
            error.cause().map(RevisionError::class),
            Some("RangeNotAncestorError")
        );
    }
}
