//! The thread that talks to the database while the scripts are evaluated.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use limbeck_database::{BatchError, Connection, DatabaseError, ResultSet};
use limbeck_scripts::{Origin, Outcome};

use super::desk::{Desk, Job, Reply};
use super::patience::soon;
use crate::version_table::RowCheck;
use crate::{CancellationToken, Events};

/// How many batches may wait for the database before the evaluation waits for it, too.
const MOST_WAITING: usize = 16;

/// How many batches still wait when the evaluation goes on after such a wait: enough for the
/// database to be busy with, few enough for the two not to take turns batch by batch.
const FEW_WAITING: usize = MOST_WAITING / 2;

/// How often a wait for a cancelled run asks the database again to stop.
const CANCEL_AGAIN: Duration = Duration::from_millis(100);

/// A statement with where it comes from.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    /// The SQL.
    pub(super) sql: String,
    /// The place in the script.
    pub(super) origin: Origin,
    /// The step that it belongs to.
    pub(super) step: Option<Arc<str>>,
    /// What must hold of the number of rows that it changed.
    pub(super) check: Option<RowCheck>,
    /// Where to tell what it did, if a script may ask.
    pub(super) outcome: Option<Outcome>,
}

/// Why a batch did not go through.
#[derive(Clone, Debug)]
pub(super) enum Refusal {
    /// The database refused the statement.
    Database(DatabaseError),
    /// The statement changed a wrong number of rows.
    RowCount(String),
    /// An earlier batch failed, so that this one was not sent.
    Skipped,
}

/// The statement that stopped a batch, and why.
#[derive(Clone, Debug)]
pub(super) struct Refused {
    pub(super) statement: Statement,
    pub(super) refusal: Refusal,
}

/// A connection with a thread of its own. Jobs are done in order; nothing takes effect after a
/// batch that failed until [`Worker::recover`].
pub(super) struct Worker {
    jobs: Option<Sender<Job>>,
    replies: Receiver<Reply>,
    thread: Option<JoinHandle<()>>,
    waiting: VecDeque<Arc<Vec<Statement>>>,
    cancellation: CancellationToken,
}

impl Worker {
    /// Gives a connection its thread.
    pub(super) fn start(
        connection: Box<dyn Connection>,
        events: Events,
        cancellation: CancellationToken,
    ) -> Self {
        let (jobs, job_receiver) = mpsc::channel();
        let (reply_sender, replies) = mpsc::channel();
        let desk = Desk::new(connection, events, cancellation.clone());
        Self {
            jobs: Some(jobs),
            replies,
            thread: Some(std::thread::spawn(move || {
                desk.work(&job_receiver, &reply_sender);
            })),
            waiting: VecDeque::new(),
            cancellation,
        }
    }

    /// Announces a step once everything before it has worked.
    pub(super) fn start_step(&self, log: Arc<str>) {
        self.send(Job::Start(log));
    }

    /// Announces the end of a step once everything before has worked.
    pub(super) fn finish_step(&self, log: Arc<str>) {
        self.send(Job::Finish(log));
    }

    /// Hands statements over; waits only if too many batches wait already.
    ///
    /// # Errors
    /// The statement of an earlier batch that failed.
    pub(super) fn submit(&mut self, statements: Vec<Statement>) -> Result<(), Refused> {
        if self.waiting.len() >= MOST_WAITING {
            while self.waiting.len() > FEW_WAITING {
                self.receive_one()?;
            }
        }
        self.send_batch(statements, false);
        self.receive_ready()
    }

    /// Hands statements over that are sent whatever happened before, and waits for them; replies
    /// to earlier batches are dropped.
    pub(super) fn run_urgently(&mut self, statements: Vec<Statement>) -> Result<(), Refused> {
        self.drain();
        self.send(Job::Recover);
        self.send_batch(statements, true);
        self.settle()
    }

    /// Waits for all batches.
    ///
    /// # Errors
    /// The first statement that failed.
    pub(super) fn settle(&mut self) -> Result<(), Refused> {
        while !self.waiting.is_empty() {
            self.receive_one()?;
        }
        Ok(())
    }

    /// Waits for all batches, whatever becomes of them.
    pub(super) fn drain(&mut self) {
        while !self.waiting.is_empty() {
            if self.receive_one().is_err() && self.jobs.is_none() {
                break;
            }
        }
    }

    /// Sends batches again after one failed.
    pub(super) fn recover(&mut self) {
        self.drain();
        self.send(Job::Recover);
    }

    /// Runs a statement and returns its rows; no batch may be waiting.
    pub(super) fn query(
        &mut self,
        sql: &str,
        typed: bool,
        urgent: bool,
    ) -> Result<ResultSet, DatabaseError> {
        self.send(Job::Query {
            sql: sql.to_owned(),
            typed,
            urgent,
        });
        match self.wait() {
            Some(Reply::Rows(rows)) => rows,
            Some(Reply::Batch(_) | Reply::Count(_)) | None => Err(thread_ended()),
        }
    }

    /// Runs statements together and returns how many rows they affected; no batch may be waiting.
    pub(super) fn count(
        &mut self,
        statements: &Arc<Vec<String>>,
    ) -> Result<Option<u64>, BatchError> {
        self.send(Job::Count {
            statements: Arc::clone(statements),
        });
        match self.wait() {
            Some(Reply::Count(counted)) => counted,
            Some(Reply::Batch(_) | Reply::Rows(_)) | None => Err(BatchError {
                index: 0,
                error: thread_ended(),
            }),
        }
    }

    fn send_batch(&mut self, statements: Vec<Statement>, urgent: bool) {
        let statements = Arc::new(statements);
        self.waiting.push_back(Arc::clone(&statements));
        self.send(Job::Batch { statements, urgent });
    }

    /// A thread that has ended is noticed by whoever waits for its reply.
    fn send(&self, job: Job) {
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send(job);
        }
    }

    fn receive_ready(&mut self) -> Result<(), Refused> {
        while let Ok(reply) = self.replies.try_recv() {
            self.take(Some(reply))?;
        }
        Ok(())
    }

    fn receive_one(&mut self) -> Result<(), Refused> {
        let reply = self.wait();
        self.take(reply)
    }

    fn take(&mut self, reply: Option<Reply>) -> Result<(), Refused> {
        let statements = self.waiting.pop_front().unwrap_or_default();
        let (index, refusal) = match reply {
            Some(Reply::Batch(Ok(()))) => return Ok(()),
            Some(Reply::Batch(Err(refused))) => refused,
            Some(Reply::Rows(_) | Reply::Count(_)) | None => {
                // Nothing more will come.
                self.jobs = None;
                self.waiting.clear();
                (0, Refusal::Database(thread_ended()))
            }
        };
        let statement = statements.get(index).cloned().unwrap_or(Statement {
            sql: String::new(),
            origin: Origin::default(),
            step: None,
            check: None,
            outcome: None,
        });
        Err(Refused { statement, refusal })
    }

    /// The next reply; `None` if the thread has ended.
    fn wait(&self) -> Option<Reply> {
        if let Some(reply) = soon(&self.replies) {
            return Some(reply);
        }
        loop {
            match self.replies.recv_timeout(CANCEL_AGAIN) {
                Ok(reply) => return Some(reply),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {
                    if self.cancellation.is_cancelled() {
                        self.cancellation.cancel_statements();
                    }
                }
            }
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // The thread ends after the job it is at; a panic in it has been told already.
            let _ = thread.join();
        }
    }
}

fn thread_ended() -> DatabaseError {
    DatabaseError::Connection {
        message: "The connection to the database is gone.".to_owned(),
        help: Some("Run the command again.".to_owned()),
    }
}
