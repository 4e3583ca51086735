//! The names in the query of a view: the server puts the schema in front of every one.

use std::collections::HashSet;

use limbeck_database::lexer::{Token, TokenKind, mysql::Lexer};

/// The query without its own schema, so that it means the same in a schema of another name.
///
/// Where the name of the schema stands for something else as well (an alias), nothing is left
/// out: the query then belongs to its schema.
pub(super) fn without_schema(query: &str, schema: &str) -> String {
    let tokens: Vec<Token<'_>> = Lexer::new(query).collect();
    let is_schema = |token: &Token<'_>| name(token).is_some_and(|name| name == schema);
    let is_dot = |at: Option<usize>| {
        at.and_then(|at| tokens.get(at))
            .is_some_and(|token| token.is_mark('.'))
    };
    let mut text = String::with_capacity(query.len());
    let mut copied = 0;
    for (at, token) in tokens.iter().enumerate() {
        if !is_schema(token) {
            continue;
        }
        let follows_dot = is_dot(at.checked_sub(1));
        if follows_dot {
            // A table or column of that name.
            continue;
        }
        if !is_dot(Some(at + 1)) {
            return query.to_owned();
        }
        text.push_str(&query[copied..token.start]);
        copied = tokens[at + 1].stop();
    }
    text.push_str(&query[copied..]);
    text
}

/// All names in a query.
pub(super) fn mentioned(query: &str) -> HashSet<String> {
    Lexer::new(query).filter_map(|token| name(&token)).collect()
}

/// The name in backticks, which are the quotes that the server writes, or the bare word.
fn name(token: &Token<'_>) -> Option<String> {
    match token.kind {
        TokenKind::Name => {
            let inner = token.text.strip_prefix('`')?.strip_suffix('`')?;
            Some(inner.replace("``", "`"))
        }
        TokenKind::Word => Some(token.text.to_owned()),
        TokenKind::Text
        | TokenKind::Mark
        | TokenKind::LineComment
        | TokenKind::BlockComment
        | TokenKind::ExecutableComment => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, expected: &str) {
        assert_eq!(without_schema(query, "d`b"), expected);
    }

    #[test]
    fn a_schema_is_left_out_before_a_dot() {
        check(
            "select `d``b`.`t`.`a` AS `a`,'`d``b`.`x`' AS `b` from `d``b`.`t` join `o`.`d``b`",
            "select `t`.`a` AS `a`,'`d``b`.`x`' AS `b` from `t` join `o`.`d``b`",
        );
        check("select 1 AS `1`", "select 1 AS `1`");
    }

    #[test]
    fn a_name_that_is_also_an_alias_stays() {
        let query = "select `d``b`.`a` AS `a` from `d``b`.`t` `d``b`";
        check(query, query);
    }
}
