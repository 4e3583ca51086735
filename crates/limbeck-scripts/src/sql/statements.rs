//! [`LocatedStatement`]s: the statements of a text, with their lines.

use std::path::Path;

use limbeck_database::TransactionWord;
use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_dialects::Dialect;
use limbeck_dialects::splitting::{ScriptStatement, SplitError};

/// A statement with its place in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocatedStatement {
    /// The statement, without what ends it.
    pub text: String,
    /// The same with the comments before it.
    pub with_comments: String,
    /// The line on which it begins, from 1.
    pub line: usize,
}

/// The statements of a text that begins on that line of a file.
///
/// # Errors
/// A [`Diagnostic`] if the text leaves something open, is not only SQL, or is about the transaction; of this
/// `way_out` says what to do.
pub(super) fn located_statements(
    path: &Path,
    text: &str,
    first_line: usize,
    dialect: &dyn Dialect,
    way_out: WayOut,
) -> Result<Vec<LocatedStatement>, Box<Diagnostic>> {
    let line_of =
        |at: usize| first_line + memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count();
    let statements = dialect
        .splitter()
        .split(text)
        .map_err(|error| split_diagnostic(path, line_of(error.at), &error))?;
    statements
        .iter()
        .map(|statement| located(path, statement, line_of(statement.start), way_out))
        .collect()
}

/// What to do about a statement that begins or ends the transaction.
pub(super) type WayOut = &'static str;

/// A statement with its line, unless it is about the transaction.
fn located(
    path: &Path,
    statement: &ScriptStatement<'_>,
    line: usize,
    way_out: WayOut,
) -> Result<LocatedStatement, Box<Diagnostic>> {
    if TransactionWord::of(statement.text).is_some() {
        let diagnostic = Diagnostic::error(
            "transaction-in-script",
            format!(
                "`{}` is about the transaction, which limbeck begins and ends itself.",
                statement.text
            ),
        )
        .at(SourceLocation::line(path, line))
        .help(way_out);
        return Err(Box::new(diagnostic));
    }
    Ok(LocatedStatement {
        text: statement.text.to_owned(),
        with_comments: statement.with_comments(),
        line,
    })
}

fn split_diagnostic(path: &Path, line: usize, error: &SplitError) -> Diagnostic {
    let mut message = error.to_string();
    message.push('.');
    Diagnostic::error("sql-script", message)
        .at(SourceLocation::line(path, line))
        .help(error.problem.help())
}
