//! CAST, which knows only a few types.

use limbeck_schema::{
    NamedType, SqlType,
    expression::{
        Cast,
        typing::{Affinity, affinity},
    },
};

use super::super::{NAME, Vendor, types::Attributes};
use crate::{
    expression::{Place, Sql, SqlCompiler},
    types::Arguments,
};

/// CAST, or only the value where there is no such cast (`MySQLCompiler.visit_cast()`).
pub(super) fn compile(
    vendor: Vendor,
    compiler: &mut SqlCompiler<'_>,
    cast: &Cast,
    place: Place,
) -> Sql {
    let data_type = cast.data_type.for_dialect(compiler.dialect().name());
    match target(vendor, compiler, data_type)? {
        Some(target) => {
            let element = compiler.expression(&cast.element, place)?;
            Ok(format!("CAST({element} AS {target})"))
        }
        None => {
            let name = compiler.data_type(data_type)?;
            compiler.warn(format!(
                "Datatype {name} does not support CAST on MySQL/MariaDb; the CAST will be skipped."
            ));
            compiler.expression(&cast.element.clone().grouped(), place)
        }
    }
}

/// The type after AS; `None` if there is no cast to it (`visit_typeclause()`).
fn target(
    vendor: Vendor,
    compiler: &SqlCompiler<'_>,
    data_type: &SqlType,
) -> Result<Option<String>, crate::CompileError> {
    let named = match data_type {
        SqlType::Named(named) => Some(named),
        _ => None,
    };
    let spelled = || compiler.data_type(data_type);
    Ok(match affinity(data_type) {
        Affinity::Integer => {
            let unsigned = named.is_some_and(|named| named.flag("unsigned"));
            Some(
                if unsigned {
                    "UNSIGNED INTEGER"
                } else {
                    "SIGNED INTEGER"
                }
                .to_owned(),
            )
        }
        Affinity::DateTime if named.is_some_and(|named| named.name == "TIMESTAMP") => {
            Some("DATETIME".to_owned())
        }
        Affinity::DateTime | Affinity::Date | Affinity::Time => Some(spelled()?),
        Affinity::Interval if named.is_none() => Some("DATETIME".to_owned()),
        Affinity::Numeric => Some(spelled()?.replace("NUMERIC", "DECIMAL")),
        Affinity::Float if vendor.casts_to_float(compiler.options) => Some(spelled()?),
        Affinity::String => characters(data_type, named),
        Affinity::Binary => Some("BINARY".to_owned()),
        Affinity::Json => Some("JSON".to_owned()),
        _ => None,
    })
}

/// A type of characters as CHAR; enums and sets cannot be cast to.
fn characters(data_type: &SqlType, named: Option<&NamedType>) -> Option<String> {
    let (length, attributes) = match (data_type, named) {
        (SqlType::Enum(data_type), _) if data_type.native => return None,
        (SqlType::Enum(data_type), _) => (data_type.length, Attributes::default()),
        (_, Some(named)) if named.name == "SET" => return None,
        (_, Some(named)) => {
            let own = named.dialect.as_deref() == Some(NAME);
            let is_char = named.name == "CHAR";
            let attributes = if own || is_char {
                Attributes::of(&named.arguments).without_national()
            } else {
                Attributes::default()
            };
            (named.integer("length"), attributes)
        }
        (
            SqlType::String { length, .. }
            | SqlType::Unicode { length, .. }
            | SqlType::Text { length, .. }
            | SqlType::UnicodeText { length, .. },
            None,
        ) => (*length, Attributes::default()),
        _ => (None, Attributes::default()),
    };
    let spelled = match length {
        Some(length) => format!("CHAR({length})"),
        None => "CHAR".to_owned(),
    };
    Some(attributes.extend(&spelled))
}
