//! [`SqlFile`]: statements that are no migration, such as the reviewed output of a comparison.

use std::path::{Path, PathBuf};

use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_dialects::Dialect;

use super::read_source;
use super::script::is_script;
use super::statements::{LocatedStatement, located_statements};

/// A file of statements that has no header and no sections: all of it runs, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqlFile {
    /// The file.
    pub path: PathBuf,
    /// Its statements, in order.
    pub statements: Vec<LocatedStatement>,
}

impl SqlFile {
    /// Reads a file.
    ///
    /// # Errors
    /// As [`SqlFile::parse`]; also if the file cannot be read.
    pub fn read(path: &Path, dialect: &dyn Dialect) -> Result<Self, Box<Diagnostic>> {
        Self::parse(path, &read_source(path)?, dialect)
    }

    /// Takes a text apart.
    ///
    /// # Errors
    /// A [`Diagnostic`] for a migration script, whose sections undo each other; for a text that is not UTF-8; and
    /// for one that cannot be split into statements, or is about the transaction.
    pub fn parse(
        path: &Path,
        source: &[u8],
        dialect: &dyn Dialect,
    ) -> Result<Self, Box<Diagnostic>> {
        let text = std::str::from_utf8(source).map_err(|error| {
            let valid = &source[..error.valid_up_to()];
            let line = 1 + memchr::memchr_iter(b'\n', valid).count();
            Diagnostic::error("sql-file", "The file is not UTF-8.")
                .at(SourceLocation::line(path, line))
                .help("Save it as UTF-8.")
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if is_script(text) {
            return Err(Box::new(
                Diagnostic::error(
                    "is-migration",
                    "The file is a migration: it has a header, or sections for the way up and the way down.",
                )
                .at(SourceLocation::file(path))
                .help("Put it into the version folder and run `upgrade`; or leave only the statements in it."),
            ));
        }
        Ok(Self {
            path: path.to_owned(),
            statements: located_statements(path, text, 1, dialect, "Leave it out.")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&[(usize, &str)], &str>) {
        let dialect = limbeck_dialects::dialect("postgresql").expect("it is there");
        let parsed = SqlFile::parse(Path::new("a.sql"), text.as_bytes(), dialect);
        let shown = match &parsed {
            Ok(file) => {
                let statements = file.statements.iter();
                Ok(statements
                    .map(|found| (found.line, found.text.as_str()))
                    .collect::<Vec<_>>())
            }
            Err(diagnostic) => Err(diagnostic.code),
        };
        assert_eq!(shown, expected.map(<[_]>::to_vec), "{text}");
    }

    #[test]
    fn statements_have_their_lines() {
        check(
            "-- made from models\n\nCREATE TABLE a (x INT);\nCREATE TABLE b (\n  y INT\n)",
            Ok(&[
                (3, "CREATE TABLE a (x INT)"),
                (4, "CREATE TABLE b (\n  y INT\n)"),
            ]),
        );
        check("\u{feff}SELECT 1;\n", Ok(&[(1, "SELECT 1")]));
        check("-- nothing\n", Ok(&[]));
    }

    #[test]
    fn what_is_not_run() {
        check("-- upgrade\nSELECT 1;\n-- downgrade\n", Err("is-migration"));
        check("SELECT 1;\nCOMMIT;", Err("transaction-in-script"));
        check("SELECT 'a", Err("sql-script"));
    }
}
