//! The tokens of a statement, as far as its first words and names go.

use limbeck_database::lexer::mysql::Lexer;
use limbeck_database::lexer::{self, TokenKind};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A word in lower case, and as it stands there.
    Word(String, String),
    /// A name in quotes.
    Quoted(String),
    /// A string, a number.
    Value,
    Symbol(char),
}

impl Token {
    pub(super) fn word(&self) -> Option<&str> {
        match self {
            Token::Word(word, _) => Some(word),
            Token::Quoted(_) | Token::Value | Token::Symbol(_) => None,
        }
    }

    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Token::Word(_, name) | Token::Quoted(name) => Some(name),
            Token::Value | Token::Symbol(_) => None,
        }
    }
}

/// The tokens of a statement, without comments and a `;` at the end.
pub(super) fn tokens(statement: &str) -> Vec<Token> {
    let mut tokens: Vec<_> = Lexer::new(statement).filter_map(token).collect();
    while tokens.last() == Some(&Token::Symbol(';')) {
        tokens.pop();
    }
    tokens
}

fn token(lexed: lexer::Token<'_>) -> Option<Token> {
    let text = lexed.text;
    Some(match lexed.kind {
        TokenKind::Word => Token::Word(text.to_lowercase(), text.to_owned()),
        TokenKind::Name => {
            let inside = text.strip_prefix('`').unwrap_or(text);
            let inside = inside.strip_suffix('`').unwrap_or(inside);
            Token::Quoted(inside.replace("``", "`"))
        }
        TokenKind::Text => Token::Value,
        TokenKind::Mark => Token::Symbol(text.chars().next()?),
        TokenKind::LineComment | TokenKind::BlockComment | TokenKind::ExecutableComment => {
            return None;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_left_out_and_quotes_undone() {
        let names: Vec<_> = tokens("-- x\nALTER/*y*/TABLE `a``b` # z\n ADD 'c\\'d';")
            .iter()
            .map(|token| token.name().map(str::to_owned))
            .collect();
        let name = |name: &str| Some(name.to_owned());
        assert_eq!(
            names,
            [name("ALTER"), name("TABLE"), name("a`b"), name("ADD"), None]
        );
    }
}
