//! Indexes: prefixes, lengths of prefixes of columns, parsers, methods.

use limbeck_schema::{DialectOptions, Expression, Index, IndexElement, Literal, OptionValue};

use super::super::NAME;
use crate::{
    CompileError,
    ddl::{Context, DroppedIndex, element, options::Options},
};

/// `CREATE INDEX` (`MySQLDDLCompiler.visit_create_index()`).
pub(super) fn create(
    cx: &Context<'_>,
    index: &Index,
    if_not_exists: bool,
    name: &str,
) -> Result<String, CompileError> {
    let options = Options::new(&index.options, cx.dialect.name());
    let mut text = "CREATE ".to_owned();
    if index.unique {
        text.push_str("UNIQUE ");
    }
    if let Some(prefix) = options.text("prefix") {
        text.push_str(prefix);
        text.push(' ');
    }
    text.push_str("INDEX ");
    if if_not_exists {
        text.push_str("IF NOT EXISTS ");
    }
    let elements = elements(cx, index, options.get("length"))?;
    text.push_str(&format!(
        "{name} ON {} ({})",
        cx.qualified(&index.table),
        elements.join(", ")
    ));
    if let Some(parser) = shared(&index.options, cx, "with_parser") {
        text.push_str(&format!(" WITH PARSER {parser}"));
    }
    text.push_str(&using(&index.options, cx));
    Ok(text)
}

/// `DROP INDEX ... ON ...`: names of indexes are those of their table.
pub(super) fn drop(cx: &Context<'_>, dropped: &DroppedIndex<'_>) -> String {
    format!(
        "\nDROP INDEX {}{} ON {}",
        dropped.if_exists(),
        dropped.name,
        cx.qualified(dropped.table)
    )
}

/// ` USING ...`, or nothing.
pub(super) fn using(options: &DialectOptions, cx: &Context<'_>) -> String {
    shared(options, cx, "using").map_or_else(String::new, |method| {
        format!(" USING {}", cx.quote(&method.into()))
    })
}

/// A keyword that counts under either name of the family, that of the dialect first.
fn shared<'o>(options: &'o DialectOptions, cx: &Context<'_>, keyword: &str) -> Option<&'o str> {
    Options::new(options, cx.dialect.name())
        .text(keyword)
        .or_else(|| Options::new(options, NAME).text(keyword))
}

/// What the index orders by, with the lengths of prefixes.
fn elements(
    cx: &Context<'_>,
    index: &Index,
    length: Option<&OptionValue>,
) -> Result<Vec<String>, CompileError> {
    index
        .elements
        .iter()
        .map(|element| {
            let (sql, key) = match element {
                IndexElement::Column(name) => (cx.quote(name), Some(name.as_str())),
                IndexElement::Expression(expression) => (
                    expression_element(cx, expression)?,
                    element::key(expression),
                ),
            };
            Ok(match length_of(length, key, &sql)? {
                Some(length) => format!("{sql}({length})"),
                None => sql,
            })
        })
        .collect()
}

/// An expression, in brackets of its own where it is more than a name or a text.
pub(super) fn expression_element(
    cx: &Context<'_>,
    expression: &Expression,
) -> Result<String, CompileError> {
    let sql = cx.expression(expression)?;
    let in_brackets = match expression {
        Expression::Binary(_)
        | Expression::Function(_)
        | Expression::ScalarFunctionColumn(_)
        | Expression::FunctionFilter(_)
        | Expression::Over(_)
        | Expression::AggregateOrderBy(_) => true,
        Expression::Unary(unary) => !unary.operator.is_ordering(),
        _ => false,
    };
    Ok(if in_brackets { format!("({sql})") } else { sql })
}

/// The length of the prefix of an element: one for all, or by name.
fn length_of(
    length: Option<&OptionValue>,
    key: Option<&str>,
    sql: &str,
) -> Result<Option<i64>, CompileError> {
    let given = match length {
        None => return Ok(None),
        Some(OptionValue::Map(lengths)) => {
            let by = |name: &str| {
                lengths
                    .iter()
                    .find(|(known, _)| known == name)
                    .map(|(_, length)| length.clone())
            };
            match key.and_then(by).or_else(|| by(sql)) {
                None => return Ok(None),
                Some(length) => length,
            }
        }
        Some(OptionValue::Literal(Literal::Map(lengths))) => {
            let by = |name: &str| {
                lengths
                    .iter()
                    .find(|(known, _)| known == name)
                    .map(|(_, length)| OptionValue::Literal(length.clone()))
            };
            match key.and_then(by).or_else(|| by(sql)) {
                None => return Ok(None),
                Some(length) => length,
            }
        }
        Some(other) => other.clone(),
    };
    match given {
        OptionValue::Literal(Literal::Integer(length)) => Ok(Some(length)),
        _ => Err(CompileError::Unsupported {
            message: format!("The length of the prefix of '{sql}' in an index must be a number"),
        }),
    }
}
