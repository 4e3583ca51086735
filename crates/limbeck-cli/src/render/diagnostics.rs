//! Diagnostics and warnings as text.

use std::path::Path;

use annotate_snippets::renderer::{AnsiColor, Effects};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use limbeck_diagnostics::{Diagnostic, Severity, SourceLocation};

use super::text::wrap;
use crate::arguments::Program;

/// What stands before the text of a note, below an excerpt with numbers of three digits.
const NOTE_INDENT: usize = "999 = note: ".len();

/// A diagnostic with an excerpt of the file that it points at, its notes, and the way out. `width` is that
/// of the terminal, in columns, if lines are to be broken.
pub fn diagnostic(diagnostic: &Diagnostic, color: bool, width: Option<usize>) -> String {
    let fit = |text: &str| match width {
        Some(width) => wrap(text, width.saturating_sub(NOTE_INDENT)),
        None => text.to_owned(),
    };
    let level = match diagnostic.severity {
        Severity::Info => Level::INFO,
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    let message = fit(&one_paragraph(&diagnostic.message));
    let source = diagnostic.location.as_ref().and_then(Excerpt::read);
    let mut group = Group::with_title(level.primary_title(message.as_str()));
    let path = diagnostic
        .location
        .as_ref()
        .map(|location| shown_path(&location.path));
    if let (Some(excerpt), Some(path)) = (&source, &path) {
        group = group.element(
            Snippet::source(excerpt.text.as_str())
                .line_start(excerpt.first_line)
                .path(path.as_str())
                .annotation(AnnotationKind::Primary.span(excerpt.span.clone())),
        );
    } else if let Some(location) = &diagnostic.location {
        group = group.element(Level::NOTE.message(format!("in {location}")));
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(fit(&one_paragraph(note))));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(fit(help)));
    }
    let renderer = if color {
        // Yellow cannot be read on light ground.
        Renderer::styled().warning(AnsiColor::Magenta.on_default().effects(Effects::BOLD))
    } else {
        Renderer::plain()
    };
    let mut text = renderer.render(&[group]).to_string();
    text.push('\n');
    text
}

/// Whether a diagnostic says more than its message.
pub fn says_more(diagnostic: &Diagnostic) -> bool {
    diagnostic.location.is_some() || diagnostic.help.is_some() || !diagnostic.notes.is_empty()
}

/// A warning of Alembic or SQLAlchemy. Under Alembic's name it looks as Python shows it.
pub fn warning(program: Program, category: &str, message: &str) -> String {
    match program {
        Program::Alembic => format!("{category}: {message}\n"),
        Program::Limbeck => format!("warning: {message}\n"),
    }
}

/// Line ends at the ends of a text have no place in a message.
fn one_paragraph(text: &str) -> String {
    text.trim().to_owned()
}

fn shown_path(path: &Path) -> String {
    let current = std::env::current_dir().ok();
    let relative = current.and_then(|folder| path.strip_prefix(folder).ok().map(Path::to_owned));
    relative.as_deref().unwrap_or(path).display().to_string()
}

/// The lines of a file around a place.
struct Excerpt {
    text: String,
    first_line: usize,
    span: std::ops::Range<usize>,
}

impl Excerpt {
    fn read(location: &SourceLocation) -> Option<Self> {
        let line = location.line?;
        let bytes = std::fs::read(&location.path).ok()?;
        Self::of(&String::from_utf8_lossy(&bytes), line, location.column)
    }

    fn of(text: &str, line: usize, column: Option<usize>) -> Option<Self> {
        let first_line = line.saturating_sub(1).max(1);
        let lines: Vec<&str> = text
            .lines()
            .skip(first_line - 1)
            .take(line - first_line + 2)
            .collect();
        let wanted = lines.get(line - first_line)?;
        let start: usize = lines[..line - first_line]
            .iter()
            .map(|line| line.len() + 1)
            .sum();
        let indent = wanted.len() - wanted.trim_start().len();
        let span = match column {
            Some(column) => {
                let at = wanted
                    .char_indices()
                    .nth(column.saturating_sub(1))
                    .map_or(wanted.len(), |(at, _)| at);
                let end = wanted[at..]
                    .chars()
                    .next()
                    .map_or(at, |c| at + c.len_utf8());
                start + at..start + end
            }
            None => start + indent..start + wanted.trim_end().len(),
        };
        Some(Self {
            text: lines.join("\n"),
            first_line,
            span,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_has_the_line_and_its_neighbours() {
        let excerpt = Excerpt::of("a\n  bé c\nd\ne\n", 2, None).expect("the line is there");
        assert_eq!(
            (excerpt.text.as_str(), excerpt.first_line),
            ("a\n  bé c\nd", 1)
        );
        assert_eq!(&excerpt.text[excerpt.span], "bé c");
        let excerpt = Excerpt::of("a\n  bé c\nd\n", 2, Some(4)).expect("the line is there");
        assert_eq!(&excerpt.text[excerpt.span], "é");
        let excerpt = Excerpt::of("a\n", 1, Some(9)).expect("the line is there");
        assert_eq!(&excerpt.text[excerpt.span], "");
        assert!(Excerpt::of("a\n", 3, None).is_none());
    }

    #[test]
    fn a_diagnostic_without_a_file() {
        let shown = diagnostic(
            &Diagnostic::error("x", "It broke.")
                .note("A fact.")
                .help("Mend it."),
            false,
            None,
        );
        insta::assert_snapshot!(shown, @r"
        error: It broke.
         |
         = note: A fact.
         = help: Mend it.
        ");
    }

    #[test]
    fn lines_fit_a_terminal() {
        let broken = Diagnostic::error("x", "It broke in a way that takes many words to say.")
            .note("There is more of it than fits one line.");
        insta::assert_snapshot!(diagnostic(&broken, false, Some(43)), @r"
        error: It broke in a way that takes
               many words to say.
         |
         = note: There is more of it than fits
                 one line.
        ");
    }
}
