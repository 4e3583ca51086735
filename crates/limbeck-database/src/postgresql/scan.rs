//! How many statements a text holds, as far as their own text can tell.

use crate::lexer::postgresql::{Boundary, Lexer};
use crate::lexer::{End, TokenKind};

/// What a text looks like to PostgreSQL's lexer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// White space and comments.
    Empty,
    /// One statement, with nothing left open: others may follow in the same message.
    Single {
        /// The text ends inside a `--` comment, which would swallow a `;`.
        ends_in_comment: bool,
    },
    /// Several statements; the last one starts at this byte.
    Several {
        /// Where the last statement starts.
        last: usize,
    },
    /// A quote, comment or parenthesis is left open, or the text depends on settings of the
    /// server: it must travel alone.
    Unclear,
}

/// Reads a text the way PostgreSQL's lexer does.
pub(super) fn shape(sql: &str) -> Shape {
    let scan = scan(sql);
    match (scan.is_closed, scan.starts.as_slice()) {
        (false, _) => Shape::Unclear,
        (true, []) => Shape::Empty,
        (true, [_]) => Shape::Single {
            ends_in_comment: scan.ends_in_comment,
        },
        (true, [.., last]) => Shape::Several { last: *last },
    }
}

/// The statements of a text, each up to the start of the next one. What a text leaves open belongs
/// to the last.
pub(super) fn statements(sql: &str) -> Vec<&str> {
    let starts = scan(sql).starts;
    let ends = starts.iter().skip(1).copied().chain([sql.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(&start, end)| &sql[start..end])
        .collect()
}

struct Scan {
    /// Where the statements start.
    starts: Vec<usize>,
    /// Nothing is left open, or in doubt.
    is_closed: bool,
    ends_in_comment: bool,
}

fn scan(sql: &str) -> Scan {
    let mut scan = Scan {
        starts: Vec::new(),
        is_closed: true,
        ends_in_comment: false,
    };
    let mut boundary = Boundary::default();
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
        if boundary.take(&token) {
            between = true;
        } else if between {
            between = false;
            scan.starts.push(token.start);
        }
        if !scan.is_closed {
            return scan;
        }
    }
    scan.is_closed = boundary.unclosed().is_none();
    scan
}

#[cfg(test)]
mod tests {
    use super::super::message::Message;
    use super::*;

    fn check(sql: &str, expected: Shape) {
        assert_eq!(shape(sql), expected, "{sql}");
    }

    const SINGLE: Shape = Shape::Single {
        ends_in_comment: false,
    };

    #[test]
    fn single_statements() {
        check("SELECT 1", SINGLE);
        check("SELECT 1;;  ", SINGLE);
        check(
            "SELECT 'a;b', \"c;d\", $$e;f$$, $x$ $$ ; $x$, E'\\';'",
            SINGLE,
        );
        check("SELECT 'it''s;', \"a\"\";\"", SINGLE);
        check("/* a; /* b; */ c; */ SELECT 1 -- d;\n", SINGLE);
        check("SELECT a$b$c; -- x\n", SINGLE);
        check("SELECT $1, 'é;' || é;", SINGLE);
        check(
            "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)",
            SINGLE,
        );
        check("DO $body$ BEGIN x; END $body$;", SINGLE);
        check(
            "CREATE FUNCTION f() BEGIN ATOMIC SELECT 1; SELECT 2; END",
            SINGLE,
        );
        check("SELECT '\\x00'", SINGLE);
        check(
            "SELECT 1 -- d",
            Shape::Single {
                ends_in_comment: true,
            },
        );
    }

    #[test]
    fn several_statements() {
        check("SELECT 1; SELECT 2", Shape::Several { last: 10 });
        check("a;b;c -- d", Shape::Several { last: 4 });
        check(
            "CREATE FUNCTION f() BEGIN ATOMIC SELECT 1; SELECT 2; END; x",
            Shape::Several { last: 58 },
        );
    }

    #[test]
    fn statements_are_told_apart() {
        let check = |sql, expected: &[&str]| assert_eq!(statements(sql), expected, "{sql}");
        check("COMMIT; BEGIN;", &["COMMIT; ", "BEGIN;"]);
        check("DO $$ BEGIN x; END; $$", &["DO $$ BEGIN x; END; $$"]);
        check("a; 'b;", &["a; ", "'b;"]);
        check(" -- a", &[]);
    }

    #[test]
    fn nothing_at_all() {
        check("", Shape::Empty);
        check(" ; -- x\n /* y */ ;", Shape::Empty);
    }

    #[test]
    fn whatever_is_open_is_unclear() {
        check("SELECT 'a", Shape::Unclear);
        check("SELECT \"a", Shape::Unclear);
        check("SELECT $$a", Shape::Unclear);
        check("SELECT $a$ $b$", Shape::Unclear);
        check("SELECT /* /* */", Shape::Unclear);
        check("SELECT (1", Shape::Unclear);
        check("SELECT 'a\\'", Shape::Unclear);
        check("SELECT 'a\\'b'", Shape::Unclear);
    }

    proptest::proptest! {
        /// Statements that may share a message stay as many when they do.
        #[test]
        fn single_statements_stay_apart(
            parts in proptest::collection::vec(
                "(a|'b'|\"c\"|\\$\\$d\\$\\$|\\(e\\)|E'\\\\''|;|'|\"|/\\*f\\*/|--g|\n| |\\$x\\$){1,6}",
                1..5,
            ),
        ) {
            let singles: Vec<&str> = parts
                .iter()
                .map(String::as_str)
                .filter(|part| matches!(shape(part), Shape::Single { .. }))
                .collect();
            let message = Message::new(&singles, (0..singles.len()).collect());
            let text = message.text();
            proptest::prop_assert_eq!(statements(text).len(), singles.len(), "{}", text);
        }
    }
}
