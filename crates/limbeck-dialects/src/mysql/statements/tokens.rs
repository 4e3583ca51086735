//! The tokens of a statement, as far as its first words and names go.

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
    let mut tokens = Vec::new();
    let mut rest = statement.trim_start();
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '-' if rest.starts_with("-- ") || rest.starts_with("--\n") => {
                rest.find('\n').unwrap_or(rest.len())
            }
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '`' | '\'' | '"' => {
                let (text, taken) = quoted(rest, first);
                tokens.push(if first == '`' {
                    Token::Quoted(text)
                } else {
                    Token::Value
                });
                taken
            }
            c if c.is_alphanumeric() || c == '_' || c == '$' => {
                let end = rest
                    .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
                    .unwrap_or(rest.len());
                let word = &rest[..end];
                tokens.push(Token::Word(word.to_lowercase(), word.to_owned()));
                end
            }
            c => {
                tokens.push(Token::Symbol(c));
                c.len_utf8()
            }
        };
        rest = rest[taken..].trim_start();
    }
    while tokens.last() == Some(&Token::Symbol(';')) {
        tokens.pop();
    }
    tokens
}

/// What is between quotes, and how long it is with them.
fn quoted(text: &str, quote: char) -> (String, usize) {
    let mut inside = String::new();
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = characters.next() {
        if c == '\\' && quote != '`' {
            characters.next();
        } else if c == quote {
            if characters.peek().is_some_and(|(_, next)| *next == quote) {
                characters.next();
                inside.push(quote);
            } else {
                return (inside, at + c.len_utf8());
            }
        } else {
            inside.push(c);
        }
    }
    (inside, text.len())
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
