//! How the statements of a script are compared with the journal, and written down in it.

use limbeck_database::{ResultSet, TransactionWord};
use limbeck_dialects::Condition;
use limbeck_dialects::session::{Effect, StatementKind};
use limbeck_scripts::SinkError;

use super::super::Session;
use super::super::locking::is_true;
use super::super::transaction::State as TransactionState;
use super::super::worker::{Refusal, Refused, Statement};
use super::replay::{Entry, State, Verdict};
use super::{digest, entry};
use crate::migration_sink::MigrationSink;
use crate::unfinished::UnfinishedStep;

/// What is to be done with a statement of the script.
enum Decision {
    /// Run it, and write it down like this.
    Run(Entry),
    /// It took effect in an earlier run.
    LeaveOut(Entry),
}

impl Session {
    /// Takes a statement of a script whose statements are written down.
    pub(in super::super) fn take_recorded(
        &mut self,
        condition: Option<&Condition>,
        statement: Statement,
    ) -> Result<(), SinkError> {
        for part in self.parts(&statement) {
            if !self.is_recorded(&part.sql) {
                self.refuse_temporary(&part.sql)?;
                if let Some(condition) = condition
                    && !self.holds(condition)?
                {
                    continue;
                }
                if let Some(part) = self.divert(part)? {
                    self.give(part)?;
                }
                continue;
            }
            // Whether a condition holds may be the doing of the statement itself, in an earlier run.
            let Decision::Run(entry) = self.decide(&part.sql)? else {
                continue;
            };
            if let Some(condition) = condition
                && !self.holds(condition)?
            {
                continue;
            }
            self.run_recorded(part, entry)?;
        }
        Ok(())
    }

    /// Takes the statements of a text whose rows nobody wants; returns the one whose rows are.
    pub(in super::super) fn take_all_but_last(
        &mut self,
        statement: Statement,
    ) -> Result<Statement, SinkError> {
        let mut parts = self.parts(&statement);
        let last = parts.pop();
        for part in parts {
            self.take_recorded(None, part)?;
        }
        Ok(last.unwrap_or(statement))
    }

    /// The statements of a text, so that the journal says which of them took effect.
    fn parts(&self, statement: &Statement) -> Vec<Statement> {
        self.engine
            .statements(&statement.sql)
            .into_iter()
            .map(|sql| Statement {
                sql: sql.to_owned(),
                ..statement.clone()
            })
            .collect()
    }

    /// Runs a statement whose rows the script wants; `None` if it is not one to write down.
    pub(in super::super) fn query_recorded(
        &mut self,
        statement: &Statement,
    ) -> Result<Option<ResultSet>, SinkError> {
        if !self.is_recorded(&statement.sql) {
            self.refuse_temporary(&statement.sql)?;
            self.journal.look();
            return Ok(None);
        }
        let mut entry = match self.decide(&statement.sql)? {
            Decision::Run(entry) => entry,
            Decision::LeaveOut(entry) => {
                let kind = self.dialect().session().statement_kind(&statement.sql);
                let (row_count, last_insert_id) = match entry.outcome {
                    Some(outcome) => outcome,
                    // DDL has nothing to say, whether anybody has heard it or not.
                    None if kind == StatementKind::ImplicitCommit => (0, None),
                    None => {
                        return Err(
                            self.refuse(|session, step| session.journal.lost_result(step, &entry))
                        );
                    }
                };
                return Ok(Some(ResultSet {
                    row_count: Some(row_count),
                    last_insert_id,
                    ..ResultSet::default()
                }));
            }
        };
        self.settle()?;
        let is_final = self.is_final_by_itself(&statement.sql);
        if is_final {
            self.write_started(&entry, &statement.sql)?;
            let done = self.send_now();
            done.map_err(|refused| self.note_refused(refused))?;
        } else {
            self.open_transaction()?;
            self.settle()?;
        }
        self.failure = None;
        self.tell(&statement.sql);
        let result = self.worker.query(&statement.sql, true, false);
        let result = result.map_err(|error| {
            self.note(Refused {
                statement: statement.clone(),
                refusal: Refusal::Database(error),
            })
        });
        match result {
            Ok(result) => {
                if result.columns.is_empty() {
                    entry.outcome =
                        Some((result.row_count.unwrap_or_default(), result.last_insert_id));
                }
                entry.state = State::Done;
                if is_final {
                    let done = self.state_statement(&entry, State::Done, entry.outcome)?;
                    self.run_now(done)?;
                    self.transaction_may_have_ended(&statement.sql, true);
                } else {
                    self.hold(entry);
                }
                Ok(Some(result))
            }
            Err(error) => {
                self.write_refused(entry, &statement.sql, is_final, &error);
                Err(error)
            }
        }
    }

    /// Refuses to go on with a script that needs what went with the session of the earlier run:
    /// statements that filled it are left out.
    fn refuse_temporary(&self, sql: &str) -> Result<(), SinkError> {
        match &self.journal.step {
            Some(current)
                if current.replay.is_going_on()
                    && self.dialect().session().statement_kind(sql) == StatementKind::Temporary =>
            {
                Err(self.refuse(|session, step| session.journal.temporary(step, sql)))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Whether a statement leaves something behind that a transaction may not undo.
    fn is_recorded(&self, sql: &str) -> bool {
        match self.dialect().session().statement_kind(sql) {
            StatementKind::Transient | StatementKind::Temporary => false,
            StatementKind::Transactional | StatementKind::ImplicitCommit => {
                TransactionWord::of(sql).is_none()
            }
        }
    }

    /// Compares a statement with what an earlier run left.
    fn decide(&mut self, sql: &str) -> Result<Decision, SinkError> {
        let Some(current) = &mut self.journal.step else {
            return Ok(Decision::Run(entry(0, sql)));
        };
        let run_again = |known: Entry| {
            Decision::Run(Entry {
                has_row: true,
                ..entry(known.ordinal, sql)
            })
        };
        match current.replay.next(&digest(sql)) {
            Verdict::Run(ordinal) => Ok(Decision::Run(entry(ordinal, sql))),
            Verdict::RunAgain(known) => Ok(run_again(known)),
            Verdict::LeaveOut(known) => Ok(Decision::LeaveOut(known)),
            Verdict::Differs(known) => {
                Err(self.refuse(|session, step| session.journal.differs(step, &known, sql)))
            }
            Verdict::InDoubt(known) => match self.dialect().session().effect(sql) {
                Effect::Repeatable => Ok(run_again(known)),
                // The catalog said so before it was sent: then the database has refused it.
                Effect::Asked(_) if known.already == Some(true) => Ok(run_again(known)),
                Effect::Asked(expression) => {
                    let took_effect = self.query_text(&format!("SELECT {expression}"))?;
                    if !is_true(&took_effect) {
                        return Ok(run_again(known));
                    }
                    let done = self.state_statement(&known, State::Done, None)?;
                    self.run_now(done)?;
                    Ok(Decision::LeaveOut(known))
                }
                Effect::Unknown => {
                    Err(self.refuse(|session, step| session.journal.in_doubt(step, &known)))
                }
            },
        }
    }

    fn refuse(
        &self,
        diagnostic: impl FnOnce(&Self, &UnfinishedStep) -> limbeck_diagnostics::Diagnostic,
    ) -> SinkError {
        match &self.journal.step {
            Some(current) => SinkError::Other(Box::new(diagnostic(self, &current.step))),
            None => SinkError::Other(Box::new(limbeck_diagnostics::Diagnostic::error(
                "unfinished-migration",
                "No step is being carried out.",
            ))),
        }
    }

    /// Whether a statement is final before the transaction is.
    fn is_final_by_itself(&self, sql: &str) -> bool {
        self.transaction.autocommit
            || self.transaction.state == TransactionState::Suspended
            || self.dialect().session().statement_kind(sql) == StatementKind::ImplicitCommit
    }

    fn run_recorded(&mut self, statement: Statement, mut entry: Entry) -> Result<(), SinkError> {
        self.settle()?;
        let sql = statement.sql.clone();
        let is_final = self.is_final_by_itself(&sql);
        if is_final {
            self.write_started(&entry, &sql)?;
            self.enqueue(statement);
            let done = self.state_statement(&entry, State::Done, None)?;
            self.enqueue(done);
        } else {
            self.open_transaction()?;
            self.enqueue(statement);
        }
        self.failure = None;
        match self.send_now() {
            Ok(()) => {
                if is_final {
                    self.transaction_may_have_ended(&sql, true);
                } else {
                    entry.state = State::Done;
                    self.hold(entry);
                }
                Ok(())
            }
            Err(refused) => {
                let error = self.note_refused(refused);
                self.write_refused(entry, &sql, is_final, &error);
                Err(error)
            }
        }
    }
}
