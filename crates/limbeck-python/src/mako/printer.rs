//! [`Printer`]: lines of Python that know where they come from.

use super::fragments::without_margin;

/// Python source, and the line of the template that each of its lines comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Printed {
    pub(super) source: String,
    pub(super) lines: Vec<usize>,
}

/// Writes Python.
#[derive(Default)]
pub(super) struct Printer {
    printed: Printed,
    indentation: usize,
}

impl Printer {
    /// Writes a statement that comes from that line of the template, and goes on in the lines after it if it
    /// has several.
    pub(super) fn line(&mut self, from: usize, text: &str) {
        for (index, line) in text.split('\n').enumerate() {
            // The lines after the first are inside of brackets or go on after a backslash.
            let indentation = if index == 0 { self.indentation } else { 0 };
            self.physical(from + index, indentation, line);
        }
    }

    /// Writes statements with a margin of their own.
    pub(super) fn block(&mut self, from: usize, code: &str) {
        for (index, (line, is_inside)) in without_margin(code).into_iter().enumerate() {
            let indentation = if is_inside { 0 } else { self.indentation };
            self.physical(from + index, indentation, &line);
        }
    }

    fn physical(&mut self, from: usize, indentation: usize, line: &str) {
        for _ in 0..indentation {
            self.printed.source.push_str("    ");
        }
        self.printed.source.push_str(line);
        self.printed.source.push('\n');
        self.printed.lines.push(from);
    }

    /// Writes a header and goes into its body.
    pub(super) fn enter(&mut self, from: usize, header: &str) {
        self.line(from, header);
        self.indentation += 1;
    }

    /// Goes back out of a body.
    pub(super) fn leave(&mut self) {
        self.indentation = self.indentation.saturating_sub(1);
    }

    pub(super) fn finish(self) -> Printed {
        self.printed
    }
}
