//! How many statements a text holds, as far as their own text can tell.

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
    let mut scanner = Scanner {
        text: sql,
        bytes: sql.as_bytes(),
        at: 0,
    };
    let mut scan = Scan {
        starts: Vec::new(),
        is_closed: true,
        ends_in_comment: false,
    };
    let mut depth = 0_usize;
    let mut between = true;
    while let Some((start, token)) = scanner.next() {
        scan.ends_in_comment = false;
        match token {
            Token::Open => depth += 1,
            Token::Close => depth = depth.saturating_sub(1),
            Token::Other | Token::Semicolon => {}
            Token::Comment { closed } => {
                scan.ends_in_comment = !closed;
                continue;
            }
            Token::Unclear => scan.is_closed = false,
        }
        if matches!(token, Token::Semicolon) && depth == 0 {
            between = true;
        } else if between {
            between = false;
            scan.starts.push(start);
        }
        if !scan.is_closed {
            return scan;
        }
    }
    scan.is_closed = depth == 0;
    scan
}

#[derive(Clone, Copy, Debug)]
enum Token {
    Open,
    Close,
    Semicolon,
    Other,
    /// A line comment is closed by the end of its line.
    Comment {
        closed: bool,
    },
    Unclear,
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
        let token = match (self.peek(0)?, self.peek(1)) {
            (b'-', Some(b'-')) => self.line_comment(),
            (b'/', Some(b'*')) => self.block_comment(),
            (b'\'', _) => self.quoted(b'\'', false),
            (b'"', _) => self.quoted(b'"', false),
            (b'e' | b'E', Some(b'\'')) => {
                self.at += 1;
                self.quoted(b'\'', true)
            }
            (b'$', _) => self.dollar(),
            (b'(', _) => self.single(Token::Open),
            (b')', _) => self.single(Token::Close),
            (b';', _) => self.single(Token::Semicolon),
            (byte, _) if is_word(byte) => {
                // A `$` inside a word does not open a quote.
                while self
                    .peek(0)
                    .is_some_and(|byte| is_word(byte) || byte == b'$')
                {
                    self.at += 1;
                }
                Token::Other
            }
            _ => self.single(Token::Other),
        };
        Some((start, token))
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn single(&mut self, token: Token) -> Token {
        self.at += 1;
        token
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

    /// Block comments nest.
    fn block_comment(&mut self) -> Token {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek(0) {
            match (byte, self.peek(1)) {
                (b'/', Some(b'*')) => {
                    depth += 1;
                    self.at += 2;
                }
                (b'*', Some(b'/')) => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return Token::Comment { closed: true };
                    }
                }
                _ => self.at += 1,
            }
        }
        Token::Unclear
    }

    fn quoted(&mut self, quote: u8, backslash_escapes: bool) -> Token {
        self.at += 1;
        while let Some(byte) = self.peek(0) {
            self.at += 1;
            if byte == b'\\' && quote == b'\'' {
                if backslash_escapes {
                    self.at += 1;
                } else if matches!(self.peek(0), Some(b'\'' | b'\\')) {
                    // What this means is up to `standard_conforming_strings`.
                    return Token::Unclear;
                }
            } else if byte == quote {
                if self.peek(0) == Some(quote) {
                    self.at += 1;
                } else {
                    return Token::Other;
                }
            }
        }
        Token::Unclear
    }

    fn dollar(&mut self) -> Token {
        let rest = &self.text[self.at + 1..];
        let tag = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        let is_quote =
            rest[tag..].starts_with('$') && !rest[..tag].starts_with(|c: char| c.is_ascii_digit());
        if !is_quote {
            // A parameter such as `$1`.
            return self.single(Token::Other);
        }
        let delimiter = &self.text[self.at..self.at + tag + 2];
        let body = self.at + delimiter.len();
        match self.text[body..].find(delimiter) {
            Some(end) => {
                self.at = body + end + delimiter.len();
                Token::Other
            }
            None => Token::Unclear,
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
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
            "CREATE FUNCTION f() BEGIN ATOMIC SELECT 1; SELECT 2; END",
            Shape::Several { last: 53 },
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
