//! Batches that copy their table: what is read before, what is undone if it fails.

use std::borrow::Cow;

use limbeck_database::{DatabaseError, ResultSet, Value};
use limbeck_diagnostics::Diagnostic;
use limbeck_dialects::batch::{Check, Next, Rebuild};
use limbeck_schema::{Operation, operation::BatchAlterTable};
use limbeck_scripts::{Origin, SinkError};

use super::Session;
use super::transaction::State;
use super::worker::{Refusal, Refused, Statement};
use crate::{MigrationSink, RunEvent};

/// The savepoint around the copy of a table.
const SAVEPOINT: &str = "limbeck_batch";

/// What makes a copy one thing: all of it happens, or nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guard {
    /// A savepoint of the transaction that is open.
    Savepoint,
    /// A transaction of its own.
    Transaction,
    /// The database cannot undo DDL.
    None,
}

impl Session {
    /// Carries out a batch that has to copy its table; false if it has not.
    pub(super) fn rebuild(
        &mut self,
        batch: &BatchAlterTable,
        origin: &Origin,
    ) -> Result<bool, SinkError> {
        let Some(queries) = self.rebuild_queries(batch)? else {
            return Ok(false);
        };
        self.step_out_of_transaction()?;
        self.open_transaction()?;
        self.settle()?;
        let guard = self.guard()?;
        let done = self.rebuild_guarded(batch, queries, origin);
        match done {
            Ok(()) => self.release(guard)?,
            Err(error) => {
                self.undo(guard);
                return Err(error);
            }
        }
        Ok(true)
    }

    fn rebuild_queries(
        &mut self,
        batch: &BatchAlterTable,
    ) -> Result<Option<Vec<String>>, SinkError> {
        let queries = self.dialect().rebuild_queries(batch, &self.options);
        queries.map_err(|error| {
            self.failure = None;
            error.into()
        })
    }

    fn rebuild_guarded(
        &mut self,
        batch: &BatchAlterTable,
        mut queries: Vec<String>,
        origin: &Origin,
    ) -> Result<(), SinkError> {
        let mut batch = Cow::Borrowed(batch);
        loop {
            let answers = queries
                .iter()
                .map(|query| self.reflect(query))
                .collect::<Result<Vec<ResultSet>, SinkError>>()?;
            match self.compile_rebuild(&batch, &answers)? {
                Next::Rebuild(rebuild) => return self.run_rebuild(&rebuild, origin),
                Next::RenameFirst(first) => {
                    for sql in first.statements {
                        self.run_of_script(self.statement(sql, origin))?;
                    }
                    let Some(rest) = first.batch else {
                        return Ok(());
                    };
                    match self.rebuild_queries(&rest)? {
                        Some(again) => queries = again,
                        None => {
                            let statements = self.compile(&Operation::BatchAlterTable(*rest))?;
                            return statements.into_iter().try_for_each(|statement| {
                                self.run_of_script(self.statement(statement.sql, origin))
                            });
                        }
                    }
                    batch = Cow::Owned(*rest);
                }
            }
        }
    }

    /// Asks the catalog, every value as what it is.
    fn reflect(&mut self, query: &str) -> Result<ResultSet, SinkError> {
        self.worker.query(query, true, false).map_err(|error| {
            self.note(Refused {
                statement: Statement::internal(query),
                refusal: Refusal::Database(error),
            })
        })
    }

    fn compile_rebuild(
        &mut self,
        batch: &BatchAlterTable,
        answers: &[ResultSet],
    ) -> Result<Next, SinkError> {
        let compiled =
            self.dialect()
                .rebuild_table(batch, answers, &self.options, &mut self.compilation);
        for warning in self.compilation.take_warnings() {
            (self.events)(RunEvent::Warning(warning));
        }
        compiled.map_err(|error| {
            self.failure = None;
            error.into()
        })
    }

    fn run_rebuild(&mut self, rebuild: &Rebuild, origin: &Origin) -> Result<(), SinkError> {
        // What cannot be asked before the copy need not be answered after it.
        let before: Vec<Option<ResultSet>> = rebuild
            .checks
            .iter()
            .map(|check| self.ask(query(check)).ok())
            .collect();
        let mut done = rebuild
            .before
            .iter()
            .try_for_each(|sql| self.run_now(Statement::internal(sql.as_str())));
        if done.is_ok() {
            done = self
                .copy(rebuild, origin)
                .and_then(|()| self.check(rebuild, &before));
        }
        for sql in &rebuild.after {
            let restored = self.run_anyway(sql);
            if done.is_ok() {
                done = restored;
            }
        }
        done
    }

    fn copy(&mut self, rebuild: &Rebuild, origin: &Origin) -> Result<(), SinkError> {
        for statement in &rebuild.statements {
            if let Some(condition) = &statement.condition
                && !self.holds(condition)?
            {
                continue;
            }
            let done = self.run_of_script(self.statement(statement.sql.clone(), origin));
            if done.is_err()
                && let Some(undo) = &statement.undo
                && !self.dialect().session().failure_ends_transaction()
                // A journal says what is there to go on with.
                && !self.journal.is_at_work()
            {
                // What failed first says more than that this fails, too.
                let _ = self.run_anyway(undo);
            }
            done?;
        }
        Ok(())
    }

    fn check(&mut self, rebuild: &Rebuild, before: &[Option<ResultSet>]) -> Result<(), SinkError> {
        for (check, before) in rebuild.checks.iter().zip(before) {
            let Some(before) = before else { continue };
            let after = self.query_text(query(check))?;
            if let Check::DoesNotGrow { message, help, .. } = check {
                let grown = grown(before, &after);
                if !grown.is_empty() {
                    self.failure = None;
                    return Err(SinkError::Other(Box::new(
                        Diagnostic::error(
                            "batch-check-failed",
                            message.replace("{}", &grown.join(", ")),
                        )
                        .help(help.as_str()),
                    )));
                }
            }
        }
        Ok(())
    }

    /// Asks something that may fail without a word.
    fn ask(&mut self, sql: &str) -> Result<ResultSet, DatabaseError> {
        self.worker.query(sql, false, false)
    }

    /// Runs a statement even if something has failed or the run is cancelled.
    fn run_anyway(&mut self, sql: &str) -> Result<(), SinkError> {
        self.tell(sql);
        let done = self.worker.run_urgently(vec![Statement::internal(sql)]);
        done.map_err(super::worker::Refused::into_error)
    }

    fn guard(&mut self) -> Result<Guard, SinkError> {
        let session = self.dialect().session();
        let guard = match self.transaction.state {
            _ if !self.dialect().capabilities().rolls_back_ddl => Guard::None,
            State::Open if !self.transaction.autocommit => Guard::Savepoint,
            State::Suspended if !session.savepoint_begins_transaction() => Guard::None,
            State::Suspended if !self.transaction.autocommit => Guard::Savepoint,
            State::Open | State::Suspended | State::Wanted | State::None => Guard::Transaction,
        };
        let begin = match guard {
            Guard::Savepoint => session.savepoint(SAVEPOINT),
            Guard::Transaction => session.begin().to_owned(),
            Guard::None => return Ok(guard),
        };
        self.run_now(Statement::internal(begin))?;
        Ok(guard)
    }

    fn release(&mut self, guard: Guard) -> Result<(), SinkError> {
        let session = self.dialect().session();
        match guard {
            Guard::Savepoint => {
                self.run_now(Statement::internal(session.release_savepoint(SAVEPOINT)))
            }
            Guard::Transaction => self.run_now(Statement::internal(session.commit())),
            Guard::None => Ok(()),
        }
    }

    /// Takes back what the copy has done so far. That what failed first goes on to the script: a
    /// connection that cannot do this is lost, and with it the transaction.
    fn undo(&mut self, guard: Guard) {
        let session = self.dialect().session();
        match guard {
            Guard::Savepoint => {
                let _ = self.run_anyway(&session.rollback_to_savepoint(SAVEPOINT));
                let _ = self.run_anyway(&session.release_savepoint(SAVEPOINT));
            }
            Guard::Transaction => {
                let _ = self.run_anyway(session.rollback());
            }
            Guard::None => {}
        }
    }
}

fn query(check: &Check) -> &str {
    match check {
        Check::Runs(query) | Check::DoesNotGrow { query, .. } => query,
    }
}

/// The rows whose last value is larger than before, in words.
fn grown(before: &ResultSet, after: &ResultSet) -> Vec<String> {
    after
        .rows
        .iter()
        .filter_map(|row| {
            let (count, names) = row.split_last()?;
            let earlier = before
                .rows
                .iter()
                .filter_map(|row| row.split_last())
                .find(|(_, other)| *other == names)
                .map_or(0, |(count, _)| number(count));
            let names: Vec<&str> = names.iter().map(text).collect();
            (number(count) > earlier)
                .then(|| format!("{} ({})", names.join(" to "), number(count) - earlier))
        })
        .collect()
}

fn number(value: &Value) -> i64 {
    text(value).parse().unwrap_or_default()
}

fn text(value: &Value) -> &str {
    match value {
        Value::Text(text) => text,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(rows: &[(&str, &str)]) -> ResultSet {
        ResultSet {
            rows: rows
                .iter()
                .map(|(name, count)| {
                    vec![
                        Value::Text((*name).to_owned()),
                        Value::Text("item".to_owned()),
                        Value::Text((*count).to_owned()),
                    ]
                })
                .collect(),
            ..ResultSet::default()
        }
    }

    #[test]
    fn only_what_has_grown_counts() {
        let check = |before: &[(&str, &str)], after: &[(&str, &str)], expected: &[&str]| {
            assert_eq!(grown(&answer(before), &answer(after)), expected);
        };
        check(&[], &[], &[]);
        check(&[("a", "3")], &[("a", "3")], &[]);
        check(&[("a", "3")], &[("a", "1")], &[]);
        check(
            &[("a", "3"), ("b", "1")],
            &[("a", "5"), ("b", "1"), ("c", "1")],
            &["a to item (2)", "c to item (1)"],
        );
    }
}
