//! How the rows of the journal are written.

use limbeck_database::DatabaseError;
use limbeck_dialects::CompileError;
use limbeck_dialects::session::Effect;
use limbeck_scripts::SinkError;

use super::super::Session;
use super::super::worker::{Refusal, Refused, Statement};
use super::Held;
use super::replay::{Entry, Outcome, State};
use super::table::JournalTable;
use crate::MigrationSink;

/// How many statements are written down at a time; their texts are cut, so that they fit a message.
const MOST_ROWS: usize = 200;

impl Session {
    /// Puts into the queue what the journal must say before a statement is sent that is final by
    /// itself.
    pub(super) fn write_started(&mut self, entry: &Entry, sql: &str) -> Result<(), SinkError> {
        self.write_held()?;
        let already = match self.dialect().session().effect(sql) {
            Effect::Asked(expression) => Some(expression),
            Effect::Repeatable | Effect::Unknown => None,
        };
        self.write(std::slice::from_ref(entry), already.as_deref())
    }

    /// Puts into the queue what took effect in the open transaction, which ends before the step.
    pub(in super::super) fn write_held(&mut self) -> Result<(), SinkError> {
        self.make_table()?;
        // What a statement did is part of what is written down.
        self.settle()?;
        let held = match &mut self.journal.step {
            Some(current) => std::mem::take(&mut current.pending),
            None => return Ok(()),
        };
        let entries: Vec<Entry> = held.into_iter().map(Held::known).collect();
        self.write(&entries, None)
    }

    /// Whether a commit in the middle of a step must write something down first.
    pub(in super::super) fn holds_statements(&self) -> bool {
        self.journal
            .step
            .as_ref()
            .is_some_and(|current| !current.pending.is_empty())
    }

    fn write(&mut self, entries: &[Entry], already: Option<&str>) -> Result<(), SinkError> {
        let (Some(table), Some(current)) = (&self.journal.table, &self.journal.step) else {
            return Ok(());
        };
        let dialect = self.dialect();
        let again = entries.iter().filter(|entry| entry.has_row);
        let mut statements: Vec<String> = again
            .map(|entry| table.delete(entry.ordinal, dialect, &self.options))
            .collect();
        for entries in entries.chunks(MOST_ROWS) {
            statements.push(table.insert(
                &current.step,
                entries,
                already,
                dialect,
                &self.options,
            )?);
        }
        self.journal.has_rows |= !entries.is_empty();
        for sql in statements {
            self.enqueue(Statement::internal(sql));
        }
        Ok(())
    }

    /// Keeps in mind what took effect in the open transaction.
    pub(super) fn hold(&mut self, entry: Entry) {
        if let Some(current) = &mut self.journal.step {
            current.pending.push(Held { entry, ahead: None });
        }
    }

    pub(super) fn state_statement(
        &self,
        entry: &Entry,
        state: State,
        outcome: Option<Outcome>,
    ) -> Result<Statement, SinkError> {
        let table = self.journal_table()?;
        let sql = table.update(entry.ordinal, state, outcome, self.dialect(), &self.options);
        Ok(Statement::internal(sql))
    }

    pub(super) fn journal_table(&self) -> Result<&JournalTable, SinkError> {
        self.journal.table.as_ref().ok_or_else(|| {
            SinkError::Compile(CompileError::Command {
                message: "The journal has no version table to be beside of.".to_owned(),
            })
        })
    }

    /// Writes down that a statement was refused, if anything can be written still: the script may
    /// catch that and go on, and gives it again when it is run again.
    pub(super) fn write_refused(
        &mut self,
        entry: Entry,
        sql: &str,
        is_final: bool,
        error: &SinkError,
    ) {
        if matches!(
            error,
            SinkError::Database {
                error: DatabaseError::Connection { .. },
                ..
            }
        ) {
            return;
        }
        if !is_final {
            self.hold(Entry {
                state: State::Failed,
                ..entry
            });
            return;
        }
        if let Ok(refused) = self.state_statement(&entry, State::Failed, None) {
            // If that fails, too, the statement stays in doubt.
            let _ = self.worker.run_urgently(vec![refused]);
        }
        self.transaction_may_have_ended(sql, false);
    }

    /// Makes the table where it is missing. A session of its own does that: it would end the
    /// transaction that is open here.
    fn make_table(&mut self) -> Result<(), SinkError> {
        if self.journal.exists {
            return Ok(());
        }
        let statements = self
            .journal_table()?
            .create(self.dialect(), &self.options)?;
        let texts: Vec<&str> = statements.iter().map(String::as_str).collect();
        let made = self.engine.connect().and_then(|mut connection| {
            connection
                .execute_batch(&texts)
                .map_err(|refused| refused.error)
        });
        made.map_err(|error| {
            self.note(Refused {
                statement: Statement::internal(statements.join(";\n")),
                refusal: Refusal::Database(error),
            })
        })?;
        self.journal.exists = true;
        Ok(())
    }
}
