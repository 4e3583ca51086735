//! Batches that are sent before those before them are through.

use tokio_postgres::{Error, SimpleQueryStream};

use super::connection::{MOST_BYTES, PostgresqlConnection, read_answer};
use super::message::Message;
use super::scan::{Shape, shape};
use crate::words::Words;
use crate::{Affected, BatchError, Pipeline};

/// A batch that was sent and not received.
pub(super) struct Ahead {
    message: Message,
    /// How many statements it has, those without text included.
    statements: usize,
    stream: Result<SimpleQueryStream, Error>,
}

impl Pipeline for PostgresqlConnection {
    fn send_ahead(&mut self, statements: &[&str]) -> bool {
        let bytes: usize = statements.iter().map(|statement| statement.len()).sum();
        if !self.in_transaction || bytes > MOST_BYTES {
            return false;
        }
        let mut indexes = Vec::with_capacity(statements.len());
        for (index, statement) in statements.iter().enumerate() {
            match shape(statement) {
                Shape::Empty => continue,
                Shape::Single { .. }
                    if !decides_on_transaction(statement) && self.check(statement).is_ok() => {}
                Shape::Single { .. } | Shape::Several { .. } | Shape::Unclear => return false,
            }
            indexes.push(index);
        }
        let Some(client) = &self.client else {
            return false;
        };
        if indexes.is_empty() {
            return false;
        }
        let message = Message::new(statements, indexes);
        // It is written as soon as somebody waits for an answer; until then the server is busy
        // with what was sent before.
        let stream = self
            .runtime
            .block_on(client.simple_query_raw(message.text()));
        self.ahead.push_back(Ahead {
            message,
            statements: statements.len(),
            stream,
        });
        true
    }

    fn receive_oldest(&mut self) -> Result<Vec<Affected>, BatchError> {
        let Some(ahead) = self.ahead.pop_front() else {
            return Ok(Vec::new());
        };
        let answer = self.runtime.block_on(read_answer(ahead.stream, false));
        let mut counts = vec![None; ahead.statements];
        self.conclude(&ahead.message, &answer, &mut counts)?;
        Ok(counts.into_iter().map(Affected::rows).collect())
    }
}

/// Whether a statement ends a transaction, or can take up one again that a failure has ended.
fn decides_on_transaction(statement: &str) -> bool {
    Words::of(statement).next().is_some_and(|word| {
        matches!(
            word.as_str(),
            "begin"
                | "start"
                | "commit"
                | "end"
                | "rollback"
                | "abort"
                | "prepare"
                | "savepoint"
                | "release"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_about_the_transaction_are_known() {
        let check = |sql, expected| assert_eq!(decides_on_transaction(sql), expected, "{sql}");
        check("COMMIT", true);
        check("/* x */ rollback TO a", true);
        check("ROLLBACK PREPARED 'a'", true);
        check("PREPARE TRANSACTION 'a'", true);
        check("savepoint a", true);
        check("RELEASE a", true);
        check("abort", true);
        check("SELECT 'COMMIT'", false);
        check("CREATE TABLE commit ()", false);
        check("", false);
    }
}
