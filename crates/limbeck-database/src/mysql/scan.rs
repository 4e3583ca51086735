//! How many statements a text holds, as far as its own text can tell.

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

/// Whether a statement may hold others that end with a `;` of their own.
fn may_hold_others(statement: &str) -> bool {
    let mut words = Words::of(statement);
    match words.next().as_deref() {
        // `[OR REPLACE] [DEFINER = ...] [AGGREGATE]` may come before what is created; the name of a
        // definer ends what can be read as words.
        Some("create" | "alter") => words.any(|word| {
            matches!(
                word.as_str(),
                "procedure" | "function" | "trigger" | "event" | "package" | "definer"
            )
        }),
        Some("begin") => words.next().as_deref() == Some("not"),
        Some("if" | "case" | "loop" | "repeat" | "while" | "for" | "declare") => true,
        Some(_) | None => false,
    }
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
    let mut scanner = Scanner {
        text: sql,
        bytes: sql.as_bytes(),
        at: 0,
    };
    let mut scan = Scan {
        starts: Vec::new(),
        is_closed: true,
        holds_others: false,
        ends_in_comment: false,
    };
    let mut between = true;
    while let Some((start, token)) = scanner.next() {
        scan.ends_in_comment = false;
        match token {
            Token::Comment { closed } => {
                scan.ends_in_comment = !closed;
                continue;
            }
            Token::Unclear => scan.is_closed = false,
            Token::Open => {
                // Nothing can be said of the rest.
                scan.is_closed = false;
                scanner.at = sql.len();
            }
            Token::Semicolon | Token::Other => {}
        }
        if matches!(token, Token::Semicolon) {
            between = !scan.holds_others;
        } else if between {
            between = false;
            scan.starts.push(start);
            scan.holds_others = may_hold_others(&sql[start..]);
        }
    }
    scan
}

#[derive(Clone, Copy, Debug)]
enum Token {
    Semicolon,
    Other,
    /// A line comment is closed by the end of its line.
    Comment {
        closed: bool,
    },
    /// What it means is up to settings of the session.
    Unclear,
    /// A quote or comment that does not end.
    Open,
}

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn next(&mut self) -> Option<(usize, Token)> {
        while self.peek(0)?.is_ascii_whitespace() {
            self.at += 1;
        }
        let start = self.at;
        let token = match (self.peek(0)?, self.peek(1), self.peek(2)) {
            (b'#', ..) => self.line_comment(),
            // Without white space behind them they are two signs.
            (b'-', Some(b'-'), next) if next.is_none_or(|b| b <= b' ') => self.line_comment(),
            // A comment that is run.
            (b'/', Some(b'*'), Some(b'!' | b'M')) => match self.block_comment() {
                Token::Comment { .. } => Token::Unclear,
                token => token,
            },
            (b'/', Some(b'*'), _) => self.block_comment(),
            (quote @ (b'\'' | b'"' | b'`'), ..) => self.quoted(quote),
            (b';', ..) => {
                self.at += 1;
                Token::Semicolon
            }
            _ => {
                self.at += 1;
                Token::Other
            }
        };
        Some((start, token))
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn line_comment(&mut self) -> Token {
        match self.text[self.at..].find('\n') {
            Some(end) => {
                self.at += end + 1;
                Token::Comment { closed: true }
            }
            None => {
                self.at = self.bytes.len();
                Token::Comment { closed: false }
            }
        }
    }

    fn block_comment(&mut self) -> Token {
        match self.text[self.at + 2..].find("*/") {
            Some(end) => {
                self.at += end + 4;
                Token::Comment { closed: true }
            }
            None => Token::Open,
        }
    }

    /// A quote that is doubled is part of what is quoted; so is one behind a backslash, unless
    /// `NO_BACKSLASH_ESCAPES` is set.
    fn quoted(&mut self, quote: u8) -> Token {
        let mut token = Token::Other;
        self.at += 1;
        while let Some(byte) = self.peek(0) {
            self.at += 1;
            if byte == b'\\' && quote != b'`' {
                if matches!(self.peek(0), Some(b'\'' | b'"')) {
                    token = Token::Unclear;
                }
                self.at += 1;
            } else if byte == quote {
                if self.peek(0) != Some(quote) {
                    return token;
                }
                self.at += 1;
            }
        }
        Token::Open
    }
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
