//! [`PreparedSql`]: the statements of a script in SQL, ready to run.

use std::path::{Path, PathBuf};

use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_dialects::Dialect;
use limbeck_revisions::Direction;
use limbeck_schema::Operation;
use limbeck_schema::operation::{Execute, SqlStatement};

use crate::{OperationSink, Origin, SinkError, TransactionControl};

use super::script::{SqlScript, Transactions, title};
use super::statements::{LocatedStatement, located_statements};

/// What to do about statements that begin or end the transaction.
const WITHOUT_TRANSACTION: &str = "Leave it out; write `-- transaction: off` into the header if the statements cannot \
     run in a transaction.";

/// The text of a script.
///
/// # Errors
/// A [`Diagnostic`] if the file cannot be read.
pub fn read_source(path: &Path) -> Result<Vec<u8>, Box<Diagnostic>> {
    std::fs::read(path).map_err(|error| {
        let diagnostic = Diagnostic::error(
            "unreadable-script",
            format!("cannot read {}: {error}", path.display()),
        );
        Box::new(
            diagnostic
                .at(SourceLocation::file(path))
                .help("Check the permissions of the file."),
        )
    })
}

/// The statements of one way of a script, ready to run on a dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedSql {
    path: PathBuf,
    transactions: Transactions,
    statements: Vec<LocatedStatement>,
}

impl PreparedSql {
    /// Reads a script and finds what a direction runs on a dialect.
    ///
    /// # Errors
    /// As [`PreparedSql::prepare`]; also if the file cannot be read.
    pub fn read(
        path: &Path,
        direction: Direction,
        dialect: &dyn Dialect,
    ) -> Result<Self, Box<Diagnostic>> {
        let source = read_source(path)?;
        Self::prepare(path, &source, direction, dialect)
    }

    /// Takes a script apart and finds what a direction runs on a dialect.
    ///
    /// # Errors
    /// A [`Diagnostic`] if the script cannot be read, has no section for that, or one that limbeck
    /// must not run. Nothing has run then.
    pub fn prepare(
        path: &Path,
        source: &[u8],
        direction: Direction,
        dialect: &dyn Dialect,
    ) -> Result<Self, Box<Diagnostic>> {
        let script = SqlScript::parse(source).map_err(|error| error.diagnostic(path))?;
        let section = script
            .section(direction, dialect.name())
            .ok_or_else(|| no_section(path, &script, direction, dialect))?;
        Ok(Self {
            path: path.to_owned(),
            transactions: script.transactions,
            statements: located_statements(
                path,
                section.text,
                section.line,
                dialect,
                WITHOUT_TRANSACTION,
            )?,
        })
    }

    /// Gives the statements to a sink.
    ///
    /// # Errors
    /// [`SinkError`] of the first that it does not take.
    pub fn carry_out(self, sink: &mut dyn OperationSink) -> Result<(), SinkError> {
        let by_themselves = self.transactions == Transactions::Off;
        if by_themselves {
            sink.transaction(TransactionControl::BeginAutocommit)?;
        }
        let is_offline = sink.is_offline();
        for statement in self.statements {
            let origin = Origin {
                path: Some(self.path.clone()),
                line: Some(statement.line),
            };
            let text = match is_offline {
                true => statement.with_comments,
                false => statement.text,
            };
            let statement = SqlStatement::Script(text);
            sink.push(Operation::Execute(Execute { statement }), &origin)?;
        }
        if by_themselves {
            sink.transaction(TransactionControl::EndAutocommit)?;
        }
        Ok(())
    }
}

/// There is no section for what is asked for.
fn no_section(
    path: &Path,
    script: &SqlScript<'_>,
    direction: Direction,
    dialect: &dyn Dialect,
) -> Diagnostic {
    let general = title(direction, &[]);
    let own = title(direction, &[dialect.name().to_owned()]);
    let others: Vec<_> = script
        .sections
        .iter()
        .filter(|section| section.direction == direction)
        .map(|section| format!("`{}`", title(direction, &section.dialects)))
        .collect();
    let diagnostic = match (direction, others.as_slice()) {
        (Direction::Downgrade, []) => Diagnostic::error(
            "irreversible",
            "The script cannot be undone: it has no section `-- downgrade`.",
        )
        .help("Write the section; leave it empty if there is nothing to undo."),
        (_, others) => Diagnostic::error(
            "no-section",
            format!(
                "The script has nothing for this database: there is {}, but neither `{own}` nor \
                 `{general}`.",
                others.join(" and ")
            ),
        )
        .help(format!(
            "Write the section `{own}`, or `{general}` for all other databases."
        )),
    };
    diagnostic.at(SourceLocation::file(path))
}

#[cfg(test)]
mod tests;
