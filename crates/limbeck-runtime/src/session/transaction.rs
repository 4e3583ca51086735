//! The transaction of a session: what SQLAlchemy's `Connection` keeps about it.

use limbeck_database::TransactionWord;
use limbeck_dialects::session::StatementKind;
use limbeck_scripts::{SinkError, TransactionControl};

use super::Session;
use super::worker::Statement;
use crate::MigrationSink;

/// How often a ROLLBACK is sent again that a late request to cancel has hit.
const ROLLBACK_ATTEMPTS: usize = 5;

/// Where a session stands between BEGIN and COMMIT.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum State {
    /// No transaction; the next statement wants one.
    #[default]
    None,
    /// One is wanted; BEGIN goes with the next statement.
    Wanted,
    /// BEGIN was given.
    Open,
    /// The script ended the transaction with SQL of its own (`op.execute("COMMIT")`): statements
    /// run on their own until the step is over, as Python's drivers have it.
    Suspended,
}

/// The transaction of a session.
#[derive(Debug, Default)]
pub(super) struct Transaction {
    pub(super) state: State,
    /// Statements run outside of any transaction.
    pub(super) autocommit: bool,
    /// Savepoints that are open.
    pub(super) savepoints: usize,
    /// A statement failed that would have ended it; nobody knows whether it did.
    pub(super) is_in_doubt: bool,
    /// BEGIN is in the queue still.
    pub(super) begin_is_queued: bool,
    /// A transaction was ended since the step began: not all of it can be undone.
    pub(super) ended_in_step: bool,
    /// The state to return to when an `autocommit_block()` is left.
    block: Option<State>,
}

impl Session {
    /// Sees to it that the next statement runs in a transaction if it should.
    pub(super) fn open_transaction(&mut self) -> Result<(), SinkError> {
        if self.transaction.autocommit {
            return Ok(());
        }
        match self.transaction.state {
            // A second BEGIN does no harm: it commits what may be open, which is what the statement
            // that failed was about to do.
            State::Open if std::mem::take(&mut self.transaction.is_in_doubt) => {}
            State::Open | State::Suspended => return Ok(()),
            State::None | State::Wanted => {}
        }
        let session = self.dialect().session();
        if self.locks_by_transaction() {
            // That it has to wait must not be confused with a failure of what came before.
            self.settle()?;
            self.begin_patiently()?;
        } else {
            self.enqueue(Statement::internal(session.begin()));
            self.transaction.begin_is_queued = true;
            if let Some(lock) = self.locks.of_transactions() {
                self.enqueue(Statement::internal(lock));
            }
        }
        self.transaction.state = State::Open;
        Ok(())
    }

    /// Ends the transaction, runs what waits for that, and goes on in a new one.
    pub(super) fn step_out_of_transaction(&mut self) -> Result<(), SinkError> {
        if self.after_transaction.is_empty() {
            return Ok(());
        }
        self.commit_and_run_waiting()?;
        self.transaction.state = State::Wanted;
        Ok(())
    }

    /// Takes a statement of the script that begins or ends a transaction.
    pub(super) fn take_transaction_word(
        &mut self,
        word: TransactionWord,
        statement: Statement,
    ) -> Result<(), SinkError> {
        let alone = self.transaction.autocommit || self.transaction.state == State::Suspended;
        match word {
            TransactionWord::Begin if alone => self.run_now(statement),
            // One is open or comes with the next statement; a second BEGIN does nothing.
            TransactionWord::Begin => self.open_transaction(),
            TransactionWord::Commit | TransactionWord::Rollback if alone => self.run_now(statement),
            TransactionWord::Commit | TransactionWord::Rollback => {
                self.transaction.ended_in_step = true;
                if self.transaction.state == State::Open {
                    self.end_held_statements(word)?;
                    self.run_now(statement)?;
                }
                self.transaction.state = State::Suspended;
                self.transaction.savepoints = 0;
                Ok(())
            }
        }
    }

    /// Takes a text of several statements, some of which end a transaction.
    pub(super) fn take_transaction_text(
        &mut self,
        words: &[TransactionWord],
        statement: Statement,
    ) -> Result<(), SinkError> {
        self.open_transaction()?;
        self.transaction.ended_in_step = true;
        self.run_now(statement)?;
        let ends_outside = words.last() != Some(&TransactionWord::Begin);
        if ends_outside && self.transaction.state == State::Open {
            self.transaction.state = State::Suspended;
            self.transaction.savepoints = 0;
        }
        Ok(())
    }

    /// Finds out whether the transaction that is open could be committed, as far as constraints go that are checked
    /// only then.
    ///
    /// # Errors
    /// [`SinkError`] if one does not hold.
    pub fn check_deferred(&mut self) -> Result<(), SinkError> {
        match self.dialect().session().check_deferred() {
            Some(check) if self.transaction.state == State::Open => {
                self.query_text(check).map(drop)
            }
            Some(_) | None => Ok(()),
        }
    }

    pub(super) fn control_transaction(
        &mut self,
        control: TransactionControl,
    ) -> Result<(), SinkError> {
        let session = self.dialect().session();
        match control {
            TransactionControl::BeginAutocommit => {
                self.settle()?;
                self.transaction.block = Some(match self.transaction.state {
                    State::None => State::None,
                    State::Wanted | State::Open | State::Suspended => State::Wanted,
                });
                self.commit_and_run_waiting()?;
                self.transaction.autocommit = true;
                Ok(())
            }
            TransactionControl::EndAutocommit => {
                self.settle()?;
                if let Some(state) = self.transaction.block.take() {
                    self.transaction.autocommit = false;
                    self.transaction.state = state;
                }
                Ok(())
            }
            TransactionControl::Savepoint(name) => {
                self.open_transaction()?;
                self.settle()?;
                self.run_now(Statement::internal(session.savepoint(&name)))?;
                self.transaction.savepoints += 1;
                Ok(())
            }
            TransactionControl::ReleaseSavepoint(name) => {
                self.settle()?;
                self.run_now(Statement::internal(session.release_savepoint(&name)))?;
                self.transaction.savepoints = self.transaction.savepoints.saturating_sub(1);
                Ok(())
            }
            TransactionControl::RollbackToSavepoint(name) => {
                self.settle()?;
                self.run_now(Statement::internal(session.rollback_to_savepoint(&name)))?;
                self.transaction.savepoints = self.transaction.savepoints.saturating_sub(1);
                Ok(())
            }
            TransactionControl::Commit => {
                self.settle()?;
                self.commit_and_run_waiting()
            }
            TransactionControl::Rollback => self.roll_back(),
        }
    }

    /// Commits, and waits for it only if the next thing to do depends on it.
    pub(super) fn commit_and_run_waiting(&mut self) -> Result<(), SinkError> {
        let state = std::mem::take(&mut self.transaction.state);
        self.transaction.savepoints = 0;
        self.transaction.ended_in_step = true;
        match state {
            State::Open => {
                if self.holds_statements() {
                    self.write_held()?;
                }
                self.flush()?;
                let commit = Statement {
                    step: self.step.clone().or_else(|| self.finished_step.clone()),
                    ..Statement::internal(self.dialect().session().commit())
                };
                self.enqueue(commit);
                self.flush()?;
                if !self.works_ahead {
                    self.settle()?;
                }
            }
            State::None | State::Wanted | State::Suspended => self.settle()?,
        }
        for statement in std::mem::take(&mut self.after_transaction) {
            self.run_now(statement)?;
        }
        self.drop_due_journal()?;
        self.locks.transaction_ended();
        Ok(())
    }

    /// The script ends the transaction in the middle of the step.
    fn end_held_statements(&mut self, word: TransactionWord) -> Result<(), SinkError> {
        match word {
            TransactionWord::Commit if self.holds_statements() => self.write_held(),
            TransactionWord::Rollback => {
                self.journal.rolled_back();
                Ok(())
            }
            TransactionWord::Commit | TransactionWord::Begin => Ok(()),
        }
    }

    /// Rolls back whatever is open and forgets what waits.
    pub(super) fn roll_back(&mut self) -> Result<(), SinkError> {
        self.queue.clear();
        self.queued_bytes = 0;
        self.after_transaction.clear();
        self.compilation = Default::default();
        self.works_ahead = false;
        // A COMMIT after what failed was not sent: the transaction is open that it was to end.
        let is_open = self.stopped.take().is_some();
        let begin_was_sent = !std::mem::take(&mut self.transaction.begin_is_queued);
        let state = std::mem::take(&mut self.transaction.state);
        self.transaction.savepoints = 0;
        self.transaction.is_in_doubt = false;
        self.journal.rolled_back();
        if self.transaction.block.take().is_some() {
            self.transaction.autocommit = false;
        }
        self.worker.recover();
        let rolled_back = match state {
            State::Open if begin_was_sent => self.send_rollback(),
            State::Suspended => self.send_rollback(),
            _ if is_open => self.send_rollback(),
            State::None | State::Wanted | State::Open => Ok(()),
        };
        self.locks.transaction_ended();
        rolled_back
    }

    /// A statement was sent that ends the transaction if it works, and perhaps if it does not.
    pub(super) fn transaction_may_have_ended(&mut self, sql: &str, worked: bool) {
        if self.dialect().capabilities().rolls_back_ddl
            || self.dialect().session().statement_kind(sql) != StatementKind::ImplicitCommit
        {
            return;
        }
        self.transaction.ended_in_step = true;
        if self.transaction.state != State::Open {
            return;
        }
        self.transaction.savepoints = 0;
        if worked {
            self.transaction.state = State::Wanted;
        } else {
            self.transaction.is_in_doubt = true;
        }
    }

    fn send_rollback(&mut self) -> Result<(), SinkError> {
        let rollback = Statement::internal(self.dialect().session().rollback());
        let mut attempt = 1;
        loop {
            match self.worker.run_urgently(vec![rollback.clone()]) {
                Ok(()) => return Ok(()),
                Err(refused) if refused.is_cancelled() && attempt < ROLLBACK_ATTEMPTS => {
                    attempt += 1;
                }
                Err(refused) => return Err(refused.into_error()),
            }
        }
    }
}
