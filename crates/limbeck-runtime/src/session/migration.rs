//! A session as the sink of a run.

use std::sync::Arc;
use std::time::Duration;

use limbeck_database::{DatabaseError, ResultSet, Value};
use limbeck_revisions::{RevisionId, Step, VersionChange};
use limbeck_schema::NamingConvention;
use limbeck_scripts::SinkError;

use super::Session;
use super::journal::unfinished_step;
use super::locking::is_true;
use super::transaction::State;
use super::worker::Statement;
use crate::error::Standing;
use crate::migration_sink::{Failure, Leftover};
use crate::version_table::{self, RowCheck};
use crate::{LockError, MigrationSink, VersionTable};

/// How often the version table is read again when a late request to cancel has hit that.
const READ_ATTEMPTS: usize = 5;

impl MigrationSink for Session {
    fn in_transaction(&self) -> bool {
        self.transaction.state != State::None
    }

    fn begin(&mut self) -> Result<(), SinkError> {
        self.check_stopped()?;
        if self.transaction.state == State::None {
            self.transaction.state = State::Wanted;
        }
        Ok(())
    }

    fn open_transaction(&mut self) -> Result<(), SinkError> {
        Session::open_transaction(self)?;
        self.wait_for_all()
    }

    fn commit(&mut self) -> Result<(), SinkError> {
        self.commit_and_run_waiting()
    }

    fn rollback(&mut self) -> Result<(), SinkError> {
        self.roll_back()
    }

    fn set_transactional_ddl(&mut self, transactional_ddl: bool) {
        self.transactional_ddl = transactional_ddl;
    }

    fn set_naming_convention(&mut self, convention: NamingConvention) {
        self.options.naming_convention = convention;
    }

    fn version_rows(
        &mut self,
        table: &VersionTable,
        _starting_revisions: &[RevisionId],
    ) -> Result<Option<Vec<RevisionId>>, SinkError> {
        let control = self.dialect().session();
        let select = version_table::select(table, self.dialect(), &self.options);
        let sent = !matches!(self.transaction.state, State::None | State::Wanted);
        if sent && control.failure_ends_transaction() {
            // Here a missing table must not be found out by an error.
            let exists =
                self.query_text(&control.table_exists(&self.options.translated(&table.name)))?;
            if !is_true(&exists) {
                return Ok(None);
            }
        }
        match self.query_text(&select) {
            Ok(result) => Ok(Some(revision_ids(&result))),
            Err(SinkError::Database { error, .. }) if control.is_undefined_table(&error) => {
                self.failure = None;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn lock(&mut self, table: &VersionTable, timeout: Duration) -> Result<(), LockError> {
        self.take_locks(table, timeout)
    }

    fn locks_by_transaction(&self) -> bool {
        !self.dialect().session().has_advisory_locks()
    }

    fn unlock(&mut self) {
        self.works_ahead = false;
        self.step = None;
        self.finished_step = None;
        self.release_locks();
    }

    fn leftover(&mut self, table: &VersionTable) -> Result<Leftover, SinkError> {
        self.read_journal(table)
    }

    fn forget_leftover(&mut self) -> Result<(), SinkError> {
        self.forget_journal()
    }

    fn finish_run(&mut self) -> Result<(), SinkError> {
        self.drop_journal()
    }

    fn create_version_table(&mut self, table: &VersionTable) -> Result<(), SinkError> {
        self.journal.be_beside(table);
        for sql in version_table::create(table, self.dialect(), &self.options)? {
            self.give_internal(Statement::internal(sql))?;
        }
        Ok(())
    }

    fn change_version(
        &mut self,
        table: &VersionTable,
        change: &VersionChange,
        check: Option<RowCheck>,
    ) -> Result<(), SinkError> {
        self.check_replay()?;
        let sql = version_table::change(table, change, self.dialect(), &self.options);
        self.give_internal(Statement {
            step: self.step.clone(),
            check,
            ..Statement::internal(sql)
        })?;
        self.clear_journal()
    }

    fn start_step(&mut self, step: &Step<'_>, catches_errors: bool) -> Result<(), SinkError> {
        self.flush()?;
        if self.transaction.state == State::Suspended {
            self.transaction.state = State::Wanted;
        }
        self.transaction.ended_in_step = self.transaction.autocommit;
        self.works_ahead = !catches_errors;
        self.catching = match step {
            Step::Revision(step) => Some((step.revision.revision().path.clone(), catches_errors)),
            Step::Stamp(_) => None,
        };
        let log: Arc<str> = step.to_string().into();
        self.worker.start_step(Arc::clone(&log));
        self.journal.start_step(step);
        self.step = Some(log);
        Ok(())
    }

    fn finish_step(&mut self) -> Result<(), SinkError> {
        self.flush()?;
        self.journal.finish_step();
        if let Some(log) = self.step.take() {
            self.worker.finish_step(Arc::clone(&log));
            self.finished_step = Some(log);
        }
        Ok(())
    }

    fn has_ended_transaction(&self) -> bool {
        self.transaction.ended_in_step || self.journal.is_going_on()
    }

    fn take_failure(&mut self) -> Option<Failure> {
        self.failure.take()
    }

    fn standing(&mut self, table: &VersionTable, usable: bool) -> Standing {
        let select = version_table::select(table, self.dialect(), &self.options);
        let mut other = None;
        if !usable || self.transaction.state != State::None {
            match self.engine.connect() {
                Ok(connection) => other = Some(connection),
                Err(_) => return Standing::default(),
            }
        }
        let dialect = self.dialect();
        let worker = &mut self.worker;
        let mut ask = |sql: &str| match &mut other {
            Some(connection) => connection.query_text(sql),
            None => {
                let mut attempt = 1;
                loop {
                    match worker.query(sql, false, true) {
                        Err(DatabaseError::Cancelled) if attempt < READ_ATTEMPTS => attempt += 1,
                        read => break read,
                    }
                }
            }
        };
        Standing {
            revisions: match ask(&select) {
                Ok(result) => Some(revision_ids(&result)),
                Err(error) if dialect.session().is_undefined_table(&error) => Some(Vec::new()),
                Err(_) => None,
            },
            unfinished: self
                .journal
                .select(dialect, &self.options)
                .and_then(|select| ask(&select).ok())
                .and_then(|rows| unfinished_step(&rows)),
        }
    }

    fn settle(&mut self) -> Result<(), SinkError> {
        self.wait_for_all()
    }
}

fn revision_ids(result: &ResultSet) -> Vec<RevisionId> {
    result
        .rows
        .iter()
        .filter_map(|row| match row.first() {
            Some(Value::Text(id)) => Some(RevisionId::from(id.as_str())),
            Some(_) | None => None,
        })
        .collect()
}
