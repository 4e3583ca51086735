//! The first words of a statement, as far as every SQL dialect agrees on them.

/// A statement that begins or ends a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionWord {
    /// `BEGIN`, `START TRANSACTION`.
    Begin,
    /// `COMMIT`, `END`.
    Commit,
    /// `ROLLBACK`, `ABORT`; not `ROLLBACK TO` a savepoint.
    Rollback,
}

impl TransactionWord {
    /// What a single statement does to the transaction, if that is all it is for.
    pub fn of(statement: &str) -> Option<Self> {
        if statement
            .trim_end_matches([';', ' ', '\n', '\r', '\t'])
            .contains(';')
        {
            return None;
        }
        let mut words = Words::of(statement);
        match words.next()?.as_str() {
            "begin" => Some(Self::Begin),
            "start" => (words.next()? == "transaction").then_some(Self::Begin),
            "commit" | "end" => match words.next().as_deref() {
                // `COMMIT PREPARED` is about another transaction.
                Some("prepared") => None,
                Some(_) | None => Some(Self::Commit),
            },
            "rollback" | "abort" => {
                // `ROLLBACK [WORK | TRANSACTION] TO name`
                let rest = words.find(|word| word != "work" && word != "transaction");
                match rest.as_deref() {
                    Some("to" | "prepared") => None,
                    Some(_) | None => Some(Self::Rollback),
                }
            }
            _ => None,
        }
    }
}

/// Whether a text is one statement that changes rows and returns none. It may say no where that
/// would take more than a look: what has RETURNING somewhere, be it in a value, may return rows.
pub fn changes_rows(statement: &str) -> bool {
    let first = Words::of(statement).next();
    matches!(
        first.as_deref(),
        Some("insert" | "update" | "delete" | "replace")
    ) && !contains_word(statement, "returning")
        && is_surely_single(statement)
}

/// Whether no semicolon of a text can be between two statements.
fn is_surely_single(text: &str) -> bool {
    let text = text.trim_end_matches([';', ' ', '\n', '\r', '\t']);
    if !text.contains(';') {
        return true;
    }
    // Where quotes are not all that there is to quoting, more would have to be known.
    let is_plain =
        !text.contains(['\\', '$', '"', '`', '#']) && !text.contains("--") && !text.contains("/*");
    is_plain && !text.split('\'').step_by(2).any(|part| part.contains(';'))
}

/// Whether a text contains an ASCII word in whatever case.
fn contains_word(text: &str, word: &str) -> bool {
    text.as_bytes()
        .windows(word.len())
        .any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

/// The words of a statement in lower case, comments and everything between words left out.
pub(crate) struct Words<'a> {
    rest: &'a str,
}

impl<'a> Words<'a> {
    /// The words of a statement.
    pub(crate) fn of(statement: &'a str) -> Self {
        Self { rest: statement }
    }
}

impl Iterator for Words<'_> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        loop {
            let start = self.rest.trim_start_matches(|c: char| {
                !(c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '\'' | '"'))
            });
            if let Some(comment) = start.strip_prefix("--") {
                self.rest = comment.split_once('\n').map_or("", |(_, rest)| rest);
            } else if let Some(comment) = start.strip_prefix("/*") {
                self.rest = comment.split_once("*/").map_or("", |(_, rest)| rest);
            } else if start.starts_with(['\'', '"']) {
                // What is quoted is no word, and nobody asks for what comes after it.
                self.rest = "";
                return None;
            } else if let Some(rest) = start.strip_prefix(['-', '/']) {
                self.rest = rest;
            } else {
                let end = start
                    .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                    .unwrap_or(start.len());
                let (word, rest) = start.split_at(end);
                self.rest = rest;
                return (!word.is_empty()).then(|| word.to_lowercase());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transactions_are_recognised() {
        let check = |sql, expected| assert_eq!(TransactionWord::of(sql), expected, "{sql}");
        check("BEGIN", Some(TransactionWord::Begin));
        check(" begin immediate;", Some(TransactionWord::Begin));
        check("START TRANSACTION", Some(TransactionWord::Begin));
        check("start replication", None);
        check("-- x\n/* y */ Commit;", Some(TransactionWord::Commit));
        check("END", Some(TransactionWord::Commit));
        check("COMMIT PREPARED 'x'", None);
        check("BEGIN; SELECT 1; COMMIT;", None);
        check("ROLLBACK WORK", Some(TransactionWord::Rollback));
        check("ROLLBACK TO SAVEPOINT a", None);
        check("ROLLBACK TRANSACTION TO a", None);
        check("SELECT 'BEGIN'", None);
        check("'begin'", None);
        check("", None);
        check("/* open", None);
    }

    #[test]
    fn changes_of_rows_are_recognised() {
        let check = |sql, expected| assert_eq!(changes_rows(sql), expected, "{sql}");
        check("UPDATE t SET a = 1 WHERE id = 2", true);
        check("-- why\ninsert INTO t VALUES (1);\n", true);
        check("DELETE FROM t", true);
        check("REPLACE INTO t VALUES ('it''s; so')", true);
        check("UPDATE t SET a = 'x' Returning a", false);
        check("UPDATE t SET a = 'x'; SELECT a FROM t", false);
        check("UPDATE t SET a = 'x\\'; SELECT ''", false);
        check("WITH x AS (SELECT 1) UPDATE t SET a = 1", false);
        check("SELECT 1", false);
        check("", false);
    }

    #[test]
    fn words_leave_out_comments() {
        let words: Vec<_> = Words::of("CREATE--x\nUNIQUE/**/INDEX a.b - c / d").collect();
        assert_eq!(words, ["create", "unique", "index", "a", "b", "c", "d"]);
    }
}
