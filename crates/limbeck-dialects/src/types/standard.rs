//! The upper-case types of the SQL standard and those that most databases have.

use limbeck_schema::NamedType;

use super::{Arguments, TypeContext, cannot_render};
use crate::CompileError;

/// An upper-case type that `GenericTypeCompiler` knows.
///
/// # Errors
/// [`CompileError::Unsupported`] for any other.
pub(crate) fn named(
    context: TypeContext<'_>,
    data_type: &NamedType,
) -> Result<String, CompileError> {
    let types = context.dialect.types();
    Ok(match data_type.name.as_str() {
        "INTEGER" | "INT" => "INTEGER".to_owned(),
        "DOUBLE_PRECISION" => "DOUBLE PRECISION".to_owned(),
        name @ ("SMALLINT" | "BIGINT" | "BOOLEAN" | "REAL" | "DOUBLE" | "DATE" | "DATETIME"
        | "TIMESTAMP" | "CLOB" | "NCLOB" | "BLOB" | "UUID") => name.to_owned(),
        "TIME" => types.time(data_type.flag("timezone")),
        "FLOAT" => types.float(data_type.integer("precision")),
        name @ ("NUMERIC" | "DECIMAL") => exact(
            name,
            data_type.integer("precision"),
            data_type.integer("scale"),
        ),
        name @ ("CHAR" | "NCHAR" | "VARCHAR" | "NVARCHAR" | "TEXT") => string(
            context,
            name,
            data_type.integer("length"),
            data_type.text("collation"),
            data_type.text("collation_schema"),
        ),
        name @ ("BINARY" | "VARBINARY") => sized(name, data_type.integer("length")),
        name => return Err(cannot_render(context.dialect, name)),
    })
}

/// A type of characters with its length and collation.
pub(crate) fn string(
    context: TypeContext<'_>,
    name: &str,
    length: Option<i64>,
    collation: Option<&str>,
    collation_schema: Option<&str>,
) -> String {
    let mut text = sized(name, length);
    if let Some(collation) = collation.filter(|collation| !collation.is_empty()) {
        text.push_str(" COLLATE ");
        text.push_str(&self::collation(context, collation, collation_schema));
    }
    text
}

/// A collation with its schema.
pub(crate) fn collation(context: TypeContext<'_>, name: &str, schema: Option<&str>) -> String {
    let identifiers = context.dialect.identifiers();
    let name = identifiers.quote(&name.into(), context.options);
    match schema {
        Some(schema) => format!(
            "{}.{name}",
            identifiers.quote(&schema.into(), context.options)
        ),
        None => name,
    }
}

/// A type with its precision and scale.
pub(super) fn exact(name: &str, precision: Option<i64>, scale: Option<i64>) -> String {
    match (precision, scale) {
        (None, _) => name.to_owned(),
        (Some(precision), None) => format!("{name}({precision})"),
        (Some(precision), Some(scale)) => format!("{name}({precision}, {scale})"),
    }
}

/// A type with its length; none and zero are no length.
fn sized(name: &str, length: Option<i64>) -> String {
    match length {
        None | Some(0) => name.to_owned(),
        Some(length) => format!("{name}({length})"),
    }
}
