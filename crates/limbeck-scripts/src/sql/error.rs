//! [`SqlScriptError`]: what can be wrong with a script in SQL, apart from its SQL.

use std::path::Path;

use limbeck_diagnostics::{Diagnostic, SourceLocation};

/// What can be wrong with a script in SQL, apart from its SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqlScriptError {
    /// The line, from 1, if the problem is in one line.
    pub line: Option<usize>,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a script in SQL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The file is no UTF-8.
    #[error("the script is not UTF-8")]
    NotUtf8,
    /// The file has nothing of a header.
    #[error("the SQL file has no header, so it is no migration script")]
    NoHeader,
    /// A line that every header has is missing.
    #[error("the header has no line `-- {0}: ...`")]
    Missing(&'static str),
    /// A line of the header that there is no such thing as.
    #[error("`{0}` is no line of a header")]
    UnknownKey(String),
    /// A line of the header is there twice.
    #[error("the header has `{0}` twice")]
    Repeated(&'static str),
    /// A value that makes no sense.
    #[error("`{key}` cannot be `{value}`")]
    WrongValue {
        /// The line of the header.
        key: &'static str,
        /// What it says.
        value: String,
    },
    /// A line of the header stands in a section.
    #[error("`{0}` belongs into the header, before the first section")]
    HeaderInSection(&'static str),
    /// There is SQL that belongs to no section.
    #[error("this is before the first section, so it would never run")]
    BeforeSections,
    /// There is no way up.
    #[error("the script has no section `-- upgrade`")]
    NoUpgrade,
    /// Two sections are for the same.
    #[error("there are two sections `{0}`")]
    RepeatedSection(String),
    /// A section is for a database that there is no such thing as.
    #[error("the section is for `{0}`, which is no dialect that limbeck knows")]
    UnknownDialect(String),
    /// A line that is nearly the beginning of a section.
    #[error("this line begins no section")]
    NearlySection {
        /// How it would.
        correct: String,
    },
}

impl Problem {
    pub(super) fn at(self, line: usize) -> SqlScriptError {
        SqlScriptError {
            line: Some(line),
            problem: self,
        }
    }

    pub(super) fn of_script(self) -> SqlScriptError {
        SqlScriptError {
            line: None,
            problem: self,
        }
    }

    fn help(&self) -> String {
        match self {
            Problem::NotUtf8 => "Save the script as UTF-8.".to_owned(),
            Problem::NoHeader => "Begin the file with `-- revision: ...` and `-- down_revision: ...`, or move it out \
                 of the folder of the scripts if it is no migration."
                .to_owned(),
            Problem::Missing("down_revision") => "Write the revision that this one follows, or `-- down_revision: none` in the first \
                 script."
                .to_owned(),
            Problem::Missing(key) => format!("Write `-- {key}: ...` before the first section."),
            Problem::UnknownKey(_) => format!(
                "A header has the lines {}. A comment that is none of them has no colon behind its \
                 first word.",
                super::header::KEYS.join(", ")
            ),
            Problem::Repeated(_) => "Keep one of the two lines.".to_owned(),
            Problem::WrongValue {
                key: "transaction", ..
            } => "Write `on` or `off`.".to_owned(),
            Problem::WrongValue { .. } => {
                "Write identifiers without quotes, several of them separated by commas.".to_owned()
            }
            Problem::HeaderInSection(_) => {
                "Move the line up, or reword the comment if it is one.".to_owned()
            }
            Problem::BeforeSections => {
                "Write `-- upgrade` before the statements of the upgrade.".to_owned()
            }
            Problem::NoUpgrade => "Write `-- upgrade`, and the statements below it; none if there is nothing to do."
                .to_owned(),
            Problem::RepeatedSection(_) => "Write the statements into one section.".to_owned(),
            Problem::UnknownDialect(_) => {
                let known: Vec<_> = limbeck_dialects::DIALECTS
                    .iter()
                    .map(|dialect| dialect.name())
                    .collect();
                format!("The dialects are {}.", known.join(", "))
            }
            Problem::NearlySection { correct } => format!(
                "Write `{correct}` if it is meant to; else reword the comment."
            ),
        }
    }
}

impl SqlScriptError {
    /// What the user is told.
    pub fn diagnostic(&self, path: &Path) -> Diagnostic {
        let code = match self.problem {
            Problem::NoHeader => "no-sql-header",
            _ => "script-header",
        };
        Diagnostic::error(code, self.problem.to_string())
            .at(match self.line {
                Some(line) => SourceLocation::line(path, line),
                None => SourceLocation::file(path),
            })
            .help(self.problem.help())
    }

    /// Whether the file is one that has nothing to do with migrations, as far as it tells.
    pub fn is_no_script(&self) -> bool {
        self.problem == Problem::NoHeader
    }
}
