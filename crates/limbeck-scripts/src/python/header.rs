//! The header of a Python script: `revision`, `down_revision`, `branch_labels`, `depends_on` and
//! the docstring, read without running anything.
//!
//! What it parses is not the script but its beginning, up to the first function or class; the rest is only searched for the four
//! names, and parsed too if one of them appears there.

mod decode;
mod prefix;
mod prune;
mod statements;
mod values;

use std::borrow::Cow;
use std::path::Path;

use limbeck_diagnostics::{Diagnostic, SourceLocation};
use ruff_text_size::Ranged;

use decode::decode;
use prefix::scan;
use prune::pruned;
use statements::Names;
use values::{Unknown, Value};

use super::syntax::parse_text;
use crate::ScriptHeader;

/// The variables of a header.
const NAMES: [&str; 4] = ["revision", "down_revision", "branch_labels", "depends_on"];

/// Whether something in the text is nested too deeply for a recursive parser.
pub(super) fn nests_too_deeply(text: &str) -> bool {
    scan(text, false).is_err()
}

/// The outcome of reading a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Header {
    /// The values are written in the script.
    Static(ScriptHeader),
    /// The script has to be run to know them.
    Dynamic(DynamicHeader),
    /// The script sets neither `revision` nor `down_revision`.
    Absent,
}

/// Why the values of a header are not known without running the script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DynamicHeader {
    /// The variable whose value is not known.
    pub name: &'static str,
    /// Why.
    pub reason: String,
    /// The line where that is, from 1.
    pub line: usize,
}

/// What can be wrong with a script's header.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// The bytes are no text.
    #[error("{message}")]
    NotText {
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// The text is no Python.
    #[error("SyntaxError: {message}")]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// What the parser says.
        message: String,
    },
    /// Brackets, operators or blocks are nested so deeply that Python would refuse them, too.
    #[error("the script is nested too deeply to be read")]
    TooDeep {
        /// The line, from 1.
        line: usize,
    },
    /// A variable has a value that is not a text, or a list of texts where that may be.
    #[error("`{name}` is {found}")]
    WrongType {
        /// The line, from 1.
        line: usize,
        /// The variable.
        name: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// The script sets no `down_revision`.
    #[error("the script does not set `down_revision`")]
    NoDownRevision,
}

impl HeaderError {
    /// What the user is told.
    pub fn diagnostic(&self, path: &Path) -> Diagnostic {
        Diagnostic::error("script-header", self.to_string())
            .at(match self.line() {
                Some(line) => SourceLocation::line(path, line),
                None => SourceLocation::file(path),
            })
            .help(self.help())
    }

    /// The line of the script, from 1, if the problem is in one line.
    pub fn line(&self) -> Option<usize> {
        match self {
            HeaderError::NotText { line, .. }
            | HeaderError::Syntax { line, .. }
            | HeaderError::TooDeep { line }
            | HeaderError::WrongType { line, .. } => Some(*line),
            HeaderError::NoDownRevision => None,
        }
    }

    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            HeaderError::NotText { .. } => "Save the script as UTF-8.",
            HeaderError::Syntax { .. } => {
                "Correct the script; one that is written for Python 2 has to be converted to \
                 Python 3 first."
            }
            HeaderError::TooDeep { .. } => "Simplify the script.",
            HeaderError::WrongType { .. } => {
                "Write revision identifiers and labels as strings, several of them as a tuple."
            }
            HeaderError::NoDownRevision => {
                "Add a line `down_revision = None`, or the revision that this one follows."
            }
        }
    }
}

/// Reads the header of a script from the bytes of its file.
///
/// # Errors
/// A file that is no text or whose header is no Python; values of the wrong type.
pub fn read_header(source: &[u8]) -> Result<Header, HeaderError> {
    let text = decode(source)?;
    let text = universal_newlines(text);
    // What the beginning says if it can be read by itself.
    let beginning = scan(&text, true).and_then(|extent| {
        let names = parse(&pruned(&text[..extent.end], &extent.lines), &text)?;
        Ok((names, extent.end))
    });
    if let Ok((names, end)) = &beginning
        && !needs_the_rest(names, &text[*end..])
    {
        return header(names, &text);
    }
    match (whole(&text), beginning) {
        (Ok(names), _) => header(&names, &text),
        // A header that is complete by itself is good enough for everything but running the
        // script, which will show the error.
        (Err(_), Ok((names, _))) if names.has("revision") && names.has("down_revision") => {
            header(&names, &text)
        }
        (Err(error), _) => Err(error),
    }
}

/// The names of the whole script.
fn whole(text: &str) -> Result<Names, HeaderError> {
    scan(text, false)?;
    parse(text, text)
}

/// Whether the part of the script after the header could change what the header says.
fn needs_the_rest(names: &Names, rest: &str) -> bool {
    if !names.has("revision") || !names.has("down_revision") {
        return true;
    }
    let rest = rest.as_bytes();
    // `down_revision` contains `revision`.
    ["revision", "branch_labels", "depends_on"]
        .iter()
        .any(|name| memchr::memmem::find(rest, name.as_bytes()).is_some())
}

/// Parses the beginning of a script and carries out its assignments as far as they are literal.
fn parse(beginning: &str, text: &str) -> Result<Names, HeaderError> {
    match parse_text(beginning) {
        Ok(module) => Ok(Names::of(module.suite())),
        Err(error) => Err(HeaderError::Syntax {
            line: line_of(text, error.range().start().to_usize()),
            message: error.error.to_string(),
        }),
    }
}

/// Turns the values of the names into a header.
fn header(names: &Names, text: &str) -> Result<Header, HeaderError> {
    for name in NAMES {
        if let Some(unknown) = names.unknown(name) {
            return Ok(Header::Dynamic(DynamicHeader {
                name,
                reason: unknown.reason,
                line: line_of(text, unknown.offset),
            }));
        }
    }
    let revision = match names.get("revision") {
        None => None,
        Some((Value::Text(text), _)) => Some(text.clone()),
        Some((other, offset)) => {
            return Err(wrong_type("revision", other, line_of(text, *offset)));
        }
    };
    if !names.has("down_revision") {
        return if revision.is_some() {
            Err(HeaderError::NoDownRevision)
        } else {
            Ok(Header::Absent)
        };
    }
    Ok(Header::Static(ScriptHeader {
        revision,
        down_revisions: texts(names, "down_revision", text)?,
        branch_labels: texts(names, "branch_labels", text)?,
        depends_on: texts(names, "depends_on", text)?,
        long_doc: names.doc().trim_matches(is_space).to_owned(),
    }))
}

/// A text, or a tuple, list or set of texts, as a list.
fn texts(names: &Names, name: &'static str, source: &str) -> Result<Vec<String>, HeaderError> {
    let Some((value, offset)) = names.get(name) else {
        return Ok(Vec::new());
    };
    let wrong = |found: &Value| wrong_type(name, found, line_of(source, *offset));
    match value {
        Value::None => Ok(Vec::new()),
        Value::Text(text) => Ok(vec![text.clone()]),
        // Alembic reduces a tuple of one to its only member.
        Value::Sequence(items) if matches!(items.as_slice(), [Value::None]) => Ok(Vec::new()),
        Value::Sequence(items) => items
            .iter()
            .map(|item| match item {
                Value::Text(text) => Ok(text.clone()),
                other => Err(wrong(other)),
            })
            .collect(),
        other => Err(wrong(other)),
    }
}

fn wrong_type(name: &'static str, value: &Value, line: usize) -> HeaderError {
    HeaderError::WrongType {
        line,
        name,
        found: match value {
            Value::None => "None",
            Value::Text(_) => "a string",
            Value::Other(kind) => kind,
            Value::Sequence(_) => "a tuple, list or set",
            Value::Unknown(Unknown { .. }) => "a value that is computed",
        },
    }
}

/// The line of a byte offset, from 1.
fn line_of(text: &str, offset: usize) -> usize {
    let before = &text.as_bytes()[..offset.min(text.len())];
    1 + memchr::memchr_iter(b'\n', before).count()
}

/// Every line end as `\n`, as Python reads its sources.
fn universal_newlines(text: Cow<'_, str>) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text;
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// White space as `str.strip` sees it.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

#[cfg(test)]
mod tests;
