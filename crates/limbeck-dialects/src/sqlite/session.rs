//! Sessions of SQLite.

use std::time::Duration;

use limbeck_database::DatabaseError;
use limbeck_schema::QualifiedName;

use crate::session::{AdvisoryLock, LockScope, SessionControl};

/// The session control of SQLite.
pub(super) struct Session;

impl SessionControl for Session {
    /// `IMMEDIATE` takes the write lock at once: a deferred transaction that turns from reading
    /// to writing fails without waiting when another one has written meanwhile.
    fn begin(&self) -> &'static str {
        "BEGIN IMMEDIATE"
    }

    fn savepoint_begins_transaction(&self) -> bool {
        true
    }

    /// SQLite has none: a writing transaction locks the whole database file.
    fn advisory_lock(
        &self,
        _version_table: &QualifiedName,
        _scope: LockScope,
    ) -> Option<AdvisoryLock> {
        None
    }

    fn has_advisory_locks(&self) -> bool {
        false
    }

    fn failure_ends_transaction(&self) -> bool {
        false
    }

    fn read_only(&self) -> &'static str {
        "PRAGMA query_only = ON"
    }

    fn is_read_only_violation(&self, error: &DatabaseError) -> bool {
        matches!(
            error,
            DatabaseError::Statement { code: Some(code), .. } if code.starts_with("SQLITE_READONLY")
        )
    }

    fn is_undefined_table(&self, error: &DatabaseError) -> bool {
        matches!(
            error,
            DatabaseError::Statement { message, .. }
                if message.starts_with("no such table") || message.starts_with("unknown database")
        )
    }

    fn is_lock_contention(&self, error: &DatabaseError) -> bool {
        matches!(
            error,
            DatabaseError::Statement { code: Some(code), .. }
                if code.starts_with("SQLITE_BUSY") || code.starts_with("SQLITE_LOCKED")
        )
    }

    fn implicit_returning(&self, _table: &str, column: &str) -> Option<String> {
        Some(column.to_owned())
    }

    fn isolation_levels(&self) -> &'static [&'static str] {
        &["SERIALIZABLE", "READ UNCOMMITTED"]
    }

    fn set_isolation_level(&self, level: &str) -> String {
        let uncommitted = level == "READ UNCOMMITTED";
        format!("PRAGMA read_uncommitted = {}", u8::from(uncommitted))
    }

    fn lock_timeout(&self, timeout: Duration) -> String {
        let milliseconds = timeout.as_millis().min(i32::MAX as u128);
        format!("PRAGMA busy_timeout = {milliseconds}")
    }

    fn table_exists(&self, table: &QualifiedName) -> String {
        let catalog = match &table.schema {
            Some(schema) => format!("\"{}\".", schema.as_str().replace('"', "\"\"")),
            None => String::new(),
        };
        format!(
            "SELECT EXISTS (SELECT 1 FROM {catalog}sqlite_master \
             WHERE type IN ('table', 'view') AND lower(name) = lower('{}'))",
            table.name.as_str().replace('\'', "''")
        )
    }

    fn server_facts(&self) -> &'static str {
        "SELECT file AS database, '' AS \"user\", sqlite_version() AS version, 0 AS read_only \
         FROM pragma_database_list WHERE name = 'main'"
    }

    fn needs_autocommit(&self, statement: &str) -> bool {
        statement
            .split_whitespace()
            .next()
            .is_some_and(|word| word.trim_end_matches(';').eq_ignore_ascii_case("VACUUM"))
    }

    /// The driver makes it take effect within a transaction, too.
    fn opens_no_transaction(&self, statement: &str) -> bool {
        switched_pragma(statement).as_deref() == Some("foreign_keys")
    }

    /// Python's driver opens a transaction only before INSERT, UPDATE and DELETE; the runtime
    /// opens one for the whole migration, in which these fail or do nothing.
    fn steps_out_of_transaction(&self, statement: &str) -> bool {
        match words(statement).next().as_deref() {
            Some("vacuum" | "attach" | "detach") => true,
            Some(_) | None => matches!(
                switched_pragma(statement).as_deref(),
                Some("journal_mode" | "synchronous" | "auto_vacuum" | "page_size" | "temp_store")
            ),
        }
    }
}

/// The name of a PRAGMA that is given a value; without one it is a question.
fn switched_pragma(statement: &str) -> Option<String> {
    let mut words = words(statement);
    let is_switched = words.next()? == "pragma" && statement.contains(['=', '(']);
    words.next().filter(|_| is_switched)
}

/// The words of a statement in lower case.
fn words(statement: &str) -> impl Iterator<Item = String> {
    statement
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_looked_up_in_their_schema() {
        let check = |schema: Option<&str>, expected: &str| {
            let table = QualifiedName::in_schema(schema.map(Into::into), "it's");
            assert_eq!(Session.table_exists(&table), expected);
        };
        check(
            None,
            "SELECT EXISTS (SELECT 1 FROM sqlite_master \
             WHERE type IN ('table', 'view') AND lower(name) = lower('it''s'))",
        );
        check(
            Some("aux"),
            "SELECT EXISTS (SELECT 1 FROM \"aux\".sqlite_master \
             WHERE type IN ('table', 'view') AND lower(name) = lower('it''s'))",
        );
    }

    #[test]
    fn settings_of_the_connection_step_out_of_the_transaction() {
        let check =
            |sql, expected| assert_eq!(Session.steps_out_of_transaction(sql), expected, "{sql}");
        check("PRAGMA journal_mode=WAL", true);
        check("pragma synchronous = off;", true);
        check("VACUUM", true);
        check("PRAGMA journal_mode", false);
        check("PRAGMA foreign_keys=OFF", false);
        assert!(Session.opens_no_transaction("PRAGMA foreign_keys=OFF"));
        assert!(!Session.opens_no_transaction("PRAGMA foreign_keys"));
        assert!(!Session.opens_no_transaction("PRAGMA table_info(foreign_keys)"));
        check("PRAGMA table_info(t)", false);
        check("CREATE TABLE pragma (foreign_keys INTEGER)", false);
    }

    #[test]
    fn only_vacuum_refuses_a_transaction() {
        assert!(Session.needs_autocommit("vacuum;"));
        assert!(!Session.needs_autocommit("CREATE INDEX i ON t (a)"));
    }
}
