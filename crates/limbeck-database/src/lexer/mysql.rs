//! How MySQL and MariaDB read SQL.

use super::{Cursor, End, Token, TokenKind, is_word};
use crate::words::Words;

/// The tokens of a text.
#[derive(Clone, Debug)]
pub struct Lexer<'t>(Cursor<'t>);

impl<'t> Lexer<'t> {
    /// Begins at the start of a text.
    pub fn new(text: &'t str) -> Self {
        Self(Cursor::new(text))
    }

    /// Goes on at another byte of the text, which begins a character.
    pub fn skip_to(&mut self, at: usize) {
        self.0.at = at;
    }
}

impl<'t> Iterator for Lexer<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        let cursor = &mut self.0;
        cursor.skip_space();
        let start = cursor.at;
        let (kind, end) = match (cursor.peek(0)?, cursor.peek(1), cursor.peek(2)) {
            (b'#', ..) => cursor.line_comment(),
            // Without white space behind them they are two signs.
            (b'-', Some(b'-'), next) if next.is_none_or(|byte| byte <= b' ') => {
                cursor.line_comment()
            }
            (b'/', Some(b'*'), Some(b'!' | b'M')) => {
                let end = match cursor.delimited(2, "*/") {
                    End::Closed | End::Doubtful => End::Doubtful,
                    End::Open => End::Open,
                };
                (TokenKind::ExecutableComment, end)
            }
            (b'/', Some(b'*'), _) => (TokenKind::BlockComment, cursor.delimited(2, "*/")),
            (b'`', ..) => (TokenKind::Name, cursor.quoted(b'`')),
            (quote @ (b'\'' | b'"'), ..) => (TokenKind::Text, string(cursor, quote)),
            (byte, ..) if belongs_to_word(byte) => cursor.word(belongs_to_word),
            _ => cursor.mark(),
        };
        Some(cursor.token(kind, end, start))
    }
}

fn belongs_to_word(byte: u8) -> bool {
    is_word(byte) || byte == b'$'
}

/// A quote that is doubled is part of what is quoted; so is one behind a backslash, unless
/// `NO_BACKSLASH_ESCAPES` is set.
fn string(cursor: &mut Cursor<'_>, quote: u8) -> End {
    let mut end = End::Closed;
    cursor.at += 1;
    while let Some(byte) = cursor.peek(0) {
        cursor.at += 1;
        if byte == b'\\' {
            match cursor.peek(0) {
                Some(b'\'' | b'"') => end = End::Doubtful,
                Some(_) => {}
                None => return End::Open,
            }
            cursor.at += 1;
        } else if byte == quote {
            if cursor.peek(0) != Some(quote) {
                return end;
            }
            cursor.at += 1;
        }
    }
    End::Open
}

/// Whether a statement may hold others that end with a `;` of their own, as far as its words tell.
pub fn may_hold_others(statement: &str) -> bool {
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
        check("`a``b` 'it''s' \"x\"", &["`a``b`", "'it''s'", "\"x\""]);
        check(r"'a\\' b", &[r"'a\\'", "b"]);
        check("5--2 -- c", &["5", "-", "-", "2", "-- c…"]);
        check("a$b # c\n/* /* */ d", &["a$b", "# c\n", "/* /* */", "d"]);
    }

    #[test]
    fn what_is_open_or_in_doubt() {
        check(r"'it\'s' b", &[r"'it\'s'?", "b"]);
        check("/*!40101 SET x */ b", &["/*!40101 SET x */?", "b"]);
        check("'a", &["'a…"]);
        check("'a\\", &["'a\\…"]);
        check("`a", &["`a…"]);
        check("/* a", &["/* a…"]);
    }

    proptest::proptest! {
        #[test]
        fn every_text_is_covered(sql in "([ae'\"`;\\\\\n()/*!#-]|é|-- ){0,12}") {
            check_cover(&sql, Lexer::new(&sql));
        }
    }
}
