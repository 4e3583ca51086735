//! The way of a statement from a script to the database.

use std::sync::Arc;

use limbeck_database::{DatabaseError, ResultSet, TransactionWord, changes_rows};
use limbeck_diagnostics::Diagnostic;
use limbeck_dialects::{CompiledStatement, Condition};
use limbeck_scripts::{Origin, Outcome, SinkError, added};

use super::Session;
use super::transaction::State;
use super::worker::{Refusal, Refused, Statement};
use crate::MigrationSink;
use crate::error::FailedStatement;
use crate::migration_sink::Failure;

/// How much text is gathered before it is sent though the step is not over.
const MOST_QUEUED: usize = 256 * 1024;

impl Statement {
    /// A statement of the runtime's own.
    pub(super) fn internal(sql: impl Into<String>) -> Self {
        Self {
            sql: sql.into(),
            origin: Origin::default(),
            step: None,
            check: None,
            outcome: None,
        }
    }
}

impl Refused {
    pub(super) fn is_cancelled(&self) -> bool {
        matches!(self.refusal, Refusal::Database(DatabaseError::Cancelled))
    }

    /// What a script is told.
    pub(super) fn into_error(self) -> SinkError {
        let error = match self.refusal {
            Refusal::Database(error) => error,
            Refusal::Skipped => DatabaseError::Cancelled,
            Refusal::RowCount(message) => {
                return SinkError::Other(Box::new(Diagnostic::error(
                    "version-table-mismatch",
                    message,
                )));
            }
        };
        SinkError::Database {
            error,
            statement: self.statement.sql,
        }
    }

    fn failure(&self) -> Failure {
        match &self.refusal {
            Refusal::Database(DatabaseError::Cancelled) | Refusal::Skipped => Failure::Cancelled {
                step: self.statement.step.as_deref().map(str::to_owned),
            },
            Refusal::Database(error) => Failure::Statement(Box::new(FailedStatement {
                step: self.statement.step.as_deref().map(str::to_owned),
                origin: self.statement.origin.clone(),
                statement: self.statement.sql.clone(),
                error: error.clone(),
            })),
            Refusal::RowCount(message) => Failure::RowCount {
                message: message.clone(),
            },
        }
    }
}

impl Session {
    /// Takes a statement that an operation was compiled to.
    pub(super) fn take_compiled(
        &mut self,
        compiled: CompiledStatement,
        origin: &Origin,
    ) -> Result<(), SinkError> {
        if self.journal.is_at_work() {
            if compiled.condition.is_none() && self.take_change(&compiled.sql, origin)?.is_some() {
                return Ok(());
            }
            let statement = self.statement(compiled.sql, origin);
            return self.take_recorded(compiled.condition.as_ref(), statement);
        }
        if let Some(condition) = &compiled.condition
            && !self.holds(condition)?
        {
            return Ok(());
        }
        let statement = self.statement(compiled.sql, origin);
        if let Some(statement) = self.divert(statement)? {
            self.give(statement)?;
        }
        Ok(())
    }

    /// Runs a statement of the script and returns its rows.
    pub(super) fn query_statement(
        &mut self,
        sql: String,
        origin: &Origin,
    ) -> Result<ResultSet, SinkError> {
        let mut statement = self.statement(sql, origin);
        if self.journal.is_at_work() {
            statement = self.take_all_but_last(statement)?;
        }
        let Some(statement) = self.divert(statement)? else {
            return Ok(ResultSet::default());
        };
        if self.journal.is_at_work()
            && let Some(result) = self.query_recorded(&statement)?
        {
            return Ok(result);
        }
        self.step_out_of_transaction()?;
        self.open_transaction()?;
        self.settle()?;
        self.failure = None;
        self.tell(&statement.sql);
        let result = self.worker.query(&statement.sql, true, false);
        self.transaction_may_have_ended(&statement.sql, result.is_ok());
        result.map_err(|error| {
            self.note(Refused {
                statement,
                refusal: Refusal::Database(error),
            })
        })
    }

    /// Takes a statement of the script that only changes rows, so that nothing of it is missed while it
    /// waits to be sent; `None` if it must be waited for, and is not taken.
    ///
    /// Where DDL commits, rows that were changed before it are final, and the journal says so; the
    /// transaction that is open is undone as a whole even there.
    pub(super) fn take_change(
        &mut self,
        sql: &str,
        origin: &Origin,
    ) -> Result<Option<Outcome>, SinkError> {
        let outcome = Outcome::default();
        let may_wait = self.may_wait(origin) && changes_rows(sql);
        if !may_wait || self.journal.is_at_work() && !self.journal.take_ahead(sql, &outcome) {
            return Ok(None);
        }
        self.step_out_of_transaction()?;
        self.give_ahead(Statement {
            outcome: Some(outcome.clone()),
            ..self.statement(sql.to_owned(), origin)
        })?;
        Ok(Some(outcome))
    }

    /// Runs statements of the script that differ in their values only, in as few messages as the
    /// connection needs, and returns how many rows they affected.
    pub(super) fn query_together(
        &mut self,
        statements: Vec<String>,
        origin: &Origin,
    ) -> Result<Option<u64>, SinkError> {
        let Some(first) = statements.first() else {
            return Ok(None);
        };
        // The journal counts statement by statement.
        if self.journal.is_at_work() || !self.goes_to_database(first) {
            return self.query_each(statements, origin);
        }
        self.step_out_of_transaction()?;
        self.open_transaction()?;
        self.settle()?;
        self.failure = None;
        for sql in &statements {
            self.tell(sql);
        }
        let statements = Arc::new(statements);
        let counted = self.worker.count(&statements);
        let reached = match &counted {
            Ok(_) => statements.last(),
            Err(refused) => statements.get(refused.index),
        };
        let sql = reached.map(String::as_str).unwrap_or_default();
        self.transaction_may_have_ended(sql, counted.is_ok());
        counted.map_err(|refused| {
            let statement = self.statement(sql.to_owned(), origin);
            self.note(Refused {
                statement,
                refusal: Refusal::Database(refused.error),
            })
        })
    }

    /// Runs statements of the script one after the other, those that may wait together, and returns how
    /// many rows they affected.
    fn query_each(
        &mut self,
        statements: Vec<String>,
        origin: &Origin,
    ) -> Result<Option<u64>, SinkError> {
        let mut count = None;
        let mut waiting = Vec::new();
        for sql in statements {
            match self.take_change(&sql, origin)? {
                Some(outcome) => waiting.push(outcome),
                None => count = added(count, self.query_statement(sql, origin)?.row_count),
            }
        }
        if !waiting.is_empty() {
            self.settle()?;
        }
        let told = waiting.iter().filter_map(Outcome::told);
        Ok(told.fold(count, |count, affected| added(count, affected.row_count)))
    }

    /// Whether a statement is about rows, rather than about the transaction.
    fn goes_to_database(&self, sql: &str) -> bool {
        TransactionWord::of(sql).is_none()
            && self.engine.transaction_words(sql).is_empty()
            && !self.dialect().session().steps_out_of_transaction(sql)
    }

    /// A statement of the script.
    pub(super) fn statement(&self, sql: String, origin: &Origin) -> Statement {
        Statement {
            sql,
            origin: origin.clone(),
            step: self.step.clone(),
            check: None,
            outcome: None,
        }
    }

    /// Takes statements that are about the transaction, or must wait for its end; returns the
    /// others.
    pub(super) fn divert(&mut self, statement: Statement) -> Result<Option<Statement>, SinkError> {
        if let Some(word) = TransactionWord::of(&statement.sql) {
            self.settle()?;
            self.take_transaction_word(word, statement)?;
            return Ok(None);
        }
        let words = self.engine.transaction_words(&statement.sql);
        if words.iter().any(|word| *word != TransactionWord::Begin) {
            self.settle()?;
            self.take_transaction_text(&words, statement)?;
            return Ok(None);
        }
        let in_transaction = self.transaction.state == State::Open && !self.transaction.autocommit;
        if !in_transaction
            && self
                .dialect()
                .session()
                .opens_no_transaction(&statement.sql)
        {
            self.run_now(statement)?;
            return Ok(None);
        }
        if self
            .dialect()
            .session()
            .steps_out_of_transaction(&statement.sql)
        {
            if in_transaction {
                self.after_transaction.push(statement);
            } else {
                self.run_now(statement)?;
            }
            return Ok(None);
        }
        Ok(Some(statement))
    }

    /// Runs a statement of the script, now or ahead of being waited for.
    pub(super) fn give(&mut self, statement: Statement) -> Result<(), SinkError> {
        self.step_out_of_transaction()?;
        if self.may_work_ahead(&statement.origin) {
            return self.give_ahead(statement);
        }
        self.settle()?;
        self.open_transaction()?;
        let sql = statement.sql.clone();
        let done = self.run_now(statement);
        self.transaction_may_have_ended(&sql, done.is_ok());
        done
    }

    /// Takes a statement that may be sent later.
    fn give_ahead(&mut self, statement: Statement) -> Result<(), SinkError> {
        self.open_transaction()?;
        self.enqueue(statement);
        if self.queued_bytes >= MOST_QUEUED {
            self.flush()?;
        }
        Ok(())
    }

    /// Runs a statement that the script asks for without giving it: at once, and written down where
    /// the others are.
    pub(super) fn run_of_script(&mut self, statement: Statement) -> Result<(), SinkError> {
        if !self.journal.is_at_work() {
            return self.run_now(statement);
        }
        self.take_recorded(None, statement)
    }

    /// Runs a statement of the runtime's own in the transaction.
    pub(super) fn give_internal(&mut self, statement: Statement) -> Result<(), SinkError> {
        if self.may_work_ahead(&Origin::default()) {
            self.open_transaction()?;
            self.enqueue(statement);
            return Ok(());
        }
        self.settle()?;
        self.open_transaction()?;
        let sql = statement.sql.clone();
        let done = self.run_now(statement);
        self.transaction_may_have_ended(&sql, done.is_ok());
        done
    }

    /// Whether a statement may be sent later than the script gives it.
    ///
    /// That is sound only where its failure is the failure of the whole step: inside a transaction
    /// with which all of the step is undone, and if nobody catches the exception.
    pub(super) fn may_work_ahead(&mut self, origin: &Origin) -> bool {
        self.dialect().capabilities().rolls_back_ddl && self.may_wait(origin)
    }

    /// Whether a statement that does not end the transaction may be sent later than the script gives
    /// it: its failure undoes all that the transaction did, and nobody catches it.
    fn may_wait(&mut self, origin: &Origin) -> bool {
        self.works_ahead
            && !self.transaction.autocommit
            && self.transaction.savepoints == 0
            && self.transaction.state != State::Suspended
            && !self.may_be_caught(origin)
    }

    /// Whether the script at that place may catch the exception of a statement.
    fn may_be_caught(&mut self, origin: &Origin) -> bool {
        let Some(path) = &origin.path else {
            return false;
        };
        match &self.catching {
            Some((known, catches)) if known == path => *catches,
            Some(_) | None => {
                // A script that cannot be read now was read before: nothing is known of it.
                let catches =
                    std::fs::read_to_string(path).map_or(true, |source| may_catch_errors(&source));
                self.catching = Some((path.clone(), catches));
                catches
            }
        }
    }

    pub(super) fn holds(&mut self, condition: &Condition) -> Result<bool, SinkError> {
        let (query, wanted) = match condition {
            Condition::IfAnyRow(query) => (query, true),
            Condition::UnlessAnyRow(query) => (query, false),
        };
        self.open_transaction()?;
        let rows = self.query_text(query)?.rows;
        Ok(rows.is_empty() != wanted)
    }

    /// Runs a statement at once, together with a BEGIN that waits before it.
    pub(super) fn run_now(&mut self, statement: Statement) -> Result<(), SinkError> {
        self.check_stopped()?;
        self.failure = None;
        self.enqueue(statement);
        let done = self.send_now();
        done.map_err(|refused| self.note_refused(refused))
    }

    /// Sends the queue and waits for it.
    pub(super) fn send_now(&mut self) -> Result<(), Refused> {
        self.send_queue().and_then(|()| self.worker.settle())
    }

    /// Goes on after a statement that was refused, which the script is told.
    pub(super) fn note_refused(&mut self, refused: Refused) -> SinkError {
        self.worker.recover();
        self.note(refused)
    }

    pub(super) fn enqueue(&mut self, statement: Statement) {
        self.tell(&statement.sql);
        self.queued_bytes += statement.sql.len();
        self.queue.push(statement);
    }

    fn send_queue(&mut self) -> Result<(), Refused> {
        if self.queue.is_empty() {
            return Ok(());
        }
        self.queued_bytes = 0;
        self.transaction.begin_is_queued = false;
        self.worker.submit(std::mem::take(&mut self.queue))
    }

    /// Sends what waits.
    pub(super) fn flush(&mut self) -> Result<(), SinkError> {
        self.check_stopped()?;
        let sent = self.send_queue();
        sent.map_err(|refused| self.stop(refused))
    }

    /// Sends what waits, and waits for everything that was sent.
    pub(super) fn wait_for_all(&mut self) -> Result<(), SinkError> {
        self.flush()?;
        let settled = self.worker.settle();
        settled.map_err(|refused| self.stop(refused))
    }

    pub(super) fn check_stopped(&self) -> Result<(), SinkError> {
        match &self.stopped {
            Some(error) => Err(error.clone()),
            None => Ok(()),
        }
    }

    /// A statement failed that was given earlier: nothing is taken until the rollback.
    fn stop(&mut self, refused: Refused) -> SinkError {
        let error = self.note(refused);
        self.stopped = Some(error.clone());
        error
    }

    /// Remembers what failed, and tells the script.
    pub(super) fn note(&mut self, refused: Refused) -> SinkError {
        self.failure = Some(refused.failure());
        refused.into_error()
    }
}

/// Whether the source of a script has code that may catch the exception of a statement. It may say
/// so of a script that has not: then its statements run one by one.
pub fn may_catch_errors(source: &str) -> bool {
    source.contains("suppress")
        || source.lines().any(|line| {
            line.trim_start()
                .strip_prefix("try")
                .is_some_and(|rest| rest.trim_start().starts_with(':'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn catching_is_found_in_the_source() {
        let check = |source, expected| assert_eq!(may_catch_errors(source), expected, "{source}");
        check("def upgrade():\n    try:\n        op.execute('x')\n", true);
        check("def upgrade():\n    try :\n        pass", true);
        check("with contextlib.suppress(Exception):\n    pass", true);
        check(
            "def upgrade():\n    op.execute('try')\n    retry = 1",
            false,
        );
        check("", false);
    }
}
