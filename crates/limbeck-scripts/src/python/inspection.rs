//! `connection.inspect`: what the stand-in `Inspector` asks a database about its schema.

use limbeck_dialects::{
    Dialect,
    inspection::{CatalogQuestion, SchemaScope},
};
use limbeck_python::{Raise, Tree};
use limbeck_schema::{
    ArrayType, Literal, NamedType, SqlType, TypeArgument, operation::SqlStatement,
};

use super::{errors::sink_exception, lowering::fields::Lowered, results::result_tree};
use crate::{OperationSink, Origin};

/// The rows that answer a question, with types as class names and arguments.
pub(super) fn inspect(
    sink: &mut dyn OperationSink,
    arguments: &Tree,
    origin: &Origin,
) -> Lowered<Tree> {
    let dialect = sink.dialect();
    if sink.is_offline() {
        return Err(Raise::new(
            "sqlalchemy.exc.NoInspectionAvailable",
            "A run that only writes SQL has no database to inspect",
        ));
    }
    let asked = arguments.get("question").as_str().unwrap_or_default();
    let question = question(asked).ok_or_else(|| {
        Raise::new(
            "NotImplementedError",
            format!("limbeck does not know the inspection of {asked}"),
        )
    })?;
    let schemas = match arguments.get("schema").as_str() {
        None => SchemaScope::Default,
        // `get_enums("*")` of PostgreSQL.
        Some("*") if question == CatalogQuestion::Enums => SchemaScope::All,
        Some(schema) => SchemaScope::Only(schema.to_owned()),
    };
    let table = arguments.get("table");
    let query = dialect.catalog().query(question, &schemas, table.as_str());
    let Some(query) = query else {
        return Ok(Tree::List(Vec::new()));
    };
    let mut result = sink
        .query(SqlStatement::Verbatim(query), origin)
        .map_err(sink_exception)?;
    // What follows is for whoever reads whole schemas.
    let count = question.columns().len();
    result.columns.truncate(count);
    for row in &mut result.rows {
        row.truncate(count);
    }
    let types: Vec<usize> = result
        .columns
        .iter()
        .enumerate()
        .filter(|(_, name)| question == CatalogQuestion::Columns && *name == "type")
        .map(|(place, _)| place)
        .collect();
    let answer = result_tree(result);
    let Some(rows) = answer.get("rows").as_list() else {
        return Ok(Tree::List(Vec::new()));
    };
    Ok(Tree::List(
        rows.iter()
            .map(|row| with_types(dialect, row, &types))
            .collect(),
    ))
}

fn question(name: &str) -> Option<CatalogQuestion> {
    Some(match name {
        "default_schema" => CatalogQuestion::DefaultSchema,
        "schemas" => CatalogQuestion::Schemas,
        "relations" => CatalogQuestion::Relations,
        "columns" => CatalogQuestion::Columns,
        "constraints" => CatalogQuestion::Constraints,
        "indexes" => CatalogQuestion::Indexes,
        "enums" => CatalogQuestion::Enums,
        "sequences" => CatalogQuestion::Sequences,
        _ => return None,
    })
}

fn with_types(dialect: &dyn Dialect, row: &Tree, types: &[usize]) -> Tree {
    let values = row.as_list().unwrap_or_default().iter().enumerate();
    Tree::List(
        values
            .map(|(place, value)| match value.as_str() {
                Some(text) if types.contains(&place) => Tree::Dict(vec![
                    (Tree::from("text"), Tree::from(text)),
                    (
                        Tree::from("type"),
                        dialect
                            .catalog()
                            .column_type(text)
                            .as_ref()
                            .map_or(Tree::None, described),
                    ),
                ]),
                _ => value.clone(),
            })
            .collect(),
    )
}

/// A reflected type as its class, its dialect and its arguments; `None` for one that reflection
/// does not return.
fn described(data_type: &SqlType) -> Tree {
    match data_type {
        SqlType::Named(NamedType {
            dialect,
            name,
            arguments,
        }) => {
            let arguments = arguments
                .iter()
                .filter_map(|(keyword, value)| Some((Tree::from(keyword.as_str()), plain(value)?)))
                .collect();
            description(dialect.as_deref(), name, arguments)
        }
        SqlType::Array(ArrayType { item, dialect, .. }) => description(
            dialect.as_deref(),
            "ARRAY",
            vec![(Tree::from("item_type"), described(item))],
        ),
        SqlType::Enum(data_type) => {
            let labels = data_type.values.iter().map(String::as_str).map(Tree::from);
            let mut arguments = vec![(Tree::from("values"), Tree::List(labels.collect()))];
            if let Some(collation) = data_type.collation.as_deref() {
                arguments.push((Tree::from("collation"), Tree::from(collation)));
            }
            for (keyword, value) in &data_type.arguments {
                arguments.extend(plain(value).map(|value| (Tree::from(keyword.as_str()), value)));
            }
            description(data_type.dialect.as_deref(), "ENUM", arguments)
        }
        _ => Tree::None,
    }
}

fn description(dialect: Option<&str>, name: &str, arguments: Vec<(Tree, Tree)>) -> Tree {
    Tree::Dict(vec![
        (Tree::from("class"), Tree::from(name)),
        (
            Tree::from("dialect"),
            dialect.map_or(Tree::None, Tree::from),
        ),
        (Tree::from("arguments"), Tree::Dict(arguments)),
    ])
}

fn plain(argument: &TypeArgument) -> Option<Tree> {
    match argument {
        TypeArgument::Literal(Literal::Boolean(value)) => Some(Tree::Bool(*value)),
        TypeArgument::Literal(Literal::Integer(value)) => Some(Tree::Int(*value)),
        TypeArgument::Literal(Literal::Text(text)) => Some(Tree::from(text.as_str())),
        TypeArgument::Literal(Literal::List(items)) => items
            .iter()
            .map(|item| plain(&TypeArgument::Literal(item.clone())))
            .collect::<Option<Vec<_>>>()
            .map(Tree::List),
        TypeArgument::Literal(_) | TypeArgument::Type(_) | TypeArgument::Expression(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_describe_their_items() {
        let Some(dialect) = limbeck_dialects::dialect("postgresql") else {
            panic!("no dialect");
        };
        let row = Tree::List(vec![Tree::from("x"), Tree::from("numeric(4,1)[]")]);
        let described = with_types(dialect, &row, &[1]);
        let values = described.as_list().unwrap_or_default();
        assert_eq!(values[0], Tree::from("x"));
        let array = values[1].get("type");
        assert_eq!(array.get("class").as_str(), Some("ARRAY"));
        let item = array.get("arguments").get("item_type");
        assert_eq!(item.get("class").as_str(), Some("NUMERIC"));
        assert_eq!(item.get("arguments").get("scale").as_int(), Some(1));
    }
}
