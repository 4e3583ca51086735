//! Columns as the catalog queries describe them.

use indexmap::IndexMap;
use limbeck_schema::{
    ArrayType, Autoincrement, Column, Computed, EnumType, Identifier, Identity, SequenceOptions,
    ServerDefault, SqlType,
};
use serde_json::{Map, Value as Json};

use super::Row;
use crate::{
    Dialect,
    batch::{verbatim, words},
};

/// The column that a row of [`CatalogQuestion::Columns`](super::CatalogQuestion::Columns) describes.
///
/// A type that SQLAlchemy does not know is [`SqlType::UserDefined`].
pub(crate) fn column(dialect: &dyn Dialect, row: Row<'_>) -> Column {
    let mut column = Column::new(
        row.text("name").unwrap_or_default(),
        data_type(dialect, row),
    );
    column.nullable = row.flag("nullable");
    column.comment = row.text("comment").map(str::to_owned);
    column.server_default = server_default(row);
    column.autoincrement = match row.maybe_flag("autoincrement") {
        Some(true) => Autoincrement::Always,
        Some(false) => Autoincrement::Never,
        None => Autoincrement::Auto,
    };
    column
}

fn data_type(dialect: &dyn Dialect, row: Row<'_>) -> SqlType {
    let text = row.text("type").unwrap_or_default();
    let labels = row.list("labels");
    if labels.is_empty() {
        return dialect
            .catalog()
            .column_type(text)
            .unwrap_or_else(|| SqlType::UserDefined(text.to_owned()));
    }
    let values: Vec<String> = labels.into_iter().flatten().collect();
    let name = row.qualified("type_schema", "type_name");
    let data_type = SqlType::Enum(Box::new(named_enum(
        dialect,
        name.schema,
        name.name,
        values,
    )));
    if text.ends_with("[]") {
        SqlType::Array(ArrayType {
            item: Box::new(data_type),
            dimensions: None,
            dialect: Some(dialect.name().to_owned()),
        })
    } else {
        data_type
    }
}

/// An enum type that has a name of its own.
pub(crate) fn named_enum(
    dialect: &dyn Dialect,
    schema: Option<Identifier>,
    name: Identifier,
    values: Vec<String>,
) -> EnumType {
    let longest = values.iter().map(|value| value.chars().count()).max();
    EnumType {
        length: Some(i64::try_from(longest.unwrap_or(0)).unwrap_or(i64::MAX)),
        values,
        name: Some(name),
        name_is_final: false,
        schema,
        native: true,
        create_constraint: false,
        create_type: true,
        collation: None,
        dialect: Some(dialect.name().to_owned()),
        arguments: IndexMap::new(),
    }
}

fn server_default(row: Row<'_>) -> Option<ServerDefault> {
    if let Some(computed) = row.text("computed") {
        return Some(ServerDefault::Computed(Computed {
            expression: verbatim(without_brackets(computed)),
            persisted: Some(row.flag("persisted")),
        }));
    }
    if row.text("identity").is_some() {
        return Some(ServerDefault::Identity(identity(&row.object("identity"))));
    }
    let default = row.text("default")?;
    Some(ServerDefault::Expression(verbatim(default)))
}

fn identity(options: &Map<String, Json>) -> Identity {
    Identity {
        always: options.get("always").and_then(Json::as_bool),
        on_null: None,
        options: sequence_options(options),
    }
}

/// The options of a sequence by their names.
pub(crate) fn sequence_options(options: &Map<String, Json>) -> SequenceOptions {
    let number = |name: &str| options.get(name).and_then(Json::as_i64);
    SequenceOptions {
        start: number("start"),
        increment: number("increment"),
        minvalue: number("minvalue"),
        maxvalue: number("maxvalue"),
        cache: number("cache"),
        cycle: options.get("cycle").and_then(Json::as_bool),
        ..SequenceOptions::default()
    }
}

/// An expression without the brackets around all of it, which its clause has anyway.
pub(super) fn without_brackets(text: &str) -> &str {
    let Some(inner) = text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'))
    else {
        return text;
    };
    let mut depth = 0_i32;
    for (token, _) in words::tokens(inner) {
        match token {
            words::Token::Mark('(') => depth += 1,
            words::Token::Mark(')') => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return text;
        }
    }
    inner
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_around_all_of_it_are_taken_away() {
        let check = |text, expected| assert_eq!(without_brackets(text), expected);
        check("(a + 1)", "a + 1");
        check("(a) + (b)", "(a) + (b)");
        check("((a) + (b))", "(a) + (b)");
        check("(a || ')')", "a || ')'");
        check("a", "a");
    }
}
