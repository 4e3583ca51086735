//! What every verb answers when it fails.

use limbeck_diagnostics::{Diagnostic, SourceLocation};
use schemars::JsonSchema;
use serde::Serialize;

/// Why the command did not do what it was asked for.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ErrorReport {
    /// What is wrong.
    pub error: Explanation,
}

impl ErrorReport {
    /// The report of a failure.
    pub fn of(diagnostic: &Diagnostic) -> Self {
        Self {
            error: Explanation::of(diagnostic),
        }
    }

    /// The report of a command line that was not understood.
    pub fn usage(message: &str) -> Self {
        Self::of(&Diagnostic::error("usage", message).help("Run it with --help."))
    }
}

/// What happened, where, and what to do.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Explanation {
    /// A stable identifier of the kind of problem, such as `unknown-revision`.
    pub code: String,
    /// One sentence on what happened.
    pub message: String,
    /// Where in the project it happened, if it happened in a file.
    pub location: Option<Location>,
    /// Further facts, such as the failing statement, one sentence each.
    pub notes: Vec<String>,
    /// One sentence on what to do.
    pub help: Option<String>,
}

/// A place in a file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Location {
    /// The file.
    pub file: String,
    /// The line, from 1; null means the file as a whole.
    pub line: Option<usize>,
    /// The column in characters, from 1, where known.
    pub column: Option<usize>,
}

impl Explanation {
    /// What a diagnostic says.
    pub fn of(diagnostic: &Diagnostic) -> Self {
        Self {
            code: diagnostic.code.to_owned(),
            message: diagnostic.message.trim().to_owned(),
            location: diagnostic.location.as_ref().map(Location::of),
            notes: diagnostic.notes.clone(),
            help: diagnostic.help.clone(),
        }
    }
}

impl Location {
    fn of(location: &SourceLocation) -> Self {
        Self {
            file: location.path.display().to_string(),
            line: location.line,
            column: location.column,
        }
    }
}
