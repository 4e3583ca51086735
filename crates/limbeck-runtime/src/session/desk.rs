//! What the thread does that talks to the database.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError};
use std::time::Instant;

use limbeck_database::{Affected, BatchError, Connection, DatabaseError, ResultSet};

use limbeck_scripts::added;

use super::patience::soon;
use super::worker::{Refusal, Statement};
use crate::{CancellationToken, Events, RunEvent};

/// How much text may be with the database without an answer, unless a single batch has more.
const MOST_SENT: usize = 1024 * 1024;

/// What the thread is asked to do.
pub(super) enum Job {
    /// A step begins.
    Start(Arc<str>),
    /// Statements to send together.
    Batch {
        statements: Arc<Vec<Statement>>,
        /// Sent even if the run is cancelled or a batch before has failed.
        urgent: bool,
    },
    /// A statement whose rows are wanted.
    Query {
        sql: String,
        typed: bool,
        urgent: bool,
    },
    /// Statements of which only the numbers of rows are wanted.
    Count { statements: Arc<Vec<String>> },
    /// A step is through.
    Finish(Arc<str>),
    /// The failure was dealt with; send batches again.
    Recover,
}

/// What comes of a job that has an outcome.
pub(super) enum Reply {
    /// Or which statement stopped the batch, and why.
    Batch(Result<(), (usize, Refusal)>),
    Rows(Result<ResultSet, DatabaseError>),
    Count(Result<Option<u64>, BatchError>),
}

/// Does jobs in their order. Batches that the connection takes ahead are sent at once, one after
/// the other, so that the database goes from one to the next without waiting for us; everything
/// else waits until all of them are answered.
pub(super) struct Desk {
    connection: Box<dyn Connection>,
    events: Events,
    cancellation: CancellationToken,
    /// A batch failed: none is sent until the failure was dealt with.
    failed: bool,
    started: Instant,
    /// What was sent ahead and has no answer yet, and what is to be told after it.
    sent: VecDeque<Sent>,
    sent_bytes: usize,
}

/// The other side of the channels has ended.
struct Gone;

enum Sent {
    Batch {
        statements: Arc<Vec<Statement>>,
        bytes: usize,
    },
    Start(Arc<str>),
    Finish(Arc<str>),
}

impl Desk {
    pub(super) fn new(
        connection: Box<dyn Connection>,
        events: Events,
        cancellation: CancellationToken,
    ) -> Self {
        Self {
            connection,
            events,
            cancellation,
            failed: false,
            started: Instant::now(),
            sent: VecDeque::new(),
            sent_bytes: 0,
        }
    }

    /// Works until nobody gives jobs, or takes replies, any more.
    pub(super) fn work(mut self, jobs: &Receiver<Job>, replies: &Sender<Reply>) {
        while self.work_once(jobs, replies).is_ok() {}
    }

    fn work_once(&mut self, jobs: &Receiver<Job>, replies: &Sender<Reply>) -> Result<(), Gone> {
        if self.sent.is_empty() {
            let job = match soon(jobs) {
                Some(job) => job,
                None => jobs.recv().map_err(|_| Gone)?,
            };
            return self.take(job, replies);
        }
        match jobs.try_recv() {
            Ok(job) => self.take(job, replies),
            Err(TryRecvError::Empty) => self.receive(replies),
            Err(TryRecvError::Disconnected) => {
                self.receive_all(replies)?;
                Err(Gone)
            }
        }
    }

    /// Does a job, or sends it ahead.
    fn take(&mut self, job: Job, replies: &Sender<Reply>) -> Result<(), Gone> {
        match job {
            Job::Start(log) => self.tell(Sent::Start(log)),
            Job::Finish(log) => self.tell(Sent::Finish(log)),
            Job::Batch { statements, urgent } => {
                if !urgent && self.send_ahead(&statements, replies)? {
                    return Ok(());
                }
                self.receive_all(replies)?;
                let done = self.batch(&statements, urgent);
                self.conclude(done, replies)?;
            }
            Job::Query { sql, typed, urgent } => {
                self.receive_all(replies)?;
                let rows = if self.is_cancelled() && !urgent {
                    Err(DatabaseError::Cancelled)
                } else if typed {
                    self.connection.query(&sql)
                } else {
                    self.connection.query_text(&sql)
                };
                self.reply(Reply::Rows(rows), replies)?;
            }
            Job::Count { statements } => {
                self.receive_all(replies)?;
                let texts: Vec<&str> = statements.iter().map(String::as_str).collect();
                let counted = if self.is_cancelled() {
                    Err(BatchError {
                        index: 0,
                        error: DatabaseError::Cancelled,
                    })
                } else {
                    self.connection.execute_batch(&texts)
                };
                let sum = counted.map(|done| {
                    let counts = done.into_iter().map(|affected| affected.row_count);
                    counts.fold(None, added)
                });
                self.reply(Reply::Count(sum), replies)?;
            }
            Job::Recover => {
                self.receive_all(replies)?;
                self.failed = false;
            }
        }
        Ok(())
    }

    /// Tells of a step once everything before has an answer.
    fn tell(&mut self, news: Sent) {
        self.sent.push_back(news);
        self.tell_waiting();
    }

    /// Tells what has only waited for an answer.
    fn tell_waiting(&mut self) {
        while let Some(news) = self.sent.pop_front() {
            let event = match news {
                Sent::Batch { .. } => {
                    self.sent.push_front(news);
                    return;
                }
                Sent::Start(_) | Sent::Finish(_) if self.failed => continue,
                Sent::Start(log) => {
                    self.started = Instant::now();
                    RunEvent::StepStarted {
                        log: log.to_string(),
                    }
                }
                Sent::Finish(log) => RunEvent::StepFinished {
                    log: log.to_string(),
                    duration: self.started.elapsed(),
                },
            };
            (self.events)(event);
        }
    }

    /// Sends a batch without waiting for those before, if the connection takes it so.
    fn send_ahead(
        &mut self,
        statements: &Arc<Vec<Statement>>,
        replies: &Sender<Reply>,
    ) -> Result<bool, Gone> {
        let bytes = statements.iter().map(|statement| statement.sql.len()).sum();
        while !self.sent.is_empty() && self.sent_bytes + bytes > MOST_SENT {
            self.receive(replies)?;
        }
        if self.failed || self.is_cancelled() {
            return Ok(false);
        }
        let sent = match self.connection.pipeline() {
            Some(pipeline) => pipeline.send_ahead(&texts(statements)),
            None => false,
        };
        if sent {
            self.sent_bytes += bytes;
            self.sent.push_back(Sent::Batch {
                statements: Arc::clone(statements),
                bytes,
            });
        }
        Ok(sent)
    }

    /// Waits for everything that was sent ahead.
    fn receive_all(&mut self, replies: &Sender<Reply>) -> Result<(), Gone> {
        while !self.sent.is_empty() {
            self.receive(replies)?;
        }
        Ok(())
    }

    /// Waits for the oldest batch that was sent ahead.
    fn receive(&mut self, replies: &Sender<Reply>) -> Result<(), Gone> {
        let Some(Sent::Batch { statements, bytes }) = self.sent.pop_front() else {
            // The news that wait are told as soon as there is no batch before them.
            return Ok(());
        };
        self.sent_bytes -= bytes;
        let received = match self.connection.pipeline() {
            Some(pipeline) => pipeline.receive_oldest(),
            None => Ok(Vec::new()),
        };
        let done = if self.failed {
            // What came of it follows from the failure before.
            Err((0, Refusal::Skipped))
        } else {
            outcome(&statements, received)
        };
        let replied = self.conclude(done, replies);
        self.tell_waiting();
        replied
    }

    fn batch(&mut self, statements: &[Statement], urgent: bool) -> Result<(), (usize, Refusal)> {
        if self.failed {
            return Err((0, Refusal::Skipped));
        }
        if self.is_cancelled() && !urgent {
            return Err((0, Refusal::Database(DatabaseError::Cancelled)));
        }
        let done = self.connection.execute_batch(&texts(statements));
        outcome(statements, done)
    }

    fn conclude(
        &mut self,
        done: Result<(), (usize, Refusal)>,
        replies: &Sender<Reply>,
    ) -> Result<(), Gone> {
        self.failed |= done.is_err();
        self.reply(Reply::Batch(done), replies)
    }

    /// Passes on what came of a job, and what the server has told meanwhile.
    fn reply(&mut self, reply: Reply, replies: &Sender<Reply>) -> Result<(), Gone> {
        for notice in self.connection.take_notices() {
            (self.events)(RunEvent::Notice {
                severity: notice.severity,
                message: notice.message,
            });
        }
        replies.send(reply).map_err(|_| Gone)
    }

    fn is_cancelled(&self) -> bool {
        self.cancellation.is_cancelled()
    }
}

fn texts(statements: &[Statement]) -> Vec<&str> {
    statements.iter().map(|s| s.sql.as_str()).collect()
}

/// Looks at what a batch did, and tells who may ask: a wrong number of rows is a failure, too.
fn outcome(
    statements: &[Statement],
    done: Result<Vec<Affected>, BatchError>,
) -> Result<(), (usize, Refusal)> {
    let done = done.map_err(|BatchError { index, error }| (index, Refusal::Database(error)))?;
    for (index, (statement, affected)) in statements.iter().zip(done).enumerate() {
        if let (Some(check), Some(rows)) = (&statement.check, affected.row_count)
            && let Some(message) = check.failure(rows)
        {
            return Err((index, Refusal::RowCount(message)));
        }
        if let Some(outcome) = &statement.outcome {
            outcome.tell(affected);
        }
    }
    Ok(())
}
