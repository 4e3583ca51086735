//! How many statements a text holds, as far as its own text can tell.

use crate::lexer::mysql::{Lexer, may_hold_others};
use crate::lexer::{End, TokenKind};
use crate::words::Words;

/// What a text looks like to MySQL's lexer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// White space and comments.
    Empty,
    /// One statement, with nothing left open, that has one answer: others may follow in the same
    /// message.
    Single {
        /// The text ends inside a line comment, which would swallow a `;`.
        ends_in_comment: bool,
    },
    /// Several statements, one that may hold others or have several answers, or one that leaves
    /// something open or depends on settings of the session: it must travel alone.
    Alone,
}

/// Reads a text the way MySQL's lexer does.
pub(super) fn shape(sql: &str) -> Shape {
    let scan = scan(sql);
    match scan.starts.as_slice() {
        [] if scan.is_closed => Shape::Empty,
        [start] if scan.is_closed && !scan.holds_others && !answers_often(&sql[*start..]) => {
            Shape::Single {
                ends_in_comment: scan.ends_in_comment,
            }
        }
        _ => Shape::Alone,
    }
}

/// The statements of a text, each up to the start of the next one. What follows the head of a
/// stored program belongs to that, and what a text leaves open to the last.
pub(super) fn statements(sql: &str) -> Vec<&str> {
    let starts = scan(sql).starts;
    let ends = starts.iter().skip(1).copied().chain([sql.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(&start, end)| &sql[start..end])
        .collect()
}

/// Whether a statement may have any number of answers.
fn answers_often(statement: &str) -> bool {
    matches!(
        Words::of(statement).next().as_deref(),
        Some("call" | "execute")
    )
}

struct Scan {
    /// Where the statements start.
    starts: Vec<usize>,
    /// Nothing is left open, or in doubt.
    is_closed: bool,
    /// The last statement may hold others.
    holds_others: bool,
    ends_in_comment: bool,
}

fn scan(sql: &str) -> Scan {
    let mut scan = Scan {
        starts: Vec::new(),
        is_closed: true,
        holds_others: false,
        ends_in_comment: false,
    };
    let mut between = true;
    for token in Lexer::new(sql) {
        scan.ends_in_comment = false;
        match (token.kind, token.end) {
            (TokenKind::LineComment, end) => {
                scan.ends_in_comment = end == End::Open;
                continue;
            }
            (_, End::Open | End::Doubtful) => scan.is_closed = false,
            (TokenKind::BlockComment, End::Closed) => continue,
            (_, End::Closed) => {}
        }
        if token.is_mark(';') {
            between = !scan.holds_others;
        } else if between {
            between = false;
            scan.starts.push(token.start);
            scan.holds_others = may_hold_others(&sql[token.start..]);
        }
    }
    scan
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        let single = Shape::Single {
            ends_in_comment: false,
        };
        let check = |sql: &str, expected| assert_eq!(shape(sql), expected, "{sql}");
        check("", Shape::Empty);
        check(" -- x\n # y\n/* z */ ;", Shape::Empty);
        check("SELECT 1", single);
        check("SELECT 1;", single);
        check("SELECT ';', \";\", `;`, 'it''s;'", single);
        check("SELECT 5--2;", single);
        check(
            "SELECT 1 -- that is all",
            Shape::Single {
                ends_in_comment: true,
            },
        );
        check("SELECT 1; SELECT 2", Shape::Alone);
        check("SELECT 'open", Shape::Alone);
        check("SELECT /* open", Shape::Alone);
        check(r"SELECT 'it\'s'", Shape::Alone);
        check(r"SELECT 'a\\', '\n'", single);
        check("/*!40101 SET NAMES utf8 */", Shape::Alone);
        check("CALL p()", Shape::Alone);
        check("CREATE PROCEDURE p() SELECT 1", Shape::Alone);
        check("CREATE TABLE event_log (id int)", single);
    }

    #[test]
    fn texts_are_split_where_statements_end() {
        let check = |sql: &str, expected: &[&str]| assert_eq!(statements(sql), expected, "{sql}");
        check("a; b ;; c -- d", &["a; ", "b ;; ", "c -- d"]);
        check("/* x */", &[]);
        check("a; 'open; c", &["a; ", "'open; c"]);
        check(
            "SET x = 1; CREATE DEFINER=`a`@`b` PROCEDURE p() BEGIN COMMIT; END",
            &[
                "SET x = 1; ",
                "CREATE DEFINER=`a`@`b` PROCEDURE p() BEGIN COMMIT; END",
            ],
        );
        check(
            "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN SET NEW.a = 1; END; SELECT 1",
            &[
                "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN SET NEW.a = 1; END; SELECT \
                 1",
            ],
        );
        check("BEGIN; COMMIT", &["BEGIN; ", "COMMIT"]);
        check(
            "BEGIN NOT ATOMIC COMMIT; END",
            &["BEGIN NOT ATOMIC COMMIT; END"],
        );
    }
}
