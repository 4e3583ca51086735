//! What can be wrong with an ini file. The texts are configparser's.

use std::path::PathBuf;

use limbeck_diagnostics::{Diagnostic, SourceLocation};

use super::quoted;
use crate::python::repr;

/// What can be wrong with an ini file, or with a value in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IniError {
    /// The file is not UTF-8.
    #[error("{} is not UTF-8 text: line {line} has bytes that do not decode", quoted(.path))]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The first line that does not decode.
        line: usize,
    },
    /// Something stands before the first `[section]`.
    #[error("File contains no section headers.\nfile: {}, line: {line}\n{}", quoted(.path), repr(.text))]
    MissingSectionHeader {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The line's text.
        text: String,
    },
    /// Lines that are neither a section, nor an option, nor the rest of a value.
    #[error("Source contains parsing errors: {}{}", quoted(.path), bad_lines(.lines))]
    Parsing {
        /// The file.
        path: PathBuf,
        /// The number and text of each such line; there is at least one.
        lines: Vec<(usize, String)>,
    },
    /// A section appears twice.
    #[error("While reading from {} [line {line:2}]: section {} already exists", quoted(.path), repr(.section))]
    DuplicateSection {
        /// The file.
        path: PathBuf,
        /// The line of the second one.
        line: usize,
        /// The section.
        section: String,
    },
    /// An option appears twice in one section.
    #[error("While reading from {} [line {line:2}]: option {} in section {} already exists", quoted(.path), repr(.option), repr(.section))]
    DuplicateOption {
        /// The file.
        path: PathBuf,
        /// The line of the second one.
        line: usize,
        /// The section.
        section: String,
        /// The option.
        option: String,
    },
    /// `%(name)s` names an option that there is not.
    #[error("Bad value substitution: option {} in section {} contains an interpolation key {} which is not a valid option name. Raw value: {}", repr(&.at.option), repr(&.at.section), repr(.reference), repr(&.at.raw))]
    InterpolationMissingOption {
        /// The option.
        at: Box<InterpolationPlace>,
        /// The name that it refers to.
        reference: String,
    },
    /// A percent sign that is neither doubled nor part of `%(name)s`.
    #[error("{}", match .reference { true => format!("bad interpolation variable reference {}", repr(.rest)), false => format!("'%' must be followed by '%' or '(', found: {}", repr(.rest)) })]
    InterpolationSyntax {
        /// The option.
        at: Box<InterpolationPlace>,
        /// The value from that percent sign on.
        rest: String,
        /// Whether it looks like a `%(name)s` that is not complete.
        reference: bool,
    },
    /// Options refer to each other in a circle, or more than ten deep.
    #[error("Recursion limit exceeded in value substitution: option {} in section {} contains an interpolation key which cannot be substituted in 10 steps. Raw value: {}", repr(&.at.option), repr(&.at.section), repr(&.at.raw))]
    InterpolationDepth {
        /// The option.
        at: Box<InterpolationPlace>,
    },
    /// A value to be set has a percent sign that is neither doubled nor part of `%(name)s`.
    #[error("invalid interpolation syntax in {} at position {position}", repr(.value))]
    InvalidValue {
        /// The value.
        value: String,
        /// The place as Python counts it: in the value without its valid percent signs.
        position: usize,
    },
    /// There is no such section.
    #[error("No section: {}", repr(.section))]
    NoSection {
        /// The section.
        section: String,
    },
    /// A section to be added is called `DEFAULT`.
    #[error("Invalid section name: {}", repr(.section))]
    InvalidSectionName {
        /// The name.
        section: String,
    },
}

/// The option whose interpolation failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterpolationPlace {
    /// The file, if one was read.
    pub path: Option<PathBuf>,
    /// The line of the option, if it comes from the file.
    pub line: Option<usize>,
    /// The section.
    pub section: String,
    /// The option.
    pub option: String,
    /// Its value as written.
    pub raw: String,
}

fn bad_lines(lines: &[(usize, String)]) -> String {
    lines
        .iter()
        .map(|(line, text)| format!("\n\t[line {line:2}]: {}", repr(text)))
        .collect()
}

impl InterpolationPlace {
    fn location(&self) -> Option<SourceLocation> {
        let path = self.path.clone()?;
        Some(match self.line {
            Some(line) => SourceLocation::line(path, line),
            None => SourceLocation::file(path),
        })
    }
}

impl From<&IniError> for Diagnostic {
    fn from(error: &IniError) -> Self {
        let at_line = |path: &PathBuf, line: usize| Some(SourceLocation::line(path, line));
        let (code, location, help) = match error {
            IniError::NotUtf8 { path, line } => (
                "ini-encoding",
                at_line(path, *line),
                "Save the file as UTF-8.".to_owned(),
            ),
            IniError::MissingSectionHeader { path, line, text } => (
                "ini-syntax",
                at_line(path, *line),
                if text.starts_with('\u{feff}') {
                    "Save the file without a byte order mark, which Alembic does not read either."
                } else {
                    "Put a section such as [alembic] above this line."
                }
                .to_owned(),
            ),
            IniError::Parsing { path, lines } => (
                "ini-syntax",
                lines.first().and_then(|(line, _)| at_line(path, *line)),
                "Write `name = value`, indent the line if it goes on with the value above, or \
                 start it with # if it is a comment."
                    .to_owned(),
            ),
            IniError::DuplicateSection {
                path,
                line,
                section,
            } => (
                "ini-duplicate",
                at_line(path, *line),
                format!("Join the two [{section}] sections into one."),
            ),
            IniError::DuplicateOption {
                path, line, option, ..
            } => (
                "ini-duplicate",
                at_line(path, *line),
                format!("Remove one of the two `{option}` lines."),
            ),
            IniError::InterpolationMissingOption { at, reference } => (
                "ini-interpolation",
                at.location(),
                format!(
                    "Define `{reference}` in [{}] or [DEFAULT], or write %% for a percent sign.",
                    at.section
                ),
            ),
            IniError::InterpolationSyntax { at, .. } => (
                "ini-interpolation",
                at.location(),
                "Write %% for a percent sign.".to_owned(),
            ),
            IniError::InterpolationDepth { at } => (
                "ini-interpolation",
                at.location(),
                format!("Let `{}` not refer to itself.", at.option),
            ),
            IniError::InvalidValue { .. } => (
                "ini-interpolation",
                None,
                "Double the percent signs of a value before setting it: \
                 value.replace('%', '%%')."
                    .to_owned(),
            ),
            IniError::NoSection { section } => (
                "ini-no-section",
                None,
                format!("Add a section [{section}] to the file."),
            ),
            IniError::InvalidSectionName { .. } => (
                "ini-no-section",
                None,
                "Choose another name: DEFAULT holds the options that all sections have.".to_owned(),
            ),
        };
        let mut diagnostic = Diagnostic::error(code, error.to_string()).help(help);
        diagnostic.location = location;
        diagnostic
    }
}
