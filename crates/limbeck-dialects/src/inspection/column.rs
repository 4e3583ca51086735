//! Columns as the catalog queries describe them.

use indexmap::IndexMap;
use limbeck_schema::{
    ArrayType, Autoincrement, Column, Computed, EnumType, Identifier, Identity, Literal, NamedType,
    SequenceOptions, ServerDefault, SqlType, TypeArgument,
};
use serde_json::{Map, Value as Json};

use super::{InspectionView, Row};
use crate::{
    Dialect,
    batch::{verbatim, words},
};

/// The column that a row of [`CatalogQuestion::Columns`](super::CatalogQuestion::Columns) describes.
///
/// A type that SQLAlchemy does not know is [`SqlType::UserDefined`], or [`SqlType::Null`] in its view.
pub(crate) fn column(dialect: &dyn Dialect, row: Row<'_>, view: InspectionView) -> Column {
    let mut column = Column::new(
        row.text("name").unwrap_or_default(),
        data_type(dialect, row, view),
    );
    column.nullable = row.flag("nullable");
    column.comment = row.text("comment").map(str::to_owned);
    column.server_default = server_default(row, view);
    if view == InspectionView::Reflected {
        inherit(&row.object("domain"), &mut column);
    }
    column.autoincrement = match row.maybe_flag("autoincrement") {
        Some(true) => Autoincrement::Always,
        Some(false) => Autoincrement::Never,
        None => Autoincrement::Auto,
    };
    column
}

/// What a column has from its domain, as SQLAlchemy shows it.
fn inherit(domain: &Map<String, Json>, column: &mut Column) {
    if domain.get("not_null").and_then(Json::as_bool) == Some(true) {
        column.nullable = false;
    }
    if column.server_default.is_none()
        && let Some(default) = domain.get("default").and_then(Json::as_str)
    {
        column.server_default = Some(ServerDefault::Expression(verbatim(default)));
    }
}

fn data_type(dialect: &dyn Dialect, row: Row<'_>, view: InspectionView) -> SqlType {
    let text = row.text("type").unwrap_or_default();
    let labels = row.list("labels");
    let domain = row.object("domain");
    let named = if !domain.is_empty() {
        Some(self::domain(dialect, &domain, view))
    } else if row.flag("is_enum") || !labels.is_empty() {
        let values = labels.into_iter().flatten().collect();
        let name = row.qualified("type_schema", "type_name");
        let data_type = named_enum(dialect, name.schema, name.name, values);
        Some(SqlType::Enum(Box::new(data_type)))
    } else {
        None
    };
    match named {
        Some(item) if text.ends_with("[]") => SqlType::Array(ArrayType {
            item: Box::new(item),
            dimensions: None,
            dialect: Some(dialect.name().to_owned()),
        }),
        Some(named) => named,
        None => known(
            dialect,
            text,
            view,
            row.text("collation"),
            row.text("collation_schema"),
        ),
    }
}

/// The type of a text, with its collation.
fn known(
    dialect: &dyn Dialect,
    text: &str,
    view: InspectionView,
    collation: Option<&str>,
    collation_schema: Option<&str>,
) -> SqlType {
    let Some(mut found) = dialect.catalog().column_type(text) else {
        return match view {
            InspectionView::Complete => SqlType::UserDefined(text.to_owned()),
            InspectionView::Reflected => SqlType::Null,
        };
    };
    if view == InspectionView::Complete && matches!(found, SqlType::String { .. }) {
        return SqlType::UserDefined(text.to_owned());
    }
    let collations = [
        ("collation", collation),
        ("collation_schema", collation_schema),
    ];
    if let SqlType::Named(named) = &mut found {
        for (keyword, name) in collations {
            if let Some(name) = name {
                let name = TypeArgument::Literal(Literal::Text(name.to_owned()));
                named.arguments.insert(keyword.to_owned(), name);
            }
        }
    }
    found
}

/// A domain: in SQLAlchemy's view its base type has no arguments.
fn domain(dialect: &dyn Dialect, domain: &Map<String, Json>, view: InspectionView) -> SqlType {
    let text = |name: &str| domain.get(name).and_then(Json::as_str);
    let base = text("type").unwrap_or_default();
    let base = match (view, base.split_once('(')) {
        (InspectionView::Reflected, Some((name, _))) => name,
        (InspectionView::Reflected | InspectionView::Complete, _) => base,
    };
    let data_type = known(
        dialect,
        base,
        view,
        text("collation"),
        text("collation_schema"),
    );
    let argument = |name: &str| {
        let value = Literal::Text(text(name)?.to_owned());
        Some((name.to_owned(), TypeArgument::Literal(value)))
    };
    let flag = |name: &str, value: bool| {
        let value = TypeArgument::Literal(Literal::Boolean(value));
        Some((name.to_owned(), value))
    };
    let is_not_null = domain.get("not_null").and_then(Json::as_bool) == Some(true);
    SqlType::Named(NamedType {
        dialect: Some(dialect.name().to_owned()),
        name: "DOMAIN".to_owned(),
        arguments: [
            argument("name"),
            Some((
                "data_type".to_owned(),
                TypeArgument::Type(Box::new(data_type)),
            )),
            argument("collation"),
            argument("collation_schema"),
            argument("default"),
            is_not_null.then(|| flag("not_null", true)).flatten(),
            flag("create_type", false),
            argument("constraint_name"),
            argument("check"),
            argument("schema"),
        ]
        .into_iter()
        .flatten()
        .collect(),
    })
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

fn server_default(row: Row<'_>, view: InspectionView) -> Option<ServerDefault> {
    if let Some(computed) = row.text("computed") {
        let computed = match view {
            InspectionView::Complete => without_brackets(computed),
            InspectionView::Reflected => computed,
        };
        return Some(ServerDefault::Computed(Computed {
            expression: verbatim(computed),
            persisted: Some(row.flag("persisted")),
        }));
    }
    if row.text("identity").is_some() {
        return Some(ServerDefault::Identity(identity(&row.object("identity"))));
    }
    let exact = match view {
        InspectionView::Complete => row.text("exact_default"),
        InspectionView::Reflected => None,
    };
    let default = exact.or_else(|| row.text("default"))?;
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
pub(crate) fn without_brackets(text: &str) -> &str {
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
