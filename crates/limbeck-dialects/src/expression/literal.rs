//! Values as SQL literals.

use limbeck_schema::{Literal, SqlType};

use super::DmlCompiler;
use crate::CompileError;

/// The literal of a value.
pub(super) fn render(
    compiler: &dyn DmlCompiler,
    value: &Literal,
    _data_type: &SqlType,
) -> Result<String, CompileError> {
    match value {
        Literal::Null => Ok("NULL".to_owned()),
        Literal::Boolean(value) => Ok(compiler.boolean(*value).to_owned()),
        Literal::Integer(value) => Ok(value.to_string()),
        Literal::Decimal(value) => Ok(value.clone()),
        Literal::Float(value) => Ok(format!("{value:?}")),
        Literal::Text(value) | Literal::Uuid(value) => Ok(quote(value)),
        other => Err(CompileError::Unsupported {
            message: format!("No literal value renderer is available for {other:?}"),
        }),
    }
}

/// A quoted string literal.
pub(super) fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
