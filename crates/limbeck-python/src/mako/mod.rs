//! Mako: the project's own `script.py.mako`, rendered without CPython.
//!
//! A template becomes Python source, as in Mako itself, which the interpreter runs: [`parse`] reads the
//! template into nodes, [`python`] writes the source of them, [`render`] runs it. What runs beside it,
//! contexts, filters, loops, is the stand-in package `mako`.
//!
//! Alembic renders `script.py.mako` without a lookup of other templates, so that `<%include>`,
//! `<%inherit>` and `<%namespace file=...>` cannot work there. They are refused with the line here.

mod fragments;
mod nodes;
mod parse;
mod printer;
mod python;
mod render;
mod scan;

use std::path::{Path, PathBuf};

use limbeck_diagnostics::{Diagnostic, SourceLocation};

use crate::{CompiledScript, compile, read_source};

/// A compiled template. It belongs to no interpreter.
#[derive(Clone, Debug)]
pub struct Template {
    /// Absolute, as tracebacks have it.
    path: PathBuf,
    script: CompiledScript,
    /// The line of the template that each line of the Python source comes from.
    lines: Vec<usize>,
    source: String,
}

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mistake {
    line: usize,
    message: String,
    help: &'static str,
}

impl Mistake {
    fn new(line: usize, message: impl Into<String>, help: &'static str) -> Self {
        Self {
            line,
            message: message.into(),
            help,
        }
    }

    fn diagnostic(self, path: &Path) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error("template", self.message)
                .at(SourceLocation::line(path, self.line))
                .help(self.help),
        )
    }
}

impl Template {
    /// Reads and compiles a template.
    ///
    /// # Errors
    /// A [`Diagnostic`] with the line if the file cannot be read, or is no template.
    pub fn read(path: &Path) -> Result<Self, Box<Diagnostic>> {
        Self::new(path, &read_source(path)?)
    }

    /// Compiles the text of a template; `path` is what errors name.
    ///
    /// # Errors
    /// A [`Diagnostic`] with the line if it is no template, or the Python in it is none.
    pub fn new(path: &Path, text: &str) -> Result<Self, Box<Diagnostic>> {
        let nodes = parse::parse(text).map_err(|mistake| mistake.diagnostic(path))?;
        python::check(&nodes, path)?;
        let printed = python::write(&nodes).map_err(|mistake| mistake.diagnostic(path))?;
        let script = compile(path, &printed.source)
            .map_err(|diagnostic| of_template(diagnostic, &printed.lines))?;
        Ok(Self {
            path: script.path().to_owned(),
            script,
            lines: printed.lines,
            source: text.to_owned(),
        })
    }

    /// The line of the template that a line of the Python source comes from, both from 1.
    fn line_of(&self, line: usize) -> usize {
        line_of(&self.lines, line)
    }
}

fn line_of(lines: &[usize], line: usize) -> usize {
    let index = line.saturating_sub(1);
    lines.get(index).or(lines.last()).copied().unwrap_or(1)
}

/// A diagnostic of the Python source, in terms of the template.
fn of_template(mut diagnostic: Box<Diagnostic>, lines: &[usize]) -> Box<Diagnostic> {
    if let Some(location) = &mut diagnostic.location {
        location.line = location.line.map(|line| line_of(lines, line));
        location.column = None;
    }
    diagnostic.help = Some("Correct the Python in the template at that line.".to_owned());
    diagnostic
}
