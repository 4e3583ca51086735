//! Sessions of PostgreSQL.

use std::time::Duration;

use limbeck_database::DatabaseError;
use limbeck_schema::QualifiedName;

use crate::session::{AdvisoryLock, LockScope, SessionControl};

/// The session control of PostgreSQL.
pub(super) struct Session;

impl SessionControl for Session {
    fn advisory_lock(
        &self,
        version_table: &QualifiedName,
        scope: LockScope,
    ) -> Option<AdvisoryLock> {
        let key = lock_key(version_table, scope);
        Some(AdvisoryLock {
            try_lock: format!("SELECT pg_try_advisory_xact_lock({key})"),
            lock: format!("SELECT pg_advisory_xact_lock({key})"),
            // The last thing that a holder's session did was to take the lock.
            holder: format!(
                "SELECT a.pid::text AS pid, a.application_name, \
                 host(a.client_addr) AS client_address, a.state_change::text AS held_since \
                 FROM pg_catalog.pg_locks AS l \
                 JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid \
                 JOIN pg_catalog.pg_database AS d ON d.oid = l.database \
                 WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
                 AND d.datname = current_database() \
                 AND ((l.classid::bigint << 32) | l.objid::bigint) = {key}"
            ),
            release: None,
        })
    }

    fn has_advisory_locks(&self) -> bool {
        true
    }

    fn failure_ends_transaction(&self) -> bool {
        true
    }

    /// A stricter isolation would keep a snapshot, which `CREATE INDEX CONCURRENTLY` waits for. A
    /// setting that the server's version does not have is left alone.
    fn allow_idle_transaction(&self) -> &'static [&'static str] {
        &[
            "SET TRANSACTION ISOLATION LEVEL READ COMMITTED",
            "SELECT set_config(name, '0', true) FROM pg_catalog.pg_settings \
           WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout')",
        ]
    }

    fn is_read_only_violation(&self, error: &DatabaseError) -> bool {
        has_code(error, &["25006"])
    }

    fn is_undefined_table(&self, error: &DatabaseError) -> bool {
        // Undefined table, and undefined schema.
        has_code(error, &["42P01", "3F000"])
    }

    fn is_lock_contention(&self, error: &DatabaseError) -> bool {
        // Lock not available, and deadlock detected.
        has_code(error, &["55P03", "40P01"])
    }

    fn implicit_returning(&self, table: &str, column: &str) -> Option<String> {
        Some(format!("{table}.{column}"))
    }

    fn check_deferred(&self) -> Option<&'static str> {
        Some("SET CONSTRAINTS ALL IMMEDIATE")
    }

    fn lock_timeout(&self, timeout: Duration) -> String {
        // Zero means "for ever" to the server, and more than an i32 is refused.
        let milliseconds = timeout.as_millis().clamp(1, i32::MAX as u128);
        format!("SET lock_timeout = {milliseconds}")
    }

    fn table_exists(&self, table: &QualifiedName) -> String {
        let mut name = String::new();
        if let Some(schema) = &table.schema {
            name.push_str(&delimited(schema.as_str()));
            name.push('.');
        }
        name.push_str(&delimited(table.name.as_str()));
        format!("SELECT to_regclass({}) IS NOT NULL", literal(&name))
    }

    fn server_facts(&self) -> &'static str {
        "SELECT current_database()::text AS database, current_user::text AS \"user\", \
         current_setting('server_version') AS version, \
         pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on' \
         AS read_only"
    }

    fn needs_autocommit(&self, statement: &str) -> bool {
        let words: Vec<String> = statement
            .split_whitespace()
            .take(6)
            .map(|word| word.trim_end_matches(';').to_ascii_uppercase())
            .collect();
        match words.first().map(String::as_str) {
            Some("VACUUM") => true,
            Some("CREATE" | "DROP" | "ALTER" | "REINDEX") => {
                words.iter().any(|word| word == "CONCURRENTLY")
                    || matches!(
                        words.get(1).map(String::as_str),
                        Some("DATABASE" | "TABLESPACE" | "SYSTEM")
                    )
            }
            _ => false,
        }
    }
}

/// The key of the lock as an expression that the server evaluates, so that a version table
/// without schema counts as one of the current schema: two tenants in two schemas of one
/// database do not wait for each other.
fn lock_key(version_table: &QualifiedName, scope: LockScope) -> String {
    let prefix = match scope {
        LockScope::Run => "limbeck:",
        LockScope::Transaction => "limbeck transaction:",
    };
    let schema = match &version_table.schema {
        Some(schema) => literal(schema.as_str()),
        None => "coalesce(current_schema(), '')".to_owned(),
    };
    let name = literal(&format!(".{}", version_table.name));
    format!("('x' || substr(md5('{prefix}' || {schema} || {name}), 1, 16))::bit(64)::bigint")
}

fn has_code(error: &DatabaseError, codes: &[&str]) -> bool {
    matches!(error, DatabaseError::Statement { code: Some(code), .. } if codes.contains(&code.as_str()))
}

pub(super) fn literal(text: &str) -> String {
    // `E''` keeps its meaning whatever `standard_conforming_strings` says.
    let escaped = text.replace('\'', "''");
    if escaped.contains('\\') {
        format!("E'{}'", escaped.replace('\\', "\\\\"))
    } else {
        format!("'{escaped}'")
    }
}

fn delimited(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_is_never_endless() {
        let check = |timeout, expected: &str| assert_eq!(Session.lock_timeout(timeout), expected);
        check(Duration::from_secs(5), "SET lock_timeout = 5000");
        check(Duration::ZERO, "SET lock_timeout = 1");
        check(Duration::MAX, "SET lock_timeout = 2147483647");
    }

    #[test]
    fn names_are_quoted_for_the_parser_of_names() {
        let check = |schema: Option<&str>, name: &str, expected: &str| {
            let table = QualifiedName::in_schema(schema.map(Into::into), name);
            assert_eq!(Session.table_exists(&table), expected);
        };
        check(
            None,
            "alembic_version",
            "SELECT to_regclass('\"alembic_version\"') IS NOT NULL",
        );
        check(
            Some("O'Neil"),
            "a\"b",
            "SELECT to_regclass('\"O''Neil\".\"a\"\"b\"') IS NOT NULL",
        );
    }

    #[test]
    fn the_lock_depends_on_schema_and_table() {
        let key = |schema: Option<&str>, name: &str, scope| {
            lock_key(
                &QualifiedName::in_schema(schema.map(Into::into), name),
                scope,
            )
        };
        let run = LockScope::Run;
        assert_ne!(key(None, "a", run), key(Some("s"), "a", run));
        assert_ne!(key(Some("s"), "a", run), key(Some("s"), "b", run));
        assert_ne!(key(None, "a", run), key(None, "a", LockScope::Transaction));
    }

    #[test]
    fn statements_that_refuse_a_transaction_are_known() {
        let check = |sql, expected| assert_eq!(Session.needs_autocommit(sql), expected, "{sql}");
        check("CREATE INDEX CONCURRENTLY i ON t (a)", true);
        check("create unique index concurrently i on t (a)", true);
        check("VACUUM;", true);
        check("CREATE DATABASE d", true);
        check("CREATE INDEX i ON t (a)", false);
        check("SELECT 'VACUUM'", false);
        check("", false);
    }
}
