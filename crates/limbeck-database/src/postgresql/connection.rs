//! A session with a PostgreSQL server.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{Stream, StreamExt, pin_mut};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::Type;
use tokio_postgres::{CancelToken, Client, Error, NoTls, SimpleQueryMessage};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::connect::lock;
use super::decode::decode;
use super::error::statement_error;
use super::message::{Message, row_count};
use super::pipeline::Ahead;
use super::scan::{Shape, shape, statements};
use crate::words::Words;
use crate::{
    Affected, BatchError, Cancel, Connection, DatabaseError, Notice, Pipeline, ResultSet, Row,
    TransactionWord, Value,
};

/// How much text goes into one message.
pub(super) const MOST_BYTES: usize = 1024 * 1024;

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
    pub(super) client: Option<Client>,
    pub(super) runtime: Runtime,
    task: JoinHandle<()>,
    shared: Arc<Shared>,
    server_version: (u32, u32, u32),
    canceller: Arc<Canceller>,
    /// BEGIN was sent, and neither COMMIT nor ROLLBACK since.
    pub(super) in_transaction: bool,
    /// Batches that were sent and not received, the oldest first.
    pub(super) ahead: VecDeque<Ahead>,
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
pub(super) struct Answer {
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
            ahead: VecDeque::new(),
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
    pub(super) fn check(&self, sql: &str) -> Result<(), DatabaseError> {
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
        for statement in statements(sql) {
            if TransactionWord::of(statement) == Some(TransactionWord::Begin) {
                self.in_transaction = true;
            } else if ends_transaction(statement) {
                self.in_transaction = false;
            }
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
        indexes: Vec<usize>,
        counts: &mut [Option<u64>],
    ) -> Result<(), BatchError> {
        let message = Message::new(statements, indexes);
        let answer = self.send(message.text(), false);
        for statement in message.statements().take(answer.completed.len()) {
            self.follow(statement);
        }
        let done = self.conclude(&message, &answer, counts);
        if let Err(failed) = &done
            && has_end_of_transaction(statements[failed.index])
        {
            // A COMMIT that fails has rolled back, and one in the middle of a text may have worked.
            self.in_transaction = false;
        }
        done
    }

    /// What became of the statements of a message.
    pub(super) fn conclude(
        &self,
        message: &Message,
        answer: &Answer,
        counts: &mut [Option<u64>],
    ) -> Result<(), BatchError> {
        message.count_rows(&answer.completed, counts);
        match &answer.error {
            Some(error) => Err(message.failure(answer.completed.len(), self.error(error))),
            None if self.client.is_none() => Err(message.failure(0, closed())),
            None => Ok(()),
        }
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

    fn execute_batch(&mut self, statements: &[&str]) -> Result<Vec<Affected>, BatchError> {
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
                self.run_group(statements, std::mem::take(&mut group), &mut counts)?;
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
                self.run_group(statements, std::mem::take(&mut group), &mut counts)?;
                bytes = 0;
            }
        }
        if !group.is_empty() {
            self.run_group(statements, group, &mut counts)?;
        }
        Ok(counts.into_iter().map(Affected::rows).collect())
    }

    fn pipeline(&mut self) -> Option<&mut dyn Pipeline> {
        Some(self)
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
        self.ahead.clear();
        let task = &mut self.task;
        self.runtime.block_on(async {
            let _ = tokio::time::timeout(PATIENCE, task).await;
        });
    }
}

async fn read(client: &Client, sql: &str, keep_rows: bool) -> Answer {
    read_answer(client.simple_query_raw(sql).await, keep_rows).await
}

/// Reads all that comes back for a message.
pub(super) async fn read_answer(
    stream: Result<impl Stream<Item = Result<SimpleQueryMessage, Error>>, Error>,
    keep_rows: bool,
) -> Answer {
    let mut answer = Answer::default();
    let stream = match stream {
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

fn has_end_of_transaction(text: &str) -> bool {
    statements(text).into_iter().any(ends_transaction)
}

/// Whether no transaction is open after a statement, be it that it worked or not.
fn ends_transaction(statement: &str) -> bool {
    match TransactionWord::of(statement) {
        Some(word) => word != TransactionWord::Begin,
        None => {
            let mut words = Words::of(statement);
            words.next().as_deref() == Some("prepare")
                && words.next().as_deref() == Some("transaction")
        }
    }
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

fn closed() -> DatabaseError {
    DatabaseError::Connection {
        message: "The connection to the server is closed.".to_owned(),
        help: None,
    }
}
