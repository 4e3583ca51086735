//! Elements of JSON documents.

use limbeck_schema::{
    SqlType,
    expression::{
        BinaryExpression,
        typing::{Affinity, affinity},
    },
};

use crate::{
    expression::{Place, Sql, SqlCompiler},
    types::Arguments,
};

/// An element: a document again, or a value of the type that it is read as, the document `null`
/// being NULL (`_render_json_extract_from_binary()`).
pub(super) fn item(
    compiler: &mut SqlCompiler<'_>,
    expression: &BinaryExpression,
    place: Place,
) -> Sql {
    let left = compiler.expression(&expression.left, place)?;
    let right = compiler.expression(&expression.right, place)?;
    let extract = format!("JSON_EXTRACT({left}, {right})");
    let data_type = &expression.data_type;
    let value = match affinity(data_type) {
        Affinity::Json => return Ok(extract),
        Affinity::Integer => format!("ELSE CAST({extract} AS SIGNED INTEGER)"),
        Affinity::Numeric | Affinity::Float => match digits(data_type) {
            Some((precision, scale)) => {
                format!("ELSE CAST({extract} AS DECIMAL({precision}, {scale}))")
            }
            None => format!("ELSE {extract}+0.0000000000000000000000"),
        },
        Affinity::Boolean => "WHEN true THEN true ELSE false".to_owned(),
        Affinity::String => format!("ELSE JSON_UNQUOTE({extract})"),
        _ => format!("ELSE {extract}"),
    };
    Ok(format!("CASE {extract} WHEN 'null' THEN NULL {value} END"))
}

/// The digits of a number whose type tells both.
fn digits(data_type: &SqlType) -> Option<(i64, i64)> {
    match data_type {
        SqlType::Numeric { precision, scale } => precision.zip(*scale),
        SqlType::Named(named) => named.integer("precision").zip(named.integer("scale")),
        _ => None,
    }
}
