//! Keywords of single dialects (`postgresql_where=...`).

use limbeck_python::Tree;
use limbeck_schema::{DialectOptions, Literal, OptionValue};

use super::{expression, fields::Lowered, literal};

/// The dict of keywords in a field; absent and `None` are an empty one.
pub(crate) fn options(fields: &Tree, name: &str) -> Lowered<DialectOptions> {
    fields
        .get(name)
        .as_dict()
        .unwrap_or_default()
        .iter()
        .map(|(keyword, value)| {
            Ok((
                keyword.as_str().unwrap_or_default().to_owned(),
                option(value)?,
            ))
        })
        .collect::<Lowered<Vec<_>>>()
        .map(|pairs| pairs.into_iter().collect())
}

/// `info` of a table or column; absent and `None` are an empty one.
pub(crate) fn info(fields: &Tree) -> Lowered<Vec<(String, Literal)>> {
    fields
        .get("info")
        .as_dict()
        .unwrap_or_default()
        .iter()
        .map(|(key, value)| {
            let key = key.as_str().unwrap_or_default().to_owned();
            Ok((key, literal::literal(value)?))
        })
        .collect()
}

fn option(value: &Tree) -> Lowered<OptionValue> {
    Ok(match value {
        Tree::List(elements) => {
            OptionValue::List(elements.iter().map(option).collect::<Lowered<_>>()?)
        }
        Tree::Dict(pairs) => OptionValue::Map(
            pairs
                .iter()
                .map(|(key, value)| {
                    Ok((key.as_str().unwrap_or_default().to_owned(), option(value)?))
                })
                .collect::<Lowered<_>>()?,
        ),
        Tree::Node(node) if node.kind.starts_with("sql.") => {
            OptionValue::Expression(Box::new(expression::expression(value)?))
        }
        plain => OptionValue::Literal(literal::literal(plain)?),
    })
}
