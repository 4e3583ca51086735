//! How databases read SQL: the tokens of a text, as far as one must know them to tell where its
//! statements end.
//!
//! One lexer per family of databases. None of them needs a connection, so they are there whether or
//! not the driver is; what a setting of the session could change is marked as [`End::Doubtful`].

pub mod mysql;
pub mod postgresql;
pub mod standard;

/// A token of SQL, or a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'t> {
    /// What it is.
    pub kind: TokenKind,
    /// How it ends.
    pub end: End,
    /// The token as it is written.
    pub text: &'t str,
    /// Where it starts, in bytes.
    pub start: usize,
}

impl Token<'_> {
    /// Where it stops, in bytes.
    pub fn stop(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it is that keyword.
    pub fn is_word(&self, keyword: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(keyword)
    }

    /// Whether it is that character, standing for itself.
    pub fn is_mark(&self, mark: char) -> bool {
        self.kind == TokenKind::Mark && self.text.starts_with(mark)
    }

    /// Whether it is nothing but a comment.
    pub fn is_comment(&self) -> bool {
        matches!(self.kind, TokenKind::LineComment | TokenKind::BlockComment)
    }
}

/// What a [`Token`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A bare word: a keyword, a name or a number.
    Word,
    /// A name in quotes.
    Name,
    /// A string.
    Text,
    /// Any other character.
    Mark,
    /// A comment up to the end of its line, which belongs to it.
    LineComment,
    /// A comment between two signs.
    BlockComment,
    /// A comment that the server runs.
    ExecutableComment,
}

/// How a [`Token`] ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It is complete.
    Closed,
    /// It is complete by the server's defaults; a setting of the session may make another token of it.
    Doubtful,
    /// The text is over before it is.
    Open,
}

/// A place in a text.
#[derive(Clone, Debug)]
struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// The byte that many bytes ahead.
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) {
        while self.peek(0).is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// The token from a place up to here.
    fn token(&self, kind: TokenKind, end: End, start: usize) -> Token<'t> {
        Token {
            kind,
            end,
            text: &self.text[start..self.at],
            start,
        }
    }

    /// One character.
    fn mark(&mut self) -> (TokenKind, End) {
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
        (TokenKind::Mark, End::Closed)
    }

    /// As many bytes as belong to a word; those of characters beyond ASCII do.
    fn word(&mut self, belongs: impl Fn(u8) -> bool) -> (TokenKind, End) {
        while self.peek(0).is_some_and(&belongs) {
            self.at += 1;
        }
        (TokenKind::Word, End::Closed)
    }

    fn line_comment(&mut self) -> (TokenKind, End) {
        let end = match self.rest().find('\n') {
            Some(end) => {
                self.at += end + 1;
                End::Closed
            }
            None => {
                self.at = self.text.len();
                End::Open
            }
        };
        (TokenKind::LineComment, end)
    }

    /// Up to and with a delimiter that comes after `opening` bytes.
    fn delimited(&mut self, opening: usize, delimiter: &str) -> End {
        let inside = self.at + opening;
        match self.text[inside..].find(delimiter) {
            Some(end) => {
                self.at = inside + end + delimiter.len();
                End::Closed
            }
            None => {
                self.at = self.text.len();
                End::Open
            }
        }
    }

    /// Up to and with the quote that closes; a doubled one is part of what is quoted.
    fn quoted(&mut self, quote: u8) -> End {
        self.at += 1;
        while let Some(byte) = self.peek(0) {
            self.at += 1;
            if byte == quote {
                if self.peek(0) != Some(quote) {
                    return End::Closed;
                }
                self.at += 1;
            }
        }
        End::Open
    }
}

/// Whether a byte belongs to a word in every one of these databases.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

#[cfg(test)]
mod testing {
    use super::{End, Token};

    /// Shows tokens as their text, with a sign behind those that do not simply end.
    pub(super) fn shown<'t>(tokens: impl Iterator<Item = Token<'t>>) -> Vec<String> {
        tokens
            .map(|token| match token.end {
                End::Closed => token.text.to_owned(),
                End::Doubtful => format!("{}?", token.text),
                End::Open => format!("{}…", token.text),
            })
            .collect()
    }

    /// Tokens are in order, and only white space is between them.
    pub(super) fn check_cover<'t>(sql: &str, tokens: impl Iterator<Item = Token<'t>>) {
        let mut at = 0;
        for token in tokens {
            assert!(sql[at..token.start].trim_ascii().is_empty(), "{sql:?}");
            assert!(!token.text.is_empty(), "{sql:?}");
            assert_eq!(token.text, &sql[token.start..token.stop()], "{sql:?}");
            at = token.stop();
        }
        assert!(sql[at..].trim_ascii().is_empty(), "{sql:?}");
    }
}
