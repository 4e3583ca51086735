//! A connection to a SQLite database.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::types::ValueRef;
use rusqlite::{Batch, InterruptHandle, OpenFlags};

use super::address::Address;
use super::error::{open_error, statement_error};
use crate::words::Words;
use crate::{
    Affected, BatchError, Cancel, Connection, DatabaseError, ResultSet, Row, TransactionWord, Value,
};

/// A connection to a SQLite database that behaves as Python's `sqlite3` sets one up.
pub(super) struct SqliteConnection {
    connection: rusqlite::Connection,
    canceller: Arc<Interrupt>,
    timeout: Duration,
}

struct Interrupt {
    handle: InterruptHandle,
    requested: AtomicBool,
}

impl Cancel for Interrupt {
    fn cancel(&self) {
        self.requested.store(true, Ordering::SeqCst);
        self.handle.interrupt();
    }
}

impl SqliteConnection {
    pub(super) fn open(address: &Address) -> Result<Self, DatabaseError> {
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut file = address.file.clone();
        if address.is_uri {
            flags |= OpenFlags::SQLITE_OPEN_URI;
        } else if file.starts_with("file:") {
            // The library takes this for a URI whatever the flags say; Python does not.
            file.insert_str(0, "./");
        }
        let failed = |error: rusqlite::Error| open_error(&address.file, &error);
        let connection = rusqlite::Connection::open_with_flags(&file, flags).map_err(failed)?;
        connection.busy_timeout(address.timeout).map_err(failed)?;
        // The library that is compiled in enforces foreign keys by default, the one of Python
        // does not.
        connection
            .pragma_update(None, "foreign_keys", false)
            .map_err(failed)?;
        Ok(Self {
            canceller: Arc::new(Interrupt {
                handle: connection.get_interrupt_handle(),
                requested: AtomicBool::new(false),
            }),
            connection,
            timeout: address.timeout,
        })
    }

    fn run(&self, sql: &str) -> Result<ResultSet, DatabaseError> {
        let word = TransactionWord::of(sql);
        if word == Some(TransactionWord::Rollback) && self.connection.is_autocommit() {
            // An error has rolled the transaction back already.
            return Ok(ResultSet::default());
        }
        let run = if word == Some(TransactionWord::Begin) {
            self.begin(sql)
        } else if let (Some(enforced), false) =
            (foreign_key_switch(sql), self.connection.is_autocommit())
        {
            self.enforce_foreign_keys(enforced)
        } else {
            self.step_through(sql)
        };
        run.map_err(|error| match error {
            Failure::SeveralStatements => DatabaseError::Statement {
                message: "You can only execute one statement at a time.".to_owned(),
                code: None,
                detail: None,
                hint: Some("Give every statement an op.execute() of its own.".to_owned()),
                position: None,
            },
            Failure::Sqlite(error) => {
                statement_error(error, self.canceller.requested.load(Ordering::SeqCst))
            }
        })
    }

    /// Begins a transaction without waiting for other writers: how long that may take is up to
    /// the caller, and the library's own wait would not hear a request to cancel.
    fn begin(&self, sql: &str) -> Result<ResultSet, Failure> {
        self.connection.busy_timeout(Duration::ZERO)?;
        let begun = self.step_through(sql);
        self.connection.busy_timeout(self.timeout)?;
        begun
    }

    /// Switches the enforcement of foreign keys within a transaction, where the PRAGMA would do
    /// nothing and say nothing. Python's driver has no transaction open when it comes, so that a
    /// script may count on it; here everything that a migration does is one transaction.
    fn enforce_foreign_keys(&self, enforced: bool) -> Result<ResultSet, Failure> {
        self.connection
            .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, enforced)?;
        Ok(ResultSet::default())
    }

    fn step_through(&self, sql: &str) -> Result<ResultSet, Failure> {
        let mut batch = Batch::new(&self.connection, sql);
        let Some(mut statement) = batch.next()? else {
            return Ok(ResultSet::default());
        };
        // That the rest does not compile, as what it is about is not there yet, says enough.
        if !matches!(batch.next(), Ok(None)) {
            return Err(Failure::SeveralStatements);
        }
        let columns: Vec<String> = statement
            .column_names()
            .into_iter()
            .map(str::to_owned)
            .collect();
        let width = columns.len();
        let mut result = ResultSet {
            columns,
            ..ResultSet::default()
        };
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            let values: Result<Row, rusqlite::Error> = (0..width)
                .map(|index| row.get_ref(index).map(value))
                .collect();
            result.rows.push(values?);
        }
        drop(rows);
        match Words::of(sql).next().as_deref() {
            Some("insert" | "replace") => {
                result.last_insert_id = Some(self.connection.last_insert_rowid());
                result.row_count = Some(self.connection.changes());
            }
            Some("update" | "delete") => result.row_count = Some(self.connection.changes()),
            Some("with") if !statement.readonly() => {
                result.row_count = Some(self.connection.changes());
            }
            Some(_) | None => {}
        }
        Ok(result)
    }
}

impl Connection for SqliteConnection {
    fn query(&mut self, statement: &str) -> Result<ResultSet, DatabaseError> {
        self.run(statement)
    }

    fn query_text(&mut self, statement: &str) -> Result<ResultSet, DatabaseError> {
        let mut result = self.run(statement)?;
        for value in result.rows.iter_mut().flatten() {
            let text = match value {
                Value::Integer(value) => value.to_string(),
                Value::Float(value) => value.to_string(),
                Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                _ => continue,
            };
            *value = Value::Text(text);
        }
        Ok(result)
    }

    fn execute_batch(&mut self, statements: &[&str]) -> Result<Vec<Affected>, BatchError> {
        statements
            .iter()
            .enumerate()
            .map(|(index, statement)| {
                self.run(statement)
                    .map(|result| Affected::from(&result))
                    .map_err(|error| BatchError { index, error })
            })
            .collect()
    }

    fn server_version(&self) -> (u32, u32, u32) {
        let number = u32::try_from(rusqlite::version_number()).unwrap_or_default();
        (number / 1_000_000, number / 1_000 % 1_000, number % 1_000)
    }

    fn canceller(&self) -> Arc<dyn Cancel> {
        self.canceller.clone()
    }
}

enum Failure {
    SeveralStatements,
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Failure::Sqlite(error)
    }
}

/// Whether a statement switches the enforcement of foreign keys, and to what.
fn foreign_key_switch(sql: &str) -> Option<bool> {
    let mut words = Words::of(sql);
    if words.next()? != "pragma" || words.next()? != "foreign_keys" {
        return None;
    }
    let value = words.next()?;
    Some(match value.parse::<i64>() {
        Ok(number) => number != 0,
        Err(_) => matches!(value.as_str(), "on" | "yes" | "true"),
    })
}

/// A value as Python's `sqlite3` types it.
fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(value) => Value::Integer(value),
        ValueRef::Real(value) => Value::Float(value),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn memory() -> SqliteConnection {
        open(":memory:", Duration::from_secs(5))
    }

    fn open(file: &str, timeout: Duration) -> SqliteConnection {
        SqliteConnection::open(&Address {
            file: file.to_owned(),
            is_uri: false,
            timeout,
        })
        .unwrap()
    }

    fn code(error: &DatabaseError) -> Option<&str> {
        match error {
            DatabaseError::Statement { code, .. } => code.as_deref(),
            _ => None,
        }
    }

    #[test]
    fn values_are_typed_as_python_types_them() {
        let mut connection = memory();
        let result = connection
            .query("SELECT NULL AS a, 1 AS b, 1.5 AS c, 'é' AS d, x'0102' AS e")
            .unwrap();
        assert_eq!(result.columns, ["a", "b", "c", "d", "e"]);
        assert_eq!(
            result.rows,
            [vec![
                Value::Null,
                Value::Integer(1),
                Value::Float(1.5),
                Value::Text("é".into()),
                Value::Bytes(vec![1, 2]),
            ]]
        );
        let result = connection.query_text("SELECT NULL, 1, 'x'").unwrap();
        assert_eq!(
            result.rows,
            [vec![
                Value::Null,
                Value::Text("1".into()),
                Value::Text("x".into())
            ]]
        );
    }

    #[test]
    fn row_counts_are_those_of_changes() {
        let mut connection = memory();
        let counts = connection
            .execute_batch(&[
                "CREATE TABLE t (a INTEGER PRIMARY KEY)",
                "INSERT INTO t VALUES (1), (2)",
                "UPDATE t SET a = 9 WHERE a = 5",
                "-- nothing at all",
            ])
            .unwrap();
        let counts: Vec<_> = counts.iter().map(|done| done.row_count).collect();
        assert_eq!(counts, [None, Some(2), Some(0), None]);
        let result = connection
            .query("INSERT INTO t VALUES (7) RETURNING a")
            .unwrap();
        assert_eq!(result.rows, [vec![Value::Integer(7)]]);
        assert_eq!(
            (result.row_count, result.last_insert_id),
            (Some(1), Some(7))
        );
    }

    #[test]
    fn a_failed_batch_names_its_statement() {
        let mut connection = memory();
        let error = connection
            .execute_batch(&["CREATE TABLE t (a)", "CREATE TABLE t (a)", "DROP TABLE t"])
            .unwrap_err();
        assert_eq!(error.index, 1);
        assert_eq!(error.error.to_string(), "table t already exists");
        assert!(connection.query("SELECT * FROM t").is_ok());
    }

    #[test]
    fn errors_point_at_the_place() {
        let error = memory().query("SELECT é, FROM t").unwrap_err();
        match error {
            DatabaseError::Statement { position, .. } => assert_eq!(position, Some(11)),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn several_statements_are_refused_as_python_refuses_them() {
        let mut connection = memory();
        let error = connection
            .query("CREATE TABLE t (a); SELECT * FROM t")
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "You can only execute one statement at a time."
        );
        assert!(connection.query("SELECT * FROM t").is_err(), "nothing ran");
        assert!(connection.query("SELECT 1; -- that is all").is_ok());
    }

    #[test]
    fn foreign_keys_are_not_enforced_by_default() {
        let mut connection = memory();
        let result = connection.query("PRAGMA foreign_keys").unwrap();
        assert_eq!(result.rows, [vec![Value::Integer(0)]]);
    }

    #[test]
    fn foreign_keys_are_switched_within_a_transaction() {
        let mut connection = memory();
        let mut check = |sql: &str, expected: i64| {
            connection.execute_batch(&[sql]).unwrap();
            let result = connection.query("PRAGMA foreign_keys").unwrap();
            assert_eq!(result.rows, [vec![Value::Integer(expected)]], "{sql}");
        };
        check("BEGIN", 0);
        check("PRAGMA foreign_keys=ON", 1);
        check("pragma foreign_keys(off);", 0);
        check("PRAGMA foreign_keys = 1", 1);
        check("PRAGMA foreign_keys -- a question", 1);
        check("COMMIT", 1);
        check("PRAGMA foreign_keys=OFF", 0);
    }

    #[test]
    fn rolling_back_nothing_works() {
        assert!(memory().execute_batch(&["ROLLBACK"]).is_ok());
    }

    #[test]
    fn begin_does_not_wait_but_other_statements_do() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db").display().to_string();
        let mut first = open(&file, Duration::from_secs(5));
        let mut second = open(&file, Duration::from_secs(20));
        first
            .execute_batch(&["CREATE TABLE t (a)", "BEGIN IMMEDIATE"])
            .unwrap();
        let error = second.execute_batch(&["BEGIN IMMEDIATE"]).unwrap_err();
        assert_eq!(code(&error.error), Some("SQLITE_BUSY"));
        let writer =
            std::thread::spawn(move || second.execute_batch(&["INSERT INTO t VALUES (1)"]));
        std::thread::sleep(Duration::from_millis(50));
        assert!(!writer.is_finished());
        first.execute_batch(&["COMMIT"]).unwrap();
        assert!(writer.join().unwrap().is_ok());
    }

    #[test]
    fn a_database_that_is_read_only_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db").display().to_string();
        open(&file, Duration::ZERO)
            .execute_batch(&["CREATE TABLE t (a)"])
            .unwrap();
        let mut connection = SqliteConnection::open(&Address {
            file: format!("file:{file}?mode=ro"),
            is_uri: true,
            timeout: Duration::ZERO,
        })
        .unwrap();
        assert!(connection.query("SELECT * FROM t").is_ok());
        let error = connection.query("DROP TABLE t").unwrap_err();
        assert_eq!(code(&error), Some("SQLITE_READONLY"));
        assert_eq!(error.to_string(), "attempt to write a readonly database");
    }

    #[test]
    fn a_long_statement_can_be_cancelled() {
        let mut connection = memory();
        let canceller = connection.canceller();
        let (started, wait) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            started.send(()).unwrap();
            connection.query(
                "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) \
                 SELECT count(*) FROM c",
            )
        });
        wait.recv().unwrap();
        while !thread.is_finished() {
            canceller.cancel();
            std::thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(thread.join().unwrap(), Err(DatabaseError::Cancelled));
    }

    #[test]
    fn a_full_disk_is_named() {
        let mut connection = memory();
        connection
            .execute_batch(&["PRAGMA max_page_count = 3", "CREATE TABLE t (a)"])
            .unwrap();
        let error = connection
            .query("INSERT INTO t VALUES (zeroblob(100000))")
            .unwrap_err();
        assert_eq!(code(&error), Some("SQLITE_FULL"));
        match error {
            DatabaseError::Statement { hint, .. } => {
                assert!(hint.unwrap().starts_with("The disk is full"));
            }
            other => panic!("{other}"),
        }
    }

    #[test]
    fn a_folder_that_is_missing_is_named() {
        let error = SqliteConnection::open(&Address {
            file: "/no/such/folder/a.db".into(),
            is_uri: false,
            timeout: Duration::ZERO,
        })
        .map(|_| ())
        .unwrap_err();
        assert_eq!(
            error.to_string(),
            "The SQLite database '/no/such/folder/a.db' cannot be opened: unable to open \
             database file: /no/such/folder/a.db."
        );
    }
}
