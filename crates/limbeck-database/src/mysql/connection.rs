//! A session with a MySQL or MariaDB server.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use mysql_common::constants::{Command, StatusFlags};

use super::connect::{Opened, connect, parse_version};
use super::decode::decode;
use super::error::statement_error;
use super::scan::{Shape, shape};
use super::settings::Settings;
use super::wire::{Answer, Wire, WireError};
use crate::{Affected, BatchError, Cancel, Connection, DatabaseError, ResultSet, Value};

/// How much text goes into one message; servers take 16 MB unless told otherwise.
const MOST_BYTES: usize = 1024 * 1024;

/// How long a request to cancel may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// A session with a server.
pub(super) struct MysqlConnection {
    /// Gone once the session is over.
    wire: Option<Wire>,
    server_version: (u32, u32, u32),
    server_version_text: String,
    backslash_escapes: Arc<AtomicBool>,
    canceller: Arc<Canceller>,
}

struct Canceller {
    settings: Settings,
    connection_id: u32,
    requested: AtomicBool,
}

impl Cancel for Canceller {
    /// A connection of its own carries the request, as the protocol has no other way.
    fn cancel(&self) {
        self.requested.store(true, Ordering::SeqCst);
        // A request that does not arrive is one of those that come too late anyway.
        if let Ok(Opened { mut wire, .. }) = connect(&self.settings) {
            let kill = format!("KILL QUERY {}", self.connection_id);
            if wire.command(Command::COM_QUERY, kill.as_bytes()).is_ok() {
                let _ = wire.read_answer(false);
            }
            let _ = wire.command(Command::COM_QUIT, &[]);
        }
    }
}

/// What several statements of one text gave.
struct Answers {
    /// Of every statement that worked.
    done: Vec<Answer>,
    /// Why the next one did not.
    error: Option<WireError>,
}

impl MysqlConnection {
    /// Opens a session and brings it into the state that the parameters ask for.
    pub(super) fn open(settings: &Settings) -> Result<Self, DatabaseError> {
        let Opened {
            wire,
            connection_id,
            server_version_text,
        } = connect(settings)?;
        let mut connection = Self {
            backslash_escapes: Arc::new(AtomicBool::new(escapes(wire.status))),
            wire: Some(wire),
            server_version: parse_version(&server_version_text),
            server_version_text,
            canceller: Arc::new(Canceller {
                settings: Settings {
                    connect_timeout: settings.connect_timeout.min(PATIENCE),
                    read_timeout: Some(PATIENCE),
                    write_timeout: Some(PATIENCE),
                    // What it sends needs none of it.
                    database: None,
                    setup: Vec::new(),
                    ..settings.clone()
                },
                connection_id,
                requested: AtomicBool::new(false),
            }),
        };
        let setup: Vec<&str> = settings.setup.iter().map(String::as_str).collect();
        connection
            .execute_batch(&setup)
            .map_err(|refused| refused.error)?;
        Ok(connection)
    }

    /// Sends a text and reads the answer to each of its statements; rows are kept only if
    /// `keep_rows`, and of the last statement.
    fn send(&mut self, sql: &str, keep_rows: bool) -> Answers {
        let mut answers = Answers {
            done: Vec::new(),
            error: None,
        };
        let Some(wire) = &mut self.wire else {
            answers.error = Some(WireError::Lost("it is closed".to_owned()));
            return answers;
        };
        let mut answer = match wire.command(Command::COM_QUERY, sql.as_bytes()) {
            Ok(()) => wire.read_answer(keep_rows),
            Err(error) => Err(wire.last_words().unwrap_or(error)),
        };
        loop {
            self.backslash_escapes
                .store(escapes(wire.status), Ordering::SeqCst);
            match answer {
                Ok(given) => answers.done.push(given),
                Err(error) => {
                    if matches!(error, WireError::Lost(_)) {
                        self.wire = None;
                    }
                    answers.error = Some(error);
                    return answers;
                }
            }
            if !wire.has_more() {
                return answers;
            }
            answer = wire.read_answer(keep_rows);
            // Only the last rows are wanted; a call ends with an answer that has none.
            if matches!(&answer, Ok(next) if !next.columns.is_empty())
                && let Some(last) = answers.done.last_mut()
            {
                last.rows = Vec::new();
            }
        }
    }

    fn error(&self, error: WireError, place: Option<usize>) -> DatabaseError {
        let cancelled = self.canceller.requested.load(Ordering::SeqCst);
        statement_error(error, cancelled, place)
    }

    /// Runs a text and returns what its last statement gave.
    fn run(&mut self, sql: &str, typed: bool) -> Result<ResultSet, DatabaseError> {
        let shape = shape(sql);
        if shape == Shape::Empty {
            // The server takes it for an error.
            return Ok(ResultSet::default());
        }
        let Answers { mut done, error } = self.send(sql, true);
        if let Some(error) = error {
            let several = shape == Shape::Alone && !done.is_empty();
            return Err(self.error(error, several.then_some(done.len() + 1)));
        }
        // A call ends with an answer that says nothing but that it is over.
        let last = match done.pop() {
            Some(last) if last.columns.is_empty() => match done.pop() {
                Some(rows) if !rows.columns.is_empty() && is_call(sql) => rows,
                Some(_) | None => last,
            },
            Some(last) => last,
            None => Answer::default(),
        };
        Ok(result_set(last, typed))
    }

    /// Runs statements that may share a message.
    fn run_group(
        &mut self,
        statements: &[&str],
        indexes: &[usize],
        affected: &mut [Affected],
    ) -> Result<(), BatchError> {
        let Some(&first) = indexes.first() else {
            return Ok(());
        };
        let text = join(indexes.iter().map(|&index| statements[index]));
        let Answers { done, error } = self.send(&text, false);
        if let [only] = indexes {
            // It may be a text of several statements.
            affected[*only] = done.last().map(Answer::affected).unwrap_or_default();
            return match error {
                None => Ok(()),
                Some(error) => Err(BatchError {
                    index: first,
                    error: self.error(error, (!done.is_empty()).then_some(done.len() + 1)),
                }),
            };
        }
        for (&index, answer) in indexes.iter().zip(&done) {
            affected[index] = answer.affected();
        }
        match error {
            None => Ok(()),
            Some(error) => Err(BatchError {
                index: indexes.get(done.len()).copied().unwrap_or(first),
                error: self.error(error, None),
            }),
        }
    }
}

impl Connection for MysqlConnection {
    fn query(&mut self, statement: &str) -> Result<ResultSet, DatabaseError> {
        self.run(statement, true)
    }

    fn query_text(&mut self, statement: &str) -> Result<ResultSet, DatabaseError> {
        self.run(statement, false)
    }

    fn execute_batch(&mut self, statements: &[&str]) -> Result<Vec<Affected>, BatchError> {
        let mut affected = vec![Affected::default(); statements.len()];
        let mut group = Vec::new();
        let mut bytes = 0;
        for (index, statement) in statements.iter().enumerate() {
            let joins = match shape(statement) {
                Shape::Empty => continue,
                Shape::Single { .. } => true,
                Shape::Alone => false,
            };
            if !group.is_empty() && (!joins || bytes + statement.len() > MOST_BYTES) {
                self.run_group(statements, &std::mem::take(&mut group), &mut affected)?;
                bytes = 0;
            }
            group.push(index);
            bytes += statement.len();
            if !joins {
                self.run_group(statements, &std::mem::take(&mut group), &mut affected)?;
                bytes = 0;
            }
        }
        self.run_group(statements, &group, &mut affected)?;
        Ok(affected)
    }

    fn server_version(&self) -> (u32, u32, u32) {
        self.server_version
    }

    fn server_version_text(&self) -> Option<&str> {
        Some(&self.server_version_text)
    }

    fn backslash_escapes(&self) -> Option<Arc<AtomicBool>> {
        Some(Arc::clone(&self.backslash_escapes))
    }

    fn canceller(&self) -> Arc<dyn Cancel> {
        self.canceller.clone()
    }
}

impl Drop for MysqlConnection {
    /// Says good-bye, so that the server does not log a lost client.
    fn drop(&mut self) {
        if let Some(wire) = &mut self.wire {
            let _ = wire.command(Command::COM_QUIT, &[]);
        }
    }
}

/// Whether backslashes escape in a session that the server describes so.
fn escapes(status: StatusFlags) -> bool {
    !status.contains(StatusFlags::SERVER_STATUS_NO_BACKSLASH_ESCAPES)
}

fn is_call(sql: &str) -> bool {
    crate::words::Words::of(sql).next().as_deref() == Some("call")
}

/// The text of a message that holds several statements.
fn join<'a>(statements: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for statement in statements {
        if !text.is_empty() {
            text.push_str(";\n");
        }
        text.push_str(statement.trim_end().trim_end_matches(';'));
        if let Shape::Single {
            ends_in_comment: true,
        } = shape(statement)
        {
            text.push('\n');
        }
    }
    text
}

fn result_set(answer: Answer, typed: bool) -> ResultSet {
    let Answer {
        columns,
        rows,
        row_count,
        last_insert_id,
    } = answer;
    let value = |index: usize, bytes: Option<Vec<u8>>| match (bytes, columns.get(index)) {
        (None, _) => Value::Null,
        (Some(bytes), Some(column)) if typed => decode(&bytes, column),
        (Some(bytes), _) => Value::Text(String::from_utf8_lossy(&bytes).into_owned()),
    };
    ResultSet {
        rows: rows
            .into_iter()
            .map(|row| {
                row.into_iter()
                    .enumerate()
                    .map(|(index, bytes)| value(index, bytes))
                    .collect()
            })
            .collect(),
        columns: columns
            .iter()
            .map(|column| column.name_str().into_owned())
            .collect(),
        row_count: Some(row_count),
        last_insert_id: last_insert_id.and_then(|id| i64::try_from(id).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_joined_so_that_each_ends() {
        assert_eq!(
            join(["BEGIN;", "SELECT 1 -- x", "COMMIT"].into_iter()),
            "BEGIN;\nSELECT 1 -- x\n;\nCOMMIT"
        );
    }
}
