//! [`Diagnostic`]: a message with its place and its way out.

use std::fmt;

use crate::SourceLocation;

/// How much a [`Diagnostic`] matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Info,
    /// Work goes on, but the user should look.
    Warning,
    /// The command cannot go on.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        })
    }
}

/// What limbeck tells a user about their input: one sentence on what happened, where, and one
/// sentence on what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// A stable, kebab-case identifier of the kind of problem, such as `unknown-revision`.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence on what happened.
    pub message: String,
    /// Where in the user's files it happened, if it happened in one.
    pub location: Option<SourceLocation>,
    /// Further facts, one sentence each (the failing statement, a server's detail or hint).
    pub notes: Vec<String>,
    /// One sentence on what to do next.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A new diagnostic of the given severity without place, notes or help.
    pub fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            location: None,
            notes: Vec::new(),
            help: None,
        }
    }

    /// A new error.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A new warning.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// The same diagnostic with a place.
    #[must_use]
    pub fn at(mut self, location: SourceLocation) -> Self {
        self.location = Some(location);
        self
    }

    /// The same diagnostic with one more note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// The same diagnostic with a way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    /// The message alone, on one line if the message is one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnostic {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds_up() {
        let diagnostic = Diagnostic::error("unknown-revision", "Can't locate revision 'x'")
            .at(SourceLocation::line("versions/a.py", 3))
            .note("the database names it")
            .help("Restore the file.");
        assert_eq!(diagnostic.to_string(), "Can't locate revision 'x'");
        assert_eq!(diagnostic.severity, Severity::Error);
        assert_eq!(diagnostic.notes.len(), 1);
        assert_eq!(
            diagnostic.location.map(|l| l.to_string()).as_deref(),
            Some("versions/a.py:3")
        );
    }

    #[test]
    fn severities_are_ordered() {
        assert!(Severity::Info < Severity::Warning && Severity::Warning < Severity::Error);
    }
}
