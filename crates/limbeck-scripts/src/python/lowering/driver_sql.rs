//! `connection.exec_driver_sql(...)`: SQL with the placeholders of a driver.

use limbeck_python::{Raise, Tree};
use limbeck_schema::{
    SqlType, TextClause,
    expression::{BindParameter, Name},
    operation::SqlStatement,
};

use super::{fields::Lowered, literal};

/// The statement; without parameters the text goes to the server as it is.
pub(crate) fn driver_sql(text: &str, parameters: &Tree) -> Lowered<SqlStatement> {
    let binds = match parameters {
        Tree::None => return Ok(SqlStatement::Verbatim(text.to_owned())),
        Tree::List(values) if values.is_empty() => {
            return Ok(SqlStatement::Verbatim(text.to_owned()));
        }
        Tree::List(values) => values
            .iter()
            .enumerate()
            .map(|(index, value)| bind(&format!("param_{index}"), value))
            .collect::<Lowered<Vec<_>>>()?,
        Tree::Dict(pairs) => pairs
            .iter()
            .map(|(name, value)| bind(name.as_str().unwrap_or_default(), value))
            .collect::<Lowered<Vec<_>>>()?,
        _ => {
            return Err(Raise::new(
                "sqlalchemy.exc.ArgumentError",
                "List argument must consist only of tuples or dictionaries",
            ));
        }
    };
    Ok(SqlStatement::Text(TextClause {
        text: named_placeholders(text, Placeholders::of(text, parameters)),
        binds,
    }))
}

fn bind(name: &str, value: &Tree) -> Lowered<BindParameter> {
    Ok(BindParameter {
        name: Name::Given(name.into()),
        value: Some(literal::literal(value)?),
        data_type: SqlType::Null,
        expands: None,
    })
}

/// How a text marks the places of its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Placeholders {
    /// `?`.
    Question,
    /// `%s` and `%(name)s`.
    Percent,
    /// `:name`.
    Colon,
}

impl Placeholders {
    /// The kind that fits the parameters: drivers know only their own, scripts do not say it.
    fn of(text: &str, parameters: &Tree) -> Self {
        match parameters {
            Tree::List(values) if unquoted_questions(text) == values.len() => Self::Question,
            Tree::Dict(_) if !text.contains("%(") => Self::Colon,
            _ => Self::Percent,
        }
    }
}

fn unquoted_questions(text: &str) -> usize {
    let mut quote = None;
    text.chars()
        .filter(|c| {
            match (*c, quote) {
                ('\'' | '"', None) => quote = Some(*c),
                (c, Some(open)) if c == open => quote = None,
                _ => {}
            }
            *c == '?' && quote.is_none()
        })
        .count()
}

/// The text with `:name` for its placeholders. What stands in quotes is not a placeholder for
/// `?`, but is for the percent forms, as the drivers have it.
fn named_placeholders(text: &str, placeholders: Placeholders) -> String {
    if placeholders == Placeholders::Colon {
        return text.to_owned();
    }
    let percent = placeholders == Placeholders::Percent;
    let mut named = String::with_capacity(text.len());
    let mut count = 0;
    let mut quote = None;
    let mut rest = text.chars().peekable();
    let mut next = |named: &mut String| {
        named.push_str(&format!(":param_{count}"));
        count += 1;
    };
    while let Some(c) = rest.next() {
        match (c, quote) {
            ('%', _) if percent && rest.peek() == Some(&'%') => {
                rest.next();
                named.push('%');
            }
            ('%', _) if percent && rest.peek() == Some(&'s') => {
                rest.next();
                next(&mut named);
            }
            ('%', _) if percent && rest.peek() == Some(&'(') => {
                rest.next();
                named.push(':');
                named.extend(rest.by_ref().take_while(|c| *c != ')'));
                rest.next_if_eq(&'s');
            }
            ('?', None) if !percent => next(&mut named),
            ('\'' | '"', None) => {
                quote = Some(c);
                named.push(c);
            }
            (_, Some(open)) if c == open => {
                quote = None;
                named.push(c);
            }
            // A colon of the text is not a bind.
            (':', _) => named.push_str("\\:"),
            _ => named.push(c),
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, parameters: &Tree, expected: &str) {
        let placeholders = Placeholders::of(text, parameters);
        assert_eq!(named_placeholders(text, placeholders), expected);
    }

    fn values(count: usize) -> Tree {
        Tree::List(vec![Tree::Int(1); count])
    }

    #[test]
    fn placeholders_get_names() {
        let names = Tree::Dict(vec![(Tree::from("x"), Tree::Int(1))]);
        check(
            "a = %s AND b = %s",
            &values(2),
            "a = :param_0 AND b = :param_1",
        );
        check("a = %(x)s", &names, "a = :x");
        check("a = :x", &names, "a = :x");
        check("a = ? AND b = '?'", &values(1), "a = :param_0 AND b = '?'");
        check(
            "a::text LIKE 'x%%' || %s",
            &values(1),
            "a\\:\\:text LIKE 'x%' || :param_0",
        );
    }

    #[test]
    fn operators_of_the_text_are_no_placeholders() {
        check(
            "j ? 'k' AND a = %s AND b = %s",
            &values(2),
            "j ? 'k' AND a = :param_0 AND b = :param_1",
        );
        check(
            "a % 2 = ? AND b LIKE '%s'",
            &values(1),
            "a % 2 = :param_0 AND b LIKE '%s'",
        );
    }
}
