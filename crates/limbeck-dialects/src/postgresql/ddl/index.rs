//! Indexes: CONCURRENTLY, USING, operator classes, INCLUDE, WITH, TABLESPACE, WHERE.

use limbeck_schema::{DialectOptions, Index, IndexElement, Literal, OptionValue};

use super::{super::NAME, constraint};
use crate::{
    CompileError,
    ddl::{Context, DroppedIndex, element, options::Options},
};

/// `CREATE INDEX` (`PGDDLCompiler.visit_create_index()`).
pub(super) fn create(
    cx: &Context<'_>,
    index: &Index,
    if_not_exists: bool,
    name: &str,
) -> Result<String, CompileError> {
    let options = Options::new(&index.options, NAME);
    let mut text = "CREATE ".to_owned();
    if index.unique {
        text.push_str("UNIQUE ");
    }
    text.push_str("INDEX ");
    text.push_str(concurrently(&index.options));
    if if_not_exists {
        text.push_str("IF NOT EXISTS ");
    }
    text.push_str(&format!("{name} ON {} ", cx.qualified(&index.table)));
    if let Some(method) = options.text("using") {
        text.push_str(&format!("USING {} ", constraint::index_method(method)?));
    }
    text.push_str(&format!("({})", elements(cx, index)?));
    text.push_str(&constraint::include(cx, &index.options));
    if let Some(nulls) = constraint::nulls_distinct(&index.options) {
        text.push(' ');
        text.push_str(nulls);
    }
    let with = storage_parameters(&options.map("with"));
    if !with.is_empty() {
        text.push_str(&format!(" WITH ({with})"));
    }
    if let Some(tablespace) = options.text("tablespace") {
        text.push_str(&format!(" TABLESPACE {}", cx.quote(&tablespace.into())));
    }
    if let Some(condition) = options.condition("where") {
        text.push_str(&format!(" WHERE {}", cx.expression(&condition)?));
    }
    Ok(text)
}

/// `DROP INDEX`.
pub(super) fn drop(cx: &Context<'_>, dropped: &DroppedIndex<'_>) -> String {
    format!(
        "\nDROP INDEX {}{}{}",
        concurrently(&dropped.drop.options),
        dropped.if_exists(),
        dropped.qualified_name(cx)
    )
}

fn concurrently(options: &DialectOptions) -> &'static str {
    match Options::new(options, NAME).flag("concurrently") {
        Some(true) => "CONCURRENTLY ",
        Some(false) | None => "",
    }
}

/// What the index orders by, each with its operator class.
fn elements(cx: &Context<'_>, index: &Index) -> Result<String, CompileError> {
    let classes = Options::new(&index.options, NAME).map("ops");
    let class = |key: Option<&str>| {
        classes
            .iter()
            .find(|(column, _)| Some(*column) == key)
            .and_then(|(_, class)| match class {
                OptionValue::Literal(Literal::Text(class)) => Some(class),
                _ => None,
            })
    };
    let elements = index
        .elements
        .iter()
        .map(|element| {
            let (mut text, class) = match element {
                IndexElement::Column(name) => (cx.quote(name), class(Some(name.as_str()))),
                IndexElement::Expression(expression) => {
                    (cx.grouped(expression)?, class(element::key(expression)))
                }
            };
            if let Some(class) = class {
                text.push(' ');
                text.push_str(class);
            }
            Ok(text)
        })
        .collect::<Result<Vec<_>, CompileError>>()?;
    Ok(elements.join(", "))
}

/// `fillfactor = 70, ...` (`_prepare_withclause_opts()`).
pub(super) fn storage_parameters(parameters: &[(&str, OptionValue)]) -> String {
    parameters
        .iter()
        .map(|(name, value)| match value {
            OptionValue::Literal(Literal::Null) => (*name).to_owned(),
            OptionValue::Literal(value) => format!("{name} = {}", parameter(value)),
            OptionValue::Expression(_) | OptionValue::List(_) | OptionValue::Map(_) => {
                (*name).to_owned()
            }
        })
        .collect::<Vec<_>>()
        .join(", ")
}

/// A value as Python's `%s` writes it, booleans in lower case.
fn parameter(value: &Literal) -> String {
    match value {
        Literal::Boolean(value) => value.to_string(),
        Literal::Integer(value) => value.to_string(),
        Literal::Float(value) => format!("{value:?}"),
        Literal::Decimal(text) | Literal::Text(text) | Literal::Uuid(text) => text.clone(),
        Literal::Null
        | Literal::Bytes(_)
        | Literal::Date(_)
        | Literal::Time(..)
        | Literal::DateTime(..)
        | Literal::Interval(_)
        | Literal::List(_)
        | Literal::Map(_) => String::new(),
    }
}
