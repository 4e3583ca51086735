//! What a statement does to the transaction it runs in.

use super::tokens::{Token, tokens};
use crate::session::StatementKind;

/// What a statement does to the transaction.
pub(in super::super) fn kind(statement: &str) -> StatementKind {
    let tokens = tokens(statement);
    let mut words = tokens.iter().filter_map(Token::word);
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    match first {
        "select" | "show" | "describe" | "desc" | "explain" | "values" | "table" | "use" => {
            StatementKind::Transient
        }
        "with"
            if !tokens
                .iter()
                .filter_map(Token::word)
                .any(|word| matches!(word, "update" | "delete" | "insert")) =>
        {
            StatementKind::Transient
        }
        "set" if second == "password" => StatementKind::ImplicitCommit,
        // Settings are those of the session: they are made again with the script.
        "set" => StatementKind::Transient,
        // Temporary tables are those of the session, and no transaction ends with them.
        "create" if second == "temporary" => StatementKind::Temporary,
        "drop" if second == "temporary" => StatementKind::Transient,
        "create" | "alter" | "drop" | "rename" | "truncate" | "grant" | "revoke" | "analyze"
        | "optimize" | "repair" | "check" | "flush" | "reset" | "cache" | "load" | "install"
        | "uninstall" | "lock" | "unlock" | "change" | "stop" | "purge" => {
            match (first, second) {
                // `LOAD DATA` and `LOAD XML`; `LOAD INDEX` commits.
                ("load", "data" | "xml") => StatementKind::Transactional,
                _ => StatementKind::ImplicitCommit,
            }
        }
        _ => StatementKind::Transactional,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        let check = |sql: &str, expected| assert_eq!(kind(sql), expected, "{sql}");
        check("SELECT 1", StatementKind::Transient);
        check(" /* x */ (SELECT 1)", StatementKind::Transient);
        check(
            "WITH a AS (SELECT 1) SELECT * FROM a",
            StatementKind::Transient,
        );
        check(
            "WITH a AS (SELECT 1) UPDATE t, a SET t.x = 1",
            StatementKind::Transactional,
        );
        check("SET foreign_key_checks = 0", StatementKind::Transient);
        check("UPDATE t SET a = 'create'", StatementKind::Transactional);
        check("insert into t values (1)", StatementKind::Transactional);
        check(
            "LOAD DATA INFILE 'x' INTO TABLE t",
            StatementKind::Transactional,
        );
        check("\nCREATE TABLE t (a INT)", StatementKind::ImplicitCommit);
        check("create temporary table t (a int)", StatementKind::Temporary);
        check("drop temporary table t", StatementKind::Transient);
        check("ALTER TABLE t ADD a INT", StatementKind::ImplicitCommit);
        check("truncate t", StatementKind::ImplicitCommit);
        check("CALL p()", StatementKind::Transactional);
        check("", StatementKind::Transactional);
    }
}
