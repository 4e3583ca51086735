//! [`ModelsError`].

use std::path::PathBuf;

use limbeck_diagnostics::{Diagnostic, SourceLocation};
use serde::Deserialize;

/// Why there are no models.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelsError {
    /// The application, or SQLAlchemy on its behalf, raised an exception.
    #[error("{0}")]
    Raised(RaisedError),
    /// Something in the models has no place in a schema.
    #[error("{}: {}", .0.place, .0.message)]
    Unsupported(Unsupported),
    /// The exporter said something that is none of its lines.
    #[error("the exporter of models said {0:?}")]
    Unintelligible(String),
    /// The exporter has ended before its time.
    #[error("the exporter of models has ended")]
    Ended,
}

/// Something in the models that has no place in a schema.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Unsupported {
    /// What it was found in: "the table `t`".
    pub place: String,
    /// What is the matter.
    pub message: String,
}

/// An exception in the project's Python.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct RaisedError {
    /// Its class, with the module unless that is Python's own.
    pub class: String,
    /// Its message.
    pub message: String,
    /// Whether something could not be imported.
    #[serde(default)]
    pub is_import: bool,
    /// Where in the project it came up, outermost first.
    #[serde(default)]
    pub frames: Vec<Frame>,
    /// The table, column, ... that was being written down.
    #[serde(default)]
    pub place: Option<String>,
}

/// A line of the project in a traceback.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "(PathBuf, usize, String, String)")]
pub struct Frame {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The function.
    pub function: String,
    /// The text of the line.
    pub text: String,
}

impl From<(PathBuf, usize, String, String)> for Frame {
    fn from((path, line, function, text): (PathBuf, usize, String, String)) -> Self {
        Self {
            path,
            line,
            function,
            text,
        }
    }
}

impl std::fmt::Display for RaisedError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.class)?;
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        Ok(())
    }
}

/// How many of the frames of a traceback are shown.
const FRAMES: usize = 6;

impl ModelsError {
    /// What the user is told.
    pub fn diagnostic(&self) -> Diagnostic {
        let raised = match self {
            ModelsError::Raised(raised) => raised,
            ModelsError::Unsupported(Unsupported { place, message }) => {
                return Diagnostic::error(
                    "unsupported-model",
                    format!("The models cannot be loaded ({place}): {message}."),
                )
                .help("Change the model there.");
            }
            ModelsError::Unintelligible(_) | ModelsError::Ended => {
                return Diagnostic::error("models-silent", format!("There are no models: {self}."))
                    .help("See that the application can be imported there, or name another Python with --python.");
            }
        };
        let place = match &raised.place {
            Some(place) => format!(" ({place})"),
            None => String::new(),
        };
        let mut diagnostic = Diagnostic::error(
            "models-error",
            format!("The models cannot be loaded{place}: {raised}"),
        );
        if let Some(innermost) = raised.frames.last() {
            diagnostic =
                diagnostic.at(SourceLocation::line(innermost.path.clone(), innermost.line));
        }
        for frame in &raised.frames[raised.frames.len().saturating_sub(FRAMES)..] {
            diagnostic = diagnostic.note(format!(
                "{}:{}, in {}: {}",
                frame.path.display(),
                frame.line,
                frame.function,
                frame.text
            ));
        }
        diagnostic.help(if raised.is_import {
            "Install what is missing in the project's Python, or name the Python that has it with --python."
        } else {
            "Correct what the error says in the models."
        })
    }
}
