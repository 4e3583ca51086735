//! What the text of CREATE INDEX says.

use limbeck_schema::{Identifier, IndexElement};

use crate::{
    CompileOptions,
    batch::{
        verbatim,
        words::{Token, tokens},
    },
    sqlite::identifiers::IDENTIFIERS,
};

/// An index as its statement describes it.
#[derive(Debug, PartialEq)]
pub(super) struct IndexDefinition {
    /// What it orders by.
    pub(super) elements: Vec<IndexElement>,
    /// What stands behind WHERE.
    pub(super) condition: Option<String>,
}

/// Reads a CREATE INDEX statement; `None` if it is not one.
pub(super) fn read(sql: &str) -> Option<IndexDefinition> {
    let tokens = tokens(sql);
    let open = tokens
        .iter()
        .position(|(token, _)| *token == Token::Mark('('))?;
    let mut depth = 0_usize;
    let mut begin = open + 1;
    let mut elements = Vec::new();
    for (place, (token, _)) in tokens.iter().enumerate().skip(open) {
        match token {
            Token::Mark('(') => depth += 1,
            Token::Mark(')') => depth = depth.checked_sub(1)?,
            _ => {}
        }
        let ends = depth == 0 || depth == 1 && *token == Token::Mark(',');
        if !ends {
            continue;
        }
        elements.push(element(sql, tokens.get(begin..place)?)?);
        begin = place + 1;
        if depth == 0 {
            break;
        }
    }
    let condition = match tokens.get(begin) {
        Some((token, place)) if depth == 0 && token.is("WHERE") => {
            Some(sql.get(place.end..)?.trim().to_owned())
        }
        Some(_) => return None,
        None if depth == 0 => None,
        None => return None,
    };
    Some(IndexDefinition {
        elements,
        condition,
    })
}

fn element(sql: &str, tokens: &[(Token<'_>, std::ops::Range<usize>)]) -> Option<IndexElement> {
    let words: Vec<Token<'_>> = tokens.iter().map(|(token, _)| *token).collect();
    let (inner, direction) = match words.as_slice() {
        [inner @ .., last] if last.is("DESC") => (inner, " DESC"),
        [inner @ .., last] if last.is("ASC") => (inner, ""),
        inner => (inner, ""),
    };
    let quote = |name: String| IDENTIFIERS.quote(&name.into(), &CompileOptions::default());
    let text = match inner {
        [name] if direction.is_empty() => {
            if let Some(name) = name.name() {
                return Some(IndexElement::Column(Identifier::new(name)));
            }
            text_of(sql, tokens, inner.len())?
        }
        [name] => name.name().map(quote)?,
        [name, collate, collation] if collate.is("COLLATE") => {
            format!(
                "{} COLLATE {}",
                quote(name.name()?),
                quote(collation.name()?)
            )
        }
        _ => text_of(sql, tokens, inner.len())?,
    };
    Some(IndexElement::Expression(verbatim(format!(
        "{text}{direction}"
    ))))
}

/// The text of the first tokens.
fn text_of(
    sql: &str,
    tokens: &[(Token<'_>, std::ops::Range<usize>)],
    count: usize,
) -> Option<String> {
    let (_, first) = tokens.first()?;
    let (_, last) = tokens.get(count.checked_sub(1)?)?;
    sql.get(first.start..last.end).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::text_of;

    #[track_caller]
    fn check(sql: &str, expected: &[&str], condition: Option<&str>) {
        let found = read(sql).unwrap_or_else(|| panic!("not understood: {sql}"));
        let elements: Vec<String> = found
            .elements
            .iter()
            .map(|element| match element {
                IndexElement::Column(name) => format!("column {name}"),
                IndexElement::Expression(expression) => {
                    text_of(expression).unwrap_or_default().to_owned()
                }
            })
            .collect();
        assert_eq!(elements, expected, "{sql}");
        assert_eq!(found.condition.as_deref(), condition, "{sql}");
    }

    #[test]
    fn elements_are_columns_or_expressions() {
        check(
            "CREATE INDEX i ON t (a, \"b c\" asc)",
            &["column a", "column b c"],
            None,
        );
        check(
            "CREATE UNIQUE INDEX IF NOT EXISTS s.i ON t (a DESC, b COLLATE nocase, [c] COLLATE rtrim desc)",
            &["a DESC", "b COLLATE nocase", "c COLLATE rtrim DESC"],
            None,
        );
        check(
            "CREATE INDEX i ON t (lower(a), coalesce(b, ')', c) DESC) where a > (1)  ",
            &["lower(a)", "coalesce(b, ')', c) DESC"],
            Some("a > (1)"),
        );
    }

    #[test]
    fn what_is_not_understood_is_not_guessed() {
        assert_eq!(read("CREATE INDEX i ON t (a"), None);
        assert_eq!(read("CREATE INDEX i ON t"), None);
        assert_eq!(read("CREATE INDEX i ON t (a) SOMETHING"), None);
    }
}
