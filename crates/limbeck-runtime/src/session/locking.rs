//! How a session keeps other runs away.

use std::sync::Arc;
use std::time::{Duration, Instant};

use limbeck_database::{Cancel, Connection, DatabaseError, ResultSet, Value};
use limbeck_dialects::session::{AdvisoryLock, LockScope};
use limbeck_scripts::SinkError;

use super::Session;
use super::transaction::State;
use super::worker::Statement;
use crate::migration_sink::Failure;
use crate::settings::DEFAULT_LOCK_TIMEOUT;
use crate::{LockError, RunEvent, VersionTable};

/// The first pause between two attempts; every next one is longer by half.
const FIRST_PAUSE: Duration = Duration::from_millis(20);

/// The longest pause between two attempts, and between two looks at the cancellation.
const LONGEST_PAUSE: Duration = Duration::from_millis(400);

/// The locks that a session holds.
#[derive(Default)]
pub(super) struct Locks {
    /// The session that holds the advisory locks of runs, and which.
    holder: Option<Holder>,
    /// Takes the advisory lock of a transaction.
    of_transactions: Option<String>,
    /// Gives that lock back where it is the session's, which has it for the whole run.
    of_session: Option<String>,
    /// How long to wait for other runs.
    timeout: Option<Duration>,
    /// The run is over, but not the transaction that it ran in.
    released: bool,
}

struct Holder {
    connection: Box<dyn Connection>,
    /// Keeps the way of the cancellation to the connection.
    _canceller: Arc<dyn Cancel>,
    locks: Vec<AdvisoryLock>,
}

impl Locks {
    /// The statement that every transaction of the run begins with.
    pub(super) fn of_transactions(&self) -> Option<&str> {
        self.of_transactions.as_deref()
    }

    /// Nothing is open any more that the run has written.
    pub(super) fn transaction_ended(&mut self) {
        if self.released {
            *self = Self::default();
        }
    }

    fn timeout(&self) -> Duration {
        self.timeout.unwrap_or(DEFAULT_LOCK_TIMEOUT)
    }
}

impl Session {
    /// Takes the locks of a run.
    ///
    /// One is held by a session of its own for as long as the run lasts. Another is held by each of
    /// the run's transactions: if the client of a run is killed, its statement may still be running
    /// though the first lock is free again.
    pub(super) fn take_locks(
        &mut self,
        table: &VersionTable,
        timeout: Duration,
    ) -> Result<(), LockError> {
        self.locks.timeout = Some(timeout);
        self.locks.released = false;
        let control = self.dialect().session();
        let (Some(run), Some(transaction)) = (
            control.advisory_lock(&table.name, LockScope::Run),
            control.advisory_lock(&table.name, LockScope::Transaction),
        ) else {
            return Ok(());
        };
        let deadline = Deadline::new(timeout);
        self.give_lock_back();
        self.take_lock_of_run(run, &deadline)?;
        self.wait_for_killed_runs(&transaction, &deadline)?;
        match transaction.release {
            Some(release) => self.locks.of_session = Some(release),
            None => self.locks.of_transactions = Some(transaction.lock),
        }
        Ok(())
    }

    /// Gives the lock of the session back; that cannot fail but by the end of the session, which
    /// gives it back as well.
    fn give_lock_back(&mut self) {
        if let Some(release) = self.locks.of_session.take() {
            let _ = self.worker.run_urgently(vec![Statement::internal(release)]);
        }
    }

    /// Lets others in, at the latest when the transaction is over.
    pub(super) fn release_locks(&mut self) {
        self.locks.of_transactions = None;
        self.give_lock_back();
        if self.transaction.state == State::None {
            self.locks = Locks::default();
        } else {
            self.locks.released = true;
        }
    }

    fn take_lock_of_run(
        &mut self,
        lock: AdvisoryLock,
        deadline: &Deadline,
    ) -> Result<(), LockError> {
        let mut holder = match self.locks.holder.take() {
            Some(holder) if holder.locks.contains(&lock) => {
                self.locks.holder = Some(holder);
                return Ok(());
            }
            Some(holder) => holder,
            None => self.open_holder().map_err(LockError::Unreachable)?,
        };
        let mut pause = FIRST_PAUSE;
        let mut told = false;
        let mut ask = |sql: &str| match holder.connection.query_text(sql) {
            Ok(result) => Ok(result),
            Err(DatabaseError::Cancelled) => Err(LockError::Cancelled),
            Err(error) => Err(LockError::Unreachable(error)),
        };
        while !is_true(&ask(&lock.try_lock)?) {
            if !told {
                told = true;
                (self.events)(RunEvent::Waiting {
                    holder: describe_holder(&ask(&lock.holder)?),
                });
            }
            if deadline.is_over() {
                return Err(LockError::Held {
                    holder: describe_holder(&ask(&lock.holder)?),
                    waited: deadline.timeout,
                });
            }
            self.pause(&mut pause, deadline)?;
        }
        holder.locks.push(lock);
        self.locks.holder = Some(holder);
        Ok(())
    }

    /// Opens the session that holds locks: idle in a transaction, which holds nothing else.
    fn open_holder(&self) -> Result<Holder, DatabaseError> {
        let mut connection = self.engine.connect()?;
        let canceller = connection.canceller();
        self.cancellation.watch(&canceller);
        let control = self.dialect().session();
        let mut statements = vec![control.begin()];
        statements.extend(control.allow_idle_transaction());
        connection
            .execute_batch(&statements)
            .map_err(|refused| refused.error)?;
        Ok(Holder {
            connection,
            _canceller: canceller,
            locks: Vec::new(),
        })
    }

    fn wait_for_killed_runs(
        &mut self,
        lock: &AdvisoryLock,
        deadline: &Deadline,
    ) -> Result<(), LockError> {
        let before = self.transaction.state;
        let is_of_transaction = lock.release.is_none();
        if is_of_transaction && (self.transaction.autocommit || before == State::Suspended) {
            // There is no transaction that could hold the lock.
            return Ok(());
        }
        let mut pause = FIRST_PAUSE;
        loop {
            if is_of_transaction {
                self.open_transaction()?;
            }
            let free = is_true(&self.query_text(&lock.try_lock)?);
            match before {
                _ if !is_of_transaction => {}
                State::None => self.roll_back()?,
                State::Wanted if !free => {
                    self.roll_back()?;
                    self.transaction.state = State::Wanted;
                }
                State::Wanted | State::Open | State::Suspended => {}
            }
            if free {
                return Ok(());
            }
            if deadline.is_over() {
                let holder = self.query_text(&lock.holder)?;
                return Err(LockError::Held {
                    holder: describe_holder(&holder),
                    waited: deadline.timeout,
                });
            }
            self.pause(&mut pause, deadline)?;
        }
    }

    /// Opens a transaction where that alone keeps other writers away, waiting for them as long
    /// as a run waits for another.
    pub(super) fn begin_patiently(&mut self) -> Result<(), SinkError> {
        let deadline = Deadline::new(self.locks.timeout());
        let mut pause = FIRST_PAUSE;
        let mut told = false;
        loop {
            let begin = Statement::internal(self.dialect().session().begin());
            let Err(error) = self.run_now(begin) else {
                return Ok(());
            };
            let is_contention = matches!(
                &error,
                SinkError::Database { error, .. }
                    if self.dialect().session().is_lock_contention(error)
            );
            if !is_contention {
                return Err(error);
            }
            if deadline.is_over() {
                self.failure = Some(Failure::Locked {
                    waited: deadline.timeout,
                });
                return Err(error);
            }
            if !std::mem::replace(&mut told, true) {
                (self.events)(RunEvent::Waiting { holder: None });
            }
            self.sleep(&mut pause, &deadline);
        }
    }

    fn pause(&self, pause: &mut Duration, deadline: &Deadline) -> Result<(), LockError> {
        self.sleep(pause, deadline);
        if self.cancellation.is_cancelled() {
            return Err(LockError::Cancelled);
        }
        Ok(())
    }

    fn sleep(&self, pause: &mut Duration, deadline: &Deadline) {
        std::thread::sleep((*pause).min(deadline.remaining()));
        *pause = pause.mul_f32(1.5).min(LONGEST_PAUSE);
    }
}

/// The end of a wait.
struct Deadline {
    start: Instant,
    timeout: Duration,
}

impl Deadline {
    fn new(timeout: Duration) -> Self {
        Self {
            start: Instant::now(),
            timeout,
        }
    }

    fn remaining(&self) -> Duration {
        self.timeout.saturating_sub(self.start.elapsed())
    }

    fn is_over(&self) -> bool {
        self.remaining().is_zero()
    }
}

/// Whether the only value of a result stands for true.
pub(super) fn is_true(result: &ResultSet) -> bool {
    match result.rows.first().and_then(|row| row.first()) {
        Some(Value::Text(text)) => matches!(text.as_str(), "t" | "true" | "1"),
        Some(Value::Boolean(value)) => *value,
        Some(Value::Integer(value)) => *value != 0,
        Some(_) | None => false,
    }
}

/// The holder of a lock in words, from the columns of [`AdvisoryLock::holder`].
fn describe_holder(result: &ResultSet) -> Option<String> {
    let row = result.rows.first()?;
    let field = |name: &str| {
        let index = result.columns.iter().position(|column| column == name)?;
        match row.get(index)? {
            Value::Text(text) if !text.is_empty() => Some(text.as_str()),
            _ => None,
        }
    };
    let mut words = format!("it is held by process {}", field("pid")?);
    if let Some(name) = field("application_name") {
        words.push_str(&format!(" ({name})"));
    }
    if let Some(address) = field("client_address") {
        words.push_str(&format!(" from {address}"));
    }
    if let Some(since) = field("held_since") {
        words.push_str(&format!(" since {since}"));
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holders_are_described_as_far_as_known() {
        let columns = ["pid", "application_name", "client_address", "held_since"];
        let check = |values: [Option<&str>; 4], expected: Option<&str>| {
            let result = ResultSet {
                columns: columns.map(str::to_owned).to_vec(),
                rows: vec![
                    values
                        .map(|value| value.map_or(Value::Null, |text| Value::Text(text.into())))
                        .to_vec(),
                ],
                ..ResultSet::default()
            };
            assert_eq!(describe_holder(&result).as_deref(), expected);
        };
        check(
            [Some("7"), Some("limbeck"), Some("10.0.0.1"), Some("noon")],
            Some("it is held by process 7 (limbeck) from 10.0.0.1 since noon"),
        );
        check(
            [Some("7"), Some(""), None, None],
            Some("it is held by process 7"),
        );
        check([None, None, None, None], None);
        assert_eq!(describe_holder(&ResultSet::default()), None);
    }
}
