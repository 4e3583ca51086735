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
        text: named_placeholders(text),
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

/// The text with `?`, `%s` and `%(name)s` as `:name`. What stands in quotes is not a placeholder
/// for `?`, but is for the percent forms, as the drivers have it.
fn named_placeholders(text: &str) -> String {
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
            ('%', _) if rest.peek() == Some(&'%') => {
                rest.next();
                named.push('%');
            }
            ('%', _) if rest.peek() == Some(&'s') => {
                rest.next();
                next(&mut named);
            }
            ('%', _) if rest.peek() == Some(&'(') => {
                rest.next();
                named.push(':');
                named.extend(rest.by_ref().take_while(|c| *c != ')'));
                rest.next_if_eq(&'s');
            }
            ('?', None) => next(&mut named),
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

    #[test]
    fn placeholders_get_names() {
        let check = |text: &str, expected: &str| assert_eq!(named_placeholders(text), expected);
        check("a = %s AND b = %s", "a = :param_0 AND b = :param_1");
        check("a = %(x)s", "a = :x");
        check("a = ? AND b = '?'", "a = :param_0 AND b = '?'");
        check("a::text LIKE 'x%%'", "a\\:\\:text LIKE 'x%'");
    }
}
