//! A session with a PostgreSQL server.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{StreamExt, pin_mut};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::Type;
use tokio_postgres::{CancelToken, Client, Error, NoTls, SimpleQueryMessage};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::connect::lock;
use super::decode::decode;
use super::error::statement_error;
use super::scan::{Shape, shape, statements};
use crate::words::Words;
use crate::{
    BatchError, Cancel, Connection, DatabaseError, Notice, ResultSet, Row, TransactionWord, Value,
};

/// How much text goes into one message.
const MOST_BYTES: usize = 1024 * 1024;

/// How long a request to cancel, or a farewell, may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a connection and the task that moves its messages share.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) notices: Mutex<Vec<Notice>>,
    /// Why the connection was lost.
    pub(super) lost: Mutex<Option<String>>,
}

/// A session that was just opened.
pub(super) struct Opened {
    pub(super) client: Client,
    pub(super) task: JoinHandle<()>,
    pub(super) shared: Arc<Shared>,
    pub(super) server_version: (u32, u32, u32),
}

/// A session with a PostgreSQL server, synchronous outside.
pub(super) struct PostgresqlConnection {
    /// Gone once the session is over.
    client: Option<Client>,
    runtime: Runtime,
    task: JoinHandle<()>,
    shared: Arc<Shared>,
    server_version: (u32, u32, u32),
    canceller: Arc<Canceller>,
    /// BEGIN was sent, and neither COMMIT nor ROLLBACK since.
    in_transaction: bool,
}

struct Canceller {
    token: CancelToken,
    tls: Option<MakeRustlsConnect>,
    requested: AtomicBool,
}

impl Cancel for Canceller {
    fn cancel(&self) {
        self.requested.store(true, Ordering::SeqCst);
        // A connection of its own carries the request; whoever asks may be inside a runtime.
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let Ok(runtime) = Builder::new_current_thread().enable_all().build() else {
                    return;
                };
                let request = async {
                    match &self.tls {
                        Some(tls) => self.token.cancel_query(tls.clone()).await,
                        None => self.token.cancel_query(NoTls).await,
                    }
                };
                // A request that does not arrive is one of those that come too late anyway.
                let _ = runtime.block_on(async { tokio::time::timeout(PATIENCE, request).await });
            });
        });
    }
}

/// What one message of statements gave.
#[derive(Default)]
struct Answer {
    /// The number of rows of every statement that was completed.
    completed: Vec<u64>,
    /// What the last statement returned.
    last: Rows,
    error: Option<Error>,
}

#[derive(Default)]
struct Rows {
    columns: Vec<String>,
    rows: Vec<Vec<Option<String>>>,
}

impl PostgresqlConnection {
    pub(super) fn new(runtime: Runtime, opened: Opened, tls: Option<MakeRustlsConnect>) -> Self {
        Self {
            canceller: Arc::new(Canceller {
                token: opened.client.cancel_token(),
                tls,
                requested: AtomicBool::new(false),
            }),
            client: Some(opened.client),
            runtime,
            task: opened.task,
            shared: opened.shared,
            server_version: opened.server_version,
            in_transaction: false,
        }
    }

    /// Sends one message and reads all that comes back; rows are kept only if `keep_rows`.
    fn send(&self, sql: &str, keep_rows: bool) -> Answer {
        let mut answer = Answer::default();
        let Some(client) = &self.client else {
            return answer;
        };
        self.runtime.block_on(async {
            answer = read(client, sql, keep_rows).await;
        });
        answer
    }

    fn error(&self, error: &Error) -> DatabaseError {
        let cancelled = self.canceller.requested.load(Ordering::SeqCst);
        match (statement_error(error, cancelled), &*lock(&self.shared.lost)) {
            (DatabaseError::Connection { help, .. }, Some(reason))
                if error.as_db_error().is_none() =>
            {
                DatabaseError::Connection {
                    message: format!("The connection to the server was lost: {reason}."),
                    help,
                }
            }
            (error, _) => error,
        }
    }

    /// Refuses what the protocol of simple queries has no answer to.
    fn check(&self, sql: &str) -> Result<(), DatabaseError> {
        let refuse = |message: &str, hint: &str| {
            Err(DatabaseError::Statement {
                message: message.to_owned(),
                code: None,
                detail: None,
                hint: Some(hint.to_owned()),
                position: None,
            })
        };
        if sql.contains('\0') {
            return refuse(
                "A statement cannot contain NUL (0x00) characters.",
                "Remove them, or write binary data as bytes.",
            );
        }
        let mut words = Words::of(sql);
        if words.next().as_deref() == Some("copy")
            && words.any(|word| word == "stdin" || word == "stdout")
        {
            return refuse(
                "can't use COPY FROM STDIN or TO STDOUT in a statement: there is no stream to \
                 copy from or to",
                "Insert the rows with INSERT or op.bulk_insert().",
            );
        }
        Ok(())
    }

    /// Follows the transaction through a statement that worked.
    fn follow(&mut self, sql: &str) {
        for word in statements(sql).into_iter().filter_map(TransactionWord::of) {
            self.in_transaction = word == TransactionWord::Begin;
        }
    }

    /// The types of the columns that a statement returns and what it returns, in one round trip.
    fn ask(&self, sql: &str) -> (Vec<Type>, Answer) {
        let Some(client) = &self.client else {
            return (Vec::new(), Answer::default());
        };
        if !returns_rows(sql) {
            return (Vec::new(), self.send(sql, true));
        }
        let (prepared, mut answer) = self.runtime.block_on(async {
            futures_util::future::join(client.prepare(sql), read(client, sql, true)).await
        });
        match prepared {
            Ok(prepared) => {
                let types = prepared.columns().iter().map(|c| c.type_().clone());
                (types.collect(), answer)
            }
            Err(error) => {
                // The first of two errors is the one that is meant.
                let follows = match answer.error.as_ref().map(Error::code) {
                    None => false,
                    Some(code) => {
                        matches!(code, None | Some(&SqlState::IN_FAILED_SQL_TRANSACTION))
                    }
                };
                if follows {
                    answer.error = Some(error);
                }
                (Vec::new(), answer)
            }
        }
    }

    fn finish(
        &mut self,
        sql: &str,
        types: &[Type],
        answer: Answer,
    ) -> Result<ResultSet, DatabaseError> {
        if let Some(error) = &answer.error {
            return Err(self.error(error));
        }
        if self.client.is_none() {
            return Err(closed());
        }
        self.follow(sql);
        let Rows { columns, rows } = answer.last;
        let types = if types.len() == columns.len() {
            types
        } else {
            &[]
        };
        let decode_row = |row: Vec<Option<String>>| -> Row {
            row.into_iter()
                .enumerate()
                .map(|(index, value)| match (value, types.get(index)) {
                    (None, _) => Value::Null,
                    (Some(text), Some(data_type)) => decode(&text, data_type),
                    (Some(text), None) => Value::Text(text),
                })
                .collect()
        };
        Ok(ResultSet {
            columns,
            rows: rows.into_iter().map(decode_row).collect(),
            row_count: answer
                .completed
                .last()
                .and_then(|count| row_count(sql, *count)),
            last_insert_id: None,
        })
    }

    /// Runs statements that may share a message.
    fn run_group(
        &mut self,
        statements: &[&str],
        indexes: &[usize],
        counts: &mut [Option<u64>],
    ) -> Result<(), BatchError> {
        let (text, ranges) = join(indexes.iter().map(|&index| statements[index]));
        let answer = self.send(&text, false);
        for (&index, &count) in indexes.iter().zip(&answer.completed) {
            counts[index] = row_count(statements[index], count);
            self.follow(statements[index]);
        }
        let first = indexes.first().copied().unwrap_or_default();
        let Some(error) = &answer.error else {
            return if self.client.is_some() {
                Ok(())
            } else {
                Err(BatchError {
                    index: first,
                    error: closed(),
                })
            };
        };
        let mut error = self.error(error);
        let mut failed = answer.completed.len();
        // The server reads the whole message before it runs the first statement: an error of
        // grammar comes before anything is completed, but points at its place.
        if let DatabaseError::Statement {
            position: Some(position),
            ..
        } = &mut error
            && let Some(place) = locate(&text, &ranges, *position)
        {
            failed = place;
            *position -= text[..ranges[place].start].chars().count();
        }
        Err(BatchError {
            index: indexes
                .get(failed)
                .or(indexes.last())
                .copied()
                .unwrap_or(first),
            error,
        })
    }
}

impl Connection for PostgresqlConnection {
    fn query(&mut self, statement: &str) -> Result<ResultSet, DatabaseError> {
        self.check(statement)?;
        match shape(statement) {
            Shape::Empty => Ok(ResultSet::default()),
            Shape::Several { last } => {
                let (before, statement) = statement.split_at(last);
                self.query_text(before)?;
                self.query(statement)
            }
            Shape::Single { .. } => {
                let (types, answer) = self.ask(statement);
                self.finish(statement, &types, answer)
            }
            Shape::Unclear => self.query_text(statement),
        }
    }

    fn query_text(&mut self, statement: &str) -> Result<ResultSet, DatabaseError> {
        self.check(statement)?;
        let answer = self.send(statement, true);
        self.finish(statement, &[], answer)
    }

    fn execute_batch(&mut self, statements: &[&str]) -> Result<Vec<Option<u64>>, BatchError> {
        let mut counts = vec![None; statements.len()];
        let mut group = Vec::new();
        let mut bytes = 0;
        // Whether a transaction is open when the statements before have worked.
        let mut in_transaction = self.in_transaction;
        for (index, statement) in statements.iter().enumerate() {
            let word = TransactionWord::of(statement);
            let shape = shape(statement);
            let refusal = self.check(statement).err();
            if shape == Shape::Empty {
                continue;
            }
            let joins = matches!(shape, Shape::Single { .. })
                && refusal.is_none()
                && (in_transaction || word == Some(TransactionWord::Begin))
                && bytes + statement.len() <= MOST_BYTES;
            // Outside of a transaction several statements of one message would share one.
            let begins = word == Some(TransactionWord::Begin) && !in_transaction;
            if !group.is_empty() && (!joins || begins) {
                self.run_group(statements, &std::mem::take(&mut group), &mut counts)?;
                bytes = 0;
            }
            if let Some(error) = refusal {
                return Err(BatchError { index, error });
            }
            group.push(index);
            bytes += statement.len();
            match word {
                Some(TransactionWord::Begin) => in_transaction = true,
                Some(TransactionWord::Commit | TransactionWord::Rollback) => in_transaction = false,
                None => {}
            }
            if !joins || !in_transaction {
                self.run_group(statements, &std::mem::take(&mut group), &mut counts)?;
                bytes = 0;
            }
        }
        if !group.is_empty() {
            self.run_group(statements, &group, &mut counts)?;
        }
        Ok(counts)
    }

    fn server_version(&self) -> (u32, u32, u32) {
        self.server_version
    }

    fn canceller(&self) -> Arc<dyn Cancel> {
        self.canceller.clone()
    }

    fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut lock(&self.shared.notices))
    }
}

impl Drop for PostgresqlConnection {
    /// Says good-bye, so that the server does not log a lost client.
    fn drop(&mut self) {
        self.client = None;
        let task = &mut self.task;
        self.runtime.block_on(async {
            let _ = tokio::time::timeout(PATIENCE, task).await;
        });
    }
}

async fn read(client: &Client, sql: &str, keep_rows: bool) -> Answer {
    let mut answer = Answer::default();
    let stream = match client.simple_query_raw(sql).await {
        Ok(stream) => stream,
        Err(error) => {
            answer.error = Some(error);
            return answer;
        }
    };
    pin_mut!(stream);
    let mut current = Rows::default();
    while let Some(message) = stream.next().await {
        match message {
            Ok(SimpleQueryMessage::RowDescription(columns)) if keep_rows => {
                current.columns = columns.iter().map(|c| c.name().to_owned()).collect();
            }
            Ok(SimpleQueryMessage::Row(row)) if keep_rows => {
                let values = (0..row.len()).map(|index| match row.try_get(index) {
                    Ok(value) => value.map(str::to_owned),
                    Err(_) => None,
                });
                current.rows.push(values.collect());
            }
            Ok(SimpleQueryMessage::CommandComplete(count)) => {
                answer.completed.push(count);
                answer.last = std::mem::take(&mut current);
            }
            Ok(_) => {}
            Err(error) => {
                answer.error = Some(error);
                break;
            }
        }
    }
    answer
}

/// The text of a message that holds several statements, and where each is in it.
pub(super) fn join<'a>(statements: impl Iterator<Item = &'a str>) -> (String, Vec<Range<usize>>) {
    let mut text = String::new();
    let mut ranges = Vec::new();
    for statement in statements {
        if !text.is_empty() {
            text.push_str(";\n");
        }
        let start = text.len();
        text.push_str(statement);
        ranges.push(start..text.len());
        if let Shape::Single {
            ends_in_comment: true,
        } = shape(statement)
        {
            text.push('\n');
        }
    }
    (text, ranges)
}

/// The statement that a position, in characters from 1, lies in; one at the very end of a
/// statement belongs to it.
fn locate(text: &str, ranges: &[Range<usize>], position: usize) -> Option<usize> {
    let byte = text
        .char_indices()
        .nth(position.checked_sub(1)?)
        .map_or(text.len(), |(byte, _)| byte);
    ranges.iter().position(|range| byte <= range.end)
}

/// Whether a statement may return rows whose types matter.
fn returns_rows(sql: &str) -> bool {
    let mut words = Words::of(sql);
    match words.next().as_deref() {
        Some("select" | "with" | "values" | "table" | "fetch" | "execute" | "call") => true,
        Some("insert" | "update" | "delete" | "merge") => {
            sql.to_ascii_lowercase().contains("returning")
        }
        _ => false,
    }
}

/// The number of rows that a statement affected or returned, if it is of a kind that counts them.
fn row_count(sql: &str, count: u64) -> Option<u64> {
    match Words::of(sql).next().as_deref() {
        Some(
            "select" | "insert" | "update" | "delete" | "merge" | "with" | "values" | "table"
            | "fetch" | "move" | "copy",
        ) => Some(count),
        _ => None,
    }
}

fn closed() -> DatabaseError {
    DatabaseError::Connection {
        message: "The connection to the server is closed.".to_owned(),
        help: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_joined_and_found_again() {
        let (text, ranges) = join(["BEGIN", "SELECT 1 -- é", "SELECT"].into_iter());
        assert_eq!(text, "BEGIN;\nSELECT 1 -- é\n;\nSELECT");
        let check = |position, expected| {
            assert_eq!(locate(&text, &ranges, position), expected, "{position}");
        };
        check(1, Some(0));
        check(6, Some(0));
        check(8, Some(1));
        check(20, Some(1));
        check(24, Some(2));
        check(30, Some(2));
        check(99, Some(2));
    }

    #[test]
    fn only_some_statements_count_rows() {
        assert_eq!(row_count("UPDATE t SET a = 1", 3), Some(3));
        assert_eq!(row_count("CREATE TABLE t ()", 0), None);
    }
}
