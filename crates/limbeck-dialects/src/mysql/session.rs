//! Sessions of MySQL and MariaDB.

use std::time::Duration;

use limbeck_database::DatabaseError;
use limbeck_schema::QualifiedName;

use super::{Vendor, statements};
use crate::session::{AdvisoryLock, Effect, LockScope, SessionControl, StatementKind};

/// The session control of MySQL and MariaDB.
pub(super) struct Session(pub(super) Vendor);

/// The longest time that `GET_LOCK()` of both vendors waits: a year, in seconds.
const WITHOUT_END: &str = "31536000";

impl SessionControl for Session {
    /// The lock belongs to the session: it is free when the server has noticed that the session
    /// is over, or when it is released.
    fn advisory_lock(
        &self,
        version_table: &QualifiedName,
        scope: LockScope,
    ) -> Option<AdvisoryLock> {
        let name = lock_name(version_table, scope);
        Some(AdvisoryLock {
            try_lock: format!("SELECT GET_LOCK({name}, 0)"),
            lock: format!("SELECT GET_LOCK({name}, {WITHOUT_END})"),
            // The last thing that a holder's session did was to take the lock.
            holder: format!(
                "SELECT CAST(p.ID AS CHAR) AS pid, p.USER AS application_name, \
                 p.HOST AS client_address, \
                 DATE_FORMAT(NOW() - INTERVAL p.TIME SECOND, '%Y-%m-%d %H:%i:%s') AS held_since \
                 FROM information_schema.PROCESSLIST AS p \
                 WHERE p.ID = IS_USED_LOCK({name})"
            ),
            release: Some(format!("SELECT RELEASE_LOCK({name})")),
        })
    }

    fn has_advisory_locks(&self) -> bool {
        true
    }

    fn failure_ends_transaction(&self) -> bool {
        false
    }

    /// MariaDB also ends sessions that are idle in a transaction; to MySQL that part is a comment.
    fn allow_idle_transaction(&self) -> &'static [&'static str] {
        &[
            "SET SESSION wait_timeout = 31536000 /*M!100300 , SESSION idle_transaction_timeout = 0 */",
        ]
    }

    fn read_only(&self) -> &'static str {
        "SET SESSION TRANSACTION READ ONLY"
    }

    fn is_read_only_violation(&self, error: &DatabaseError) -> bool {
        has_code(error, &["1792"])
    }

    fn is_undefined_table(&self, error: &DatabaseError) -> bool {
        // No such table, and unknown database.
        has_code(error, &["1146", "1049"])
    }

    fn is_lock_contention(&self, error: &DatabaseError) -> bool {
        // Lock wait timeout exceeded, and deadlock found.
        has_code(error, &["1205", "1213"])
    }

    fn implicit_returning(&self, table: &str, column: &str) -> Option<String> {
        self.0.has_returning().then(|| format!("{table}.{column}"))
    }

    fn set_isolation_level(&self, level: &str) -> String {
        format!("SET SESSION TRANSACTION ISOLATION LEVEL {level}")
    }

    /// Bounds the wait for locks of tables, which DDL takes, and of rows.
    fn lock_timeout(&self, timeout: Duration) -> String {
        // Whole seconds, and zero is refused.
        let seconds = timeout.as_millis().div_ceil(1_000).clamp(1, 31_536_000);
        format!(
            "SET SESSION lock_wait_timeout = {seconds}, SESSION innodb_lock_wait_timeout = {seconds}"
        )
    }

    fn table_exists(&self, table: &QualifiedName) -> String {
        let schema = match &table.schema {
            Some(schema) => literal(schema.as_str()),
            None => "DATABASE()".to_owned(),
        };
        format!(
            "SELECT EXISTS (SELECT 1 FROM information_schema.TABLES \
             WHERE TABLE_SCHEMA = {schema} AND TABLE_NAME = {})",
            literal(table.name.as_str())
        )
    }

    fn server_facts(&self) -> &'static str {
        "SELECT COALESCE(DATABASE(), '') AS `database`, CURRENT_USER() AS `user`, \
         VERSION() AS version, @@global.read_only AS read_only"
    }

    /// There is no statement that a transaction forbids: those that cannot be part of one end it.
    fn needs_autocommit(&self, _statement: &str) -> bool {
        false
    }

    fn statement_kind(&self, statement: &str) -> StatementKind {
        statements::kind(statement)
    }

    fn transactional_table(&self) -> &'static str {
        " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"
    }

    fn effect(&self, statement: &str) -> Effect {
        statements::effect(statement)
    }
}

/// The name of the lock as an expression that the server evaluates: names are those of the whole
/// server and at most 64 characters long. A version table without schema is one of the current
/// database.
fn lock_name(version_table: &QualifiedName, scope: LockScope) -> String {
    let prefix = match scope {
        LockScope::Run => "limbeck:",
        LockScope::Transaction => "limbeck transaction:",
    };
    let schema = match &version_table.schema {
        Some(schema) => literal(schema.as_str()),
        None => "COALESCE(DATABASE(), '')".to_owned(),
    };
    let name = literal(&format!(".{}", version_table.name));
    format!("CONCAT('{prefix}', MD5(CONCAT({schema}, {name})))")
}

fn has_code(error: &DatabaseError, codes: &[&str]) -> bool {
    matches!(error, DatabaseError::Statement { code: Some(code), .. } if codes.contains(&code.as_str()))
}

/// A string literal that means the same whether backslashes escape in this session or not.
pub(super) fn literal(text: &str) -> String {
    if text.contains('\\') {
        let digits: String = text.bytes().map(|byte| format!("{byte:02X}")).collect();
        return format!("_utf8mb4 x'{digits}'");
    }
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SESSION: Session = Session(Vendor::Mysql);

    #[test]
    fn a_timeout_is_never_endless_and_never_nothing() {
        let check = |timeout, seconds: u32| {
            assert_eq!(
                SESSION.lock_timeout(timeout),
                format!(
                    "SET SESSION lock_wait_timeout = {seconds}, \
                     SESSION innodb_lock_wait_timeout = {seconds}"
                )
            );
        };
        check(Duration::from_millis(1_500), 2);
        check(Duration::ZERO, 1);
        check(Duration::MAX, 31_536_000);
    }

    #[test]
    fn the_lock_depends_on_database_and_table() {
        let name = |schema: Option<&str>, table: &str, scope| {
            lock_name(
                &QualifiedName::in_schema(schema.map(Into::into), table),
                scope,
            )
        };
        let run = LockScope::Run;
        assert_eq!(
            name(None, "alembic_version", run),
            "CONCAT('limbeck:', MD5(CONCAT(COALESCE(DATABASE(), ''), '.alembic_version')))"
        );
        assert_ne!(name(None, "a", run), name(Some("s"), "a", run));
        assert_ne!(
            name(None, "a", run),
            name(None, "a", LockScope::Transaction)
        );
        // The digest has 32 characters.
        assert!("limbeck transaction:".len() + 32 <= 64);
    }

    #[test]
    fn tables_are_looked_up_in_their_database() {
        let check = |schema: Option<&str>, expected: &str| {
            let table = QualifiedName::in_schema(schema.map(Into::into), "it's");
            assert_eq!(
                SESSION.table_exists(&table),
                format!(
                    "SELECT EXISTS (SELECT 1 FROM information_schema.TABLES \
                     WHERE TABLE_SCHEMA = {expected} AND TABLE_NAME = 'it''s')"
                )
            );
        };
        check(None, "DATABASE()");
        check(Some("a\\b"), "_utf8mb4 x'615C62'");
    }

    #[test]
    fn only_some_servers_return_keys() {
        let returned = |vendor| Session(vendor).implicit_returning("t", "c");
        assert_eq!(returned(Vendor::Mysql), None);
        assert_eq!(returned(Vendor::Mariadb).as_deref(), Some("t.c"));
    }
}
