//! `db apply`.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_dialects::Dialect;
use limbeck_dialects::session::StatementKind;
use limbeck_runtime::{Failure as SinkFailure, MigrationSink, RunError, Session};
use limbeck_schema::operation::SqlStatement;
use limbeck_scripts::sql::{LocatedStatement, SqlFile};
use limbeck_scripts::{OperationSink, Origin, SinkError, TransactionControl};

use crate::database::{choose, locate_only};
use crate::{Failure, FailureKind, Project, Run};

/// Options of [`apply`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApplyOptions {
    /// The file, as typed.
    pub file: PathBuf,
    /// Run the statements, and take them back.
    pub dry_run: bool,
    /// Another database than the project's own.
    pub database: Option<String>,
}

/// What was done with the statements of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The URL of the database, without the password.
    pub url: String,
    /// The statements, in order.
    pub statements: Vec<AppliedStatement>,
    /// Whether all of them were one transaction.
    pub is_atomic: bool,
}

/// What was done with a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedStatement {
    /// Its text.
    pub text: String,
    /// The line on which it begins, from 1.
    pub line: usize,
    /// How it stands to the transaction.
    pub standing: StatementStanding,
    /// How long it took; `None` if a dry run could not try it.
    pub duration: Option<Duration>,
    /// How many rows it has changed, if the database says so.
    pub row_count: Option<u64>,
}

/// How a statement stands to the transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementStanding {
    /// It is part of it.
    Inside,
    /// It cannot run in one: what comes before it is committed first.
    Outside,
    /// It commits what comes before it, and itself.
    Commits,
}

impl StatementStanding {
    fn of(statement: &str, dialect: &dyn Dialect) -> Self {
        let session = dialect.session();
        if session.needs_autocommit(statement) {
            StatementStanding::Outside
        } else if !dialect.capabilities().rolls_back_ddl
            && session.statement_kind(statement) == StatementKind::ImplicitCommit
        {
            StatementStanding::Commits
        } else {
            StatementStanding::Inside
        }
    }
}

/// Runs the statements of a file, as one transaction as far as the database can, under the lock that migrations take.
///
/// `each` is told every statement once it has run.
///
/// # Errors
/// [`Failure`] if the file cannot be read or is not only statements, before anything runs; if a statement fails, in
/// which case the failure says what took effect; and for a dry run of what cannot be taken back.
pub fn apply(
    project: &Project,
    options: &ApplyOptions,
    run: Run,
    each: &mut dyn FnMut(&AppliedStatement),
) -> Result<Applied, Failure> {
    let run = choose(project, run, options.database.as_deref())?;
    let database = locate_only(project, &run)?;
    let path = run.surroundings.working_directory.join(&options.file);
    let file =
        SqlFile::read(&path, database.dialect).map_err(|diagnostic| Failure::error(*diagnostic))?;
    let standing =
        |statement: &LocatedStatement| StatementStanding::of(&statement.text, database.dialect);
    let planned: Vec<_> = file
        .statements
        .iter()
        .map(|statement| (statement, standing(statement)))
        .collect();
    announce(&planned, options.dry_run, &file, &run)?;
    let mut session = database.open_locked(&run)?;
    let mut application = Application {
        session: &mut session,
        file: &file,
        is_dry: options.dry_run,
        committed: 0,
    };
    let mut statements = Vec::with_capacity(planned.len());
    for (number, (statement, standing)) in planned.iter().enumerate() {
        let done = application.carry_out(number, statement, *standing)?;
        each(&done);
        statements.push(done);
    }
    application.end()?;
    session.unlock();
    Ok(Applied {
        url: database.url().to_string(),
        statements,
        is_atomic: planned
            .iter()
            .all(|(_, standing)| *standing == StatementStanding::Inside),
    })
}

/// Says what is no part of the transaction, before anything runs.
fn announce(
    planned: &[(&LocatedStatement, StatementStanding)],
    is_dry: bool,
    file: &SqlFile,
    run: &Run,
) -> Result<(), Failure> {
    let lines = |wanted: StatementStanding| -> Vec<usize> {
        let found = planned.iter().filter(|(_, standing)| *standing == wanted);
        found.map(|(statement, _)| statement.line).collect()
    };
    let note = |text: &str| run.log.observer().note(text);
    let commits = lines(StatementStanding::Commits);
    if let Some(first) = commits.first() {
        if is_dry {
            return Err(Failure::error(
                Diagnostic::error(
                    "dry-run-impossible",
                    "A dry run is not possible: this database cannot take the statement back.",
                )
                .at(SourceLocation::line(&file.path, *first))
                .note("Every statement of DDL commits there what came before it, and itself.")
                .help("Try the file on a copy of the database, which --db names."),
            ));
        }
        note(&format!(
            "{} by itself on this database: if one fails, those before it stay",
            on_lines(&commits, "commits", "commit")
        ));
    }
    let outside = lines(StatementStanding::Outside);
    if !outside.is_empty() {
        let what = on_lines(
            &outside,
            "cannot run in a transaction",
            "cannot run in a transaction",
        );
        note(&match is_dry {
            true => format!("{what}, and so cannot be tried"),
            false => format!("{what}: what comes before is committed first"),
        });
    }
    Ok(())
}

/// `the statement on line 3 commits`, `2 statements commit, on lines 3 and 7`.
fn on_lines(lines: &[usize], one: &str, several: &str) -> String {
    let numbers: Vec<String> = lines.iter().map(usize::to_string).collect();
    match numbers.as_slice() {
        [line] => format!("the statement on line {line} {one}"),
        numbers => format!(
            "{} statements (lines {}) {several}",
            numbers.len(),
            numbers.join(", ")
        ),
    }
}

/// A file that is being applied.
struct Application<'a> {
    session: &'a mut Session,
    file: &'a SqlFile,
    is_dry: bool,
    /// How many statements nothing takes back any more.
    committed: usize,
}

impl Application<'_> {
    fn carry_out(
        &mut self,
        number: usize,
        statement: &LocatedStatement,
        standing: StatementStanding,
    ) -> Result<AppliedStatement, Failure> {
        let mut done = AppliedStatement {
            text: statement.text.clone(),
            line: statement.line,
            standing,
            duration: None,
            row_count: None,
        };
        if self.is_dry && standing == StatementStanding::Outside {
            return Ok(done);
        }
        let started = Instant::now();
        done.row_count = match self.run(number, statement, standing) {
            Ok(row_count) => row_count,
            Err(error) => return Err(self.failed(error)),
        };
        done.duration = Some(started.elapsed());
        Ok(done)
    }

    fn run(
        &mut self,
        number: usize,
        statement: &LocatedStatement,
        standing: StatementStanding,
    ) -> Result<Option<u64>, SinkError> {
        let origin = Origin {
            path: Some(self.file.path.clone()),
            line: Some(statement.line),
        };
        let text = SqlStatement::Script(statement.text.clone());
        match standing {
            StatementStanding::Inside => Ok(self.session.query(text, &origin)?.row_count),
            StatementStanding::Commits => {
                // Whether it works or not.
                self.committed = number;
                let result = self.session.query(text, &origin)?;
                self.committed = number + 1;
                Ok(result.row_count)
            }
            StatementStanding::Outside => {
                self.session
                    .transaction(TransactionControl::BeginAutocommit)?;
                self.committed = number;
                let result = self.session.query(text, &origin)?;
                self.committed = number + 1;
                self.session
                    .transaction(TransactionControl::EndAutocommit)?;
                Ok(result.row_count)
            }
        }
    }

    /// Makes everything final, or takes it back.
    fn end(&mut self) -> Result<(), Failure> {
        let ended = match self.is_dry {
            false => self.session.commit(),
            true => self
                .session
                .check_deferred()
                .and_then(|()| self.session.rollback()),
        };
        ended.map_err(|error| self.failed(error))
    }

    /// Takes back what can be, and says what cannot.
    fn failed(&mut self, error: SinkError) -> Failure {
        let failure = self.session.take_failure();
        // A connection that cannot roll back is lost; the server rolls back by itself then.
        let _ = self.session.rollback();
        self.session.unlock();
        let (kind, diagnostic) = match failure {
            Some(SinkFailure::Statement(failed)) => {
                (FailureKind::Broken, Diagnostic::from(*failed))
            }
            Some(SinkFailure::Cancelled { .. }) => (
                FailureKind::Cancelled,
                Diagnostic::error("cancelled", "The run was cancelled."),
            ),
            Some(_) | None => {
                let failure = Failure::from(RunError::Sink(error));
                (failure.kind, *failure.diagnostic)
            }
        };
        Failure {
            kind,
            diagnostic: Box::new(self.with_outcome(diagnostic)),
        }
    }

    fn with_outcome(&self, diagnostic: Diagnostic) -> Diagnostic {
        let Some(last) = self
            .committed
            .checked_sub(1)
            .map(|last| &self.file.statements[last])
        else {
            return diagnostic.note("Nothing was changed.");
        };
        let diagnostic = diagnostic.note(format!(
            "What stands up to line {} took effect.",
            last.line + last.text.matches('\n').count()
        ));
        match diagnostic.help {
            Some(_) => diagnostic,
            None => diagnostic.help(
                "Correct the statement, take what took effect out of the file, and apply the rest.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_and_their_lines() {
        assert_eq!(
            on_lines(&[3], "commits", "commit"),
            "the statement on line 3 commits"
        );
        assert_eq!(
            on_lines(&[3, 7], "commits", "commit"),
            "2 statements (lines 3, 7) commit"
        );
    }
}
