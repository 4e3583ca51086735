//! From an earlier run's journal to the end of this one's.

use limbeck_scripts::SinkError;

use super::super::Session;
use super::super::locking::is_true;
use super::super::transaction::State as TransactionState;
use super::super::worker::Statement;
use super::table::JournalTable;
use crate::VersionTable;
use crate::migration_sink::{Leftover, MigrationSink};

impl Session {
    /// Reads what an earlier run left.
    pub(in super::super) fn read_journal(
        &mut self,
        table: &VersionTable,
    ) -> Result<Leftover, SinkError> {
        if !self.journal.is_needed {
            return Ok(Leftover::Nothing);
        }
        self.journal.be_beside(table);
        let journal = self.journal_table()?;
        let name = journal.name().to_string();
        let exists = self.dialect().session().table_exists(journal.name());
        let select = journal.select(self.dialect(), &self.options);
        self.journal.exists = is_true(&self.query_text(&exists)?);
        if !self.journal.exists {
            return Ok(Leftover::Nothing);
        }
        self.journal.found = JournalTable::read(&self.query_text(&select)?);
        if let Some((step, _)) = &mut self.journal.found {
            step.journal = name;
        }
        Ok(match &self.journal.found {
            Some((step, _)) => Leftover::Step(step.clone()),
            None => Leftover::EmptyTable,
        })
    }

    /// The journal is about something that is over.
    pub(in super::super) fn forget_journal(&mut self) -> Result<(), SinkError> {
        self.journal.found = None;
        let clear = self.journal_table()?.clear(self.dialect(), &self.options);
        self.settle()?;
        self.run_now(Statement::internal(clear))
    }

    /// The script of the step is through: the version table is next.
    pub(in super::super) fn check_replay(&self) -> Result<(), SinkError> {
        match self.journal.left_over() {
            Some(diagnostic) => Err(SinkError::Other(Box::new(diagnostic))),
            None => Ok(()),
        }
    }

    /// The version table has changed: in the same transaction the rows of the step go.
    pub(in super::super) fn clear_journal(&mut self) -> Result<(), SinkError> {
        self.journal.rolled_back();
        if !std::mem::take(&mut self.journal.has_rows) {
            return Ok(());
        }
        let clear = self.journal_table()?.clear(self.dialect(), &self.options);
        self.give_internal(Statement::internal(clear))
    }

    /// The run is through: the table goes, at the latest after the transaction.
    pub(in super::super) fn drop_journal(&mut self) -> Result<(), SinkError> {
        let is_empty = self.journal.found.is_none() && !self.journal.has_rows;
        self.journal.drop_is_due = self.journal.exists && is_empty;
        self.drop_due_journal()
    }

    /// Drops the table if that is due and nothing is open.
    pub(in super::super) fn drop_due_journal(&mut self) -> Result<(), SinkError> {
        let is_outside = matches!(
            self.transaction.state,
            TransactionState::None | TransactionState::Wanted
        );
        if !self.journal.drop_is_due || !is_outside {
            return Ok(());
        }
        self.journal.drop_is_due = false;
        self.journal.exists = false;
        let drop = self.journal_table()?.drop(self.dialect(), &self.options);
        self.settle()?;
        self.run_now(Statement::internal(drop))
    }
}
