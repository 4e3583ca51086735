//! The words of a piece of SQL, to find out what it mentions.

use limbeck_database::lexer::TokenKind;
use limbeck_database::lexer::standard::Lexer;

/// A token of SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// A bare word: a keyword, a name or a number.
    Word(&'a str),
    /// A name in quotes, brackets or backticks, as it is written.
    Quoted(&'a str),
    /// A string literal, as it is written.
    Text(&'a str),
    /// Any other character.
    Mark(char),
}

impl Token<'_> {
    /// The name that the token may be, without quotes.
    pub(crate) fn name(self) -> Option<String> {
        match self {
            Token::Word(word) => Some(word.to_owned()),
            Token::Quoted(text) => Some(unquoted(text)),
            Token::Text(_) | Token::Mark(_) => None,
        }
    }

    /// Whether it is that keyword.
    pub(crate) fn is(self, keyword: &str) -> bool {
        matches!(self, Token::Word(word) if word.eq_ignore_ascii_case(keyword))
    }
}

/// The tokens of a text with the places where they begin and end; comments and white space are
/// passed over.
pub(crate) fn tokens(sql: &str) -> Vec<(Token<'_>, std::ops::Range<usize>)> {
    Lexer::new(sql)
        .filter_map(|lexed| {
            let token = match lexed.kind {
                TokenKind::Word => Token::Word(lexed.text),
                TokenKind::Name => Token::Quoted(lexed.text),
                TokenKind::Text => Token::Text(lexed.text),
                TokenKind::Mark => Token::Mark(lexed.text.chars().next()?),
                TokenKind::LineComment | TokenKind::BlockComment | TokenKind::ExecutableComment => {
                    return None;
                }
            };
            Some((token, lexed.start..lexed.stop()))
        })
        .collect()
}

/// Whether a piece of SQL mentions a name, as a database that does not tell upper from lower case
/// reads it. A word in a string is none.
pub(crate) fn mentions(sql: &str, name: &str) -> bool {
    tokens(sql)
        .into_iter()
        .any(|(token, _)| token.name().is_some_and(|word| same_name(&word, name)))
}

/// Whether two names are the same where case does not count.
pub(crate) fn same_name(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right)
}

fn unquoted(text: &str) -> String {
    let inner = text
        .get(1..text.len().saturating_sub(1))
        .unwrap_or_default();
    match text.chars().next() {
        Some('"') => inner.replace("\"\"", "\""),
        Some('`') => inner.replace("``", "`"),
        _ => inner.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_where_they_are_names() {
        let check =
            |sql, name, expected| assert_eq!(mentions(sql, name), expected, "{name} in {sql}");
        check("price >= 0", "Price", true);
        check("\"A b\" > [c d] AND `e`", "a B", true);
        check("\"A b\" > [c d] AND `e`", "c d", true);
        check("\"A b\" > [c d] AND `e`", "e", true);
        check("x = 'price' -- price\n/* price */", "price", false);
        check("list_price > 0", "price", false);
        check("\"say \"\"hi\"\"\" > 0", "say \"hi\"", true);
    }

    #[test]
    fn what_is_not_closed_goes_to_the_end() {
        assert_eq!(tokens("'ab"), [(Token::Text("'ab"), 0..3)]);
        assert_eq!(tokens("\"").len(), 1);
        assert_eq!(tokens("/* x"), []);
        assert_eq!(tokens("é[").len(), 2);
    }
}
