//! `--sql --from-db`: statements are written down, and what scripts read comes from the database.

use std::cell::RefCell;

use limbeck_database::ResultSet;
use limbeck_dialects::{Dialect, SchemaTranslateMap};
use limbeck_python::Raise;
use limbeck_revisions::RevisionId;
use limbeck_runtime::{MigrationSink, Session, VersionTable};
use limbeck_schema::Operation;
use limbeck_schema::expression::Statement;
use limbeck_schema::operation::SqlStatement;
use limbeck_scripts::{OperationSink, Origin, SinkError, TransactionControl};

use super::options::ConfigureOptions;
use super::{Environment, errors};

/// A session that only reads.
pub(super) struct Reader(RefCell<Session>);

impl Reader {
    /// The rows of the version table, in its order.
    pub(super) fn version_rows(&self, table: &VersionTable) -> Result<Vec<RevisionId>, Raise> {
        let rows = self.0.borrow_mut().version_rows(table, &[]);
        Ok(rows.map_err(errors::sink)?.unwrap_or_default())
    }
}

impl Environment<'_, '_> {
    /// Connects to the database that a script is written for, if it is to be looked at.
    pub(super) fn reader(&self, options: &ConfigureOptions) -> Result<Option<Reader>, Raise> {
        if !self.destination.from_db {
            return Ok(None);
        }
        let mut session = self.open(self.url(&options.url)?, &[])?;
        let read_only = session.dialect().session().read_only().to_owned();
        // Each look sees the latest state, and keeps no lock.
        session
            .set_autocommit(true)
            .and_then(|()| session.query(SqlStatement::Verbatim(read_only), &Origin::default()))
            .map_err(errors::sink)?;
        Ok(Some(Reader(RefCell::new(session))))
    }
}

/// Writes with one sink and reads with another.
pub(super) struct Reading<'s> {
    pub(super) writer: &'s mut dyn OperationSink,
    pub(super) reader: &'s Reader,
}

impl OperationSink for Reading<'_> {
    fn dialect(&self) -> &'static dyn Dialect {
        self.writer.dialect()
    }

    /// Scripts get rows, as online.
    fn is_offline(&self) -> bool {
        false
    }

    fn push(&mut self, operation: Operation, origin: &Origin) -> Result<(), SinkError> {
        self.writer.push(operation, origin)
    }

    fn query(&mut self, statement: SqlStatement, origin: &Origin) -> Result<ResultSet, SinkError> {
        if !reads(&statement) {
            return self.writer.query(statement, origin);
        }
        let mut session = self.reader.0.borrow_mut();
        let read = session.query(statement.clone(), origin);
        match read {
            // A SELECT of a function that writes, or a WITH that inserts.
            Err(SinkError::Database { error, .. })
                if session.dialect().session().is_read_only_violation(&error) =>
            {
                self.writer.query(statement, origin)
            }
            read => read,
        }
    }

    fn translate_schemas(&mut self, map: SchemaTranslateMap) -> SchemaTranslateMap {
        self.reader.0.borrow_mut().translate_schemas(map.clone());
        self.writer.translate_schemas(map)
    }

    fn transaction(&mut self, control: TransactionControl) -> Result<(), SinkError> {
        self.writer.transaction(control)
    }
}

/// The first words of statements that return rows and, as a rule, change nothing.
const READING: [&str; 8] = [
    "SELECT", "WITH", "SHOW", "VALUES", "TABLE", "EXPLAIN", "PRAGMA", "DESCRIBE",
];

/// Whether a statement is one to run rather than to write down.
pub(super) fn reads(statement: &SqlStatement) -> bool {
    let text = match statement {
        SqlStatement::Text(text) => text.text.as_str(),
        SqlStatement::Verbatim(text) | SqlStatement::Script(text) => text.as_str(),
        SqlStatement::Expression(_) => return true,
        SqlStatement::Construct(statement) => return matches!(**statement, Statement::Query(_)),
    };
    let word: String = without_comments(text)
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .collect();
    READING.contains(&word.to_ascii_uppercase().as_str())
}

/// The text from its first word on; an opening parenthesis may stand before that.
fn without_comments(text: &str) -> &str {
    let mut rest = text.trim_start_matches(|c: char| c.is_whitespace() || c == '(');
    loop {
        let after = if let Some(comment) = rest.strip_prefix("--") {
            comment.split_once('\n').map(|(_, after)| after)
        } else if let Some(comment) = rest.strip_prefix("/*") {
            comment.split_once("*/").map(|(_, after)| after)
        } else {
            return rest;
        };
        rest = after
            .unwrap_or_default()
            .trim_start_matches(|c: char| c.is_whitespace() || c == '(');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: bool) {
        assert_eq!(
            reads(&SqlStatement::Verbatim(text.to_owned())),
            expected,
            "{text}"
        );
    }

    #[test]
    fn queries_are_told_by_their_first_word() {
        check("SELECT 1", true);
        check("  (select 1)", true);
        check("-- SELECT\nUPDATE t SET a = 1", false);
        check("/* UPDATE */ WITH x AS (SELECT 1) SELECT 1", true);
        check("INSERT INTO t SELECT 1", false);
        check("selection()", false);
        check("", false);
        check("-- nothing", false);
    }
}
