//! Places in the user's files.

use std::fmt;
use std::path::PathBuf;

/// A file's path with its text, for showing an excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// The path as the user would type it.
    pub path: PathBuf,
    /// The whole text.
    pub text: String,
}

impl SourceFile {
    /// The line and column (both from 1, columns in characters) of a byte offset. An offset past
    /// the end is the end.
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &self.text[..end];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        LineColumn {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// A line and a column, both counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A place in one of the user's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLocation {
    /// The file.
    pub path: PathBuf,
    /// Where in it; `None` means the file as a whole.
    pub line: Option<usize>,
    /// Column in characters from 1, where known.
    pub column: Option<usize>,
}

impl SourceLocation {
    /// A file as a whole.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            line: None,
            column: None,
        }
    }

    /// A line of a file, from 1.
    pub fn line(path: impl Into<PathBuf>, line: usize) -> Self {
        Self {
            path: path.into(),
            line: Some(line),
            column: None,
        }
    }

    /// A line and column of a file, both from 1.
    pub fn position(path: impl Into<PathBuf>, at: LineColumn) -> Self {
        Self {
            path: path.into(),
            line: Some(at.line),
            column: Some(at.column),
        }
    }
}

impl fmt::Display for SourceLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_become_lines_and_columns() {
        let file = SourceFile {
            path: "a.py".into(),
            text: "é = 1\nb = 2\n".into(),
        };
        let check = |offset, line, column| {
            assert_eq!(file.line_column(offset), LineColumn { line, column });
        };
        check(0, 1, 1);
        check(2, 1, 2);
        check(1, 1, 1);
        check(7, 2, 1);
        check(11, 2, 5);
        check(1000, 3, 1);
    }
}
