//! How PostgreSQL reads SQL.

use super::{Cursor, End, Token, TokenKind, is_word};

/// The tokens of a text.
#[derive(Clone, Debug)]
pub struct Lexer<'t>(Cursor<'t>);

impl<'t> Lexer<'t> {
    /// Begins at the start of a text.
    pub fn new(text: &'t str) -> Self {
        Self(Cursor::new(text))
    }
}

impl<'t> Iterator for Lexer<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        let cursor = &mut self.0;
        cursor.skip_space();
        let start = cursor.at;
        let (kind, end) = match (cursor.peek(0)?, cursor.peek(1)) {
            (b'-', Some(b'-')) => cursor.line_comment(),
            (b'/', Some(b'*')) => (TokenKind::BlockComment, nested_comment(cursor)),
            (b'\'', _) => (TokenKind::Text, string(cursor)),
            (b'"', _) => (TokenKind::Name, cursor.quoted(b'"')),
            (b'e' | b'E', Some(b'\'')) => {
                cursor.at += 1;
                (TokenKind::Text, escaped_string(cursor))
            }
            (b'$', _) => dollar(cursor),
            // A `$` inside a word does not open a quote.
            (byte, _) if is_word(byte) => cursor.word(|byte| is_word(byte) || byte == b'$'),
            _ => cursor.mark(),
        };
        Some(cursor.token(kind, end, start))
    }
}

/// Block comments nest.
fn nested_comment(cursor: &mut Cursor<'_>) -> End {
    let mut depth = 0_usize;
    while let Some(byte) = cursor.peek(0) {
        match (byte, cursor.peek(1)) {
            (b'/', Some(b'*')) => {
                depth += 1;
                cursor.at += 2;
            }
            (b'*', Some(b'/')) => {
                depth -= 1;
                cursor.at += 2;
                if depth == 0 {
                    return End::Closed;
                }
            }
            _ => cursor.at += 1,
        }
    }
    End::Open
}

/// A string in which a backslash is a character like any other, unless
/// `standard_conforming_strings` is off.
fn string(cursor: &mut Cursor<'_>) -> End {
    let start = cursor.at;
    let end = cursor.quoted(b'\'');
    let inside = &cursor.text[start..cursor.at];
    match end {
        End::Closed if inside.contains(r"\'") || inside.contains(r"\\") => End::Doubtful,
        end => end,
    }
}

/// `E'...'`.
fn escaped_string(cursor: &mut Cursor<'_>) -> End {
    cursor.at += 1;
    while let Some(byte) = cursor.peek(0) {
        cursor.at += 1;
        match byte {
            b'\\' if cursor.peek(0).is_some() => cursor.at += 1,
            b'\'' if cursor.peek(0) == Some(b'\'') => cursor.at += 1,
            b'\'' => return End::Closed,
            _ => {}
        }
    }
    End::Open
}

/// A string between two of `$tag$`, or a sign such as that of the parameter `$1`.
fn dollar(cursor: &mut Cursor<'_>) -> (TokenKind, End) {
    let rest = &cursor.rest()[1..];
    let tag = rest
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(rest.len());
    let is_quote =
        rest[tag..].starts_with('$') && !rest[..tag].starts_with(|c: char| c.is_ascii_digit());
    if !is_quote {
        return cursor.mark();
    }
    let delimiter = &cursor.rest()[..tag + 2];
    (
        TokenKind::Text,
        cursor.delimited(delimiter.len(), delimiter),
    )
}

/// Tells which semicolons end a statement, as `psql` does: those outside of brackets and of bodies
/// of routines that are written without quotes (`BEGIN ATOMIC ...; END`).
#[derive(Clone, Debug, Default)]
pub struct Boundary {
    /// The first words of the statement in lower case, as many as tell what it is.
    words: Vec<String>,
    /// Where the brackets that are open begin.
    brackets: Vec<usize>,
    /// Where the blocks that are open begin.
    blocks: Vec<usize>,
}

/// What a text leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unclosed {
    /// A bracket, which begins at that byte.
    Bracket(usize),
    /// The body of a routine, which begins at that byte.
    Block(usize),
}

/// How many words it may take to know that a statement creates a routine.
const TELLING: usize = 4;

impl Boundary {
    /// Takes the next token that is no comment, and tells whether it ends a statement.
    pub fn take(&mut self, token: &Token<'_>) -> bool {
        if token.is_mark(';') && self.unclosed().is_none() {
            *self = Self::default();
            return true;
        }
        if token.is_mark('(') {
            self.brackets.push(token.start);
        } else if token.is_mark(')') {
            self.brackets.pop();
        } else if token.kind == TokenKind::Word {
            self.word(token);
        }
        false
    }

    /// What is open, the outermost block before the outermost bracket.
    pub fn unclosed(&self) -> Option<Unclosed> {
        let block = self.blocks.first().copied().map(Unclosed::Block);
        block.or_else(|| self.brackets.first().copied().map(Unclosed::Bracket))
    }

    fn word(&mut self, token: &Token<'_>) {
        if self.brackets.is_empty() && self.creates_routine() {
            if token.is_word("begin") || !self.blocks.is_empty() && token.is_word("case") {
                self.blocks.push(token.start);
            } else if token.is_word("end") {
                self.blocks.pop();
            }
        }
        if self.words.len() < TELLING {
            self.words.push(token.text.to_ascii_lowercase());
        }
    }

    fn creates_routine(&self) -> bool {
        let words: Vec<_> = self.words.iter().map(String::as_str).collect();
        matches!(
            words.as_slice(),
            ["create", "function" | "procedure", ..]
                | ["create", "or", "replace", "function" | "procedure", ..]
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_cover, shown};
    use super::*;

    fn check(sql: &str, expected: &[&str]) {
        assert_eq!(shown(Lexer::new(sql)), expected, "{sql}");
        check_cover(sql, Lexer::new(sql));
    }

    #[test]
    fn quotes_comments_and_words() {
        check("a$b$c; é1", &["a$b$c", ";", "é1"]);
        check("'it''s' \"a\"\"b\"", &["'it''s'", "\"a\"\"b\""]);
        check("E'\\';' 'x'", &["E'\\';'", "'x'"]);
        check(
            "$$a;b$$ $x$ $$ $x$ $1",
            &["$$a;b$$", "$x$ $$ $x$", "$", "1"],
        );
        check(
            "-- a;\n/* b /* c */ */ d",
            &["-- a;\n", "/* b /* c */ */", "d"],
        );
    }

    #[test]
    fn what_is_open_or_in_doubt() {
        check("'a", &["'a…"]);
        check("\"a", &["\"a…"]);
        check("E'a\\", &["E'a\\…"]);
        check("$a$ $b$", &["$a$ $b$…"]);
        check("/* /* */", &["/* /* */…"]);
        check("-- a", &["-- a…"]);
        check("'a\\' b", &["'a\\'?", "b"]);
        check("'\\x00'", &["'\\x00'"]);
    }

    proptest::proptest! {
        #[test]
        fn every_text_is_covered(sql in "([ae'\"$;\\\\\n()/*-]|é|E'|\\$x\\$){0,12}") {
            check_cover(&sql, Lexer::new(&sql));
        }
    }
}
