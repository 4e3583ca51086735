//! How SQL is read that keeps to the standard, with names in brackets and backticks, too: SQLite reads it so.

use super::{Cursor, Token, TokenKind, is_word};

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
            (b'/', Some(b'*')) => (TokenKind::BlockComment, cursor.delimited(2, "*/")),
            (b'\'', _) => (TokenKind::Text, cursor.quoted(b'\'')),
            (quote @ (b'"' | b'`'), _) => (TokenKind::Name, cursor.quoted(quote)),
            (b'[', _) => (TokenKind::Name, cursor.delimited(1, "]")),
            (byte, _) if belongs_to_word(byte) => cursor.word(belongs_to_word),
            _ => cursor.mark(),
        };
        Some(cursor.token(kind, end, start))
    }
}

fn belongs_to_word(byte: u8) -> bool {
    is_word(byte) || byte == b'$'
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
        check(
            "'it''s' \"a\"\"b\" [c d] `e`",
            &["'it''s'", "\"a\"\"b\"", "[c d]", "`e`"],
        );
        check(
            "-- a;\n/* b /* */ c.$1",
            &["-- a;\n", "/* b /* */", "c", ".", "$1"],
        );
    }

    #[test]
    fn what_is_open() {
        check("'a", &["'a…"]);
        check("\"a", &["\"a…"]);
        check("[a", &["[a…"]);
        check("/* a", &["/* a…"]);
        check("-- a", &["-- a…"]);
    }

    proptest::proptest! {
        #[test]
        fn every_text_is_covered(sql in "([ae'\"`;\\[\\]\n()/*-]|é){0,12}") {
            check_cover(&sql, Lexer::new(&sql));
        }
    }
}
