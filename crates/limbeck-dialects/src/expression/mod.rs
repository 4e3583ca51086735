//! SQL expressions as text.

mod compiler;
mod literal;
mod text;

use limbeck_schema::{Expression, Literal, SqlType};

pub use compiler::DmlCompiler;

use crate::{CompileError, CompileOptions, Dialect};

/// The SQL of an expression, bound values written as literals.
///
/// # Errors
/// [`CompileError`] if the dialect has no words for the expression, or no literal for a value.
pub fn compile_expression(
    dialect: &dyn Dialect,
    expression: &Expression,
    options: &CompileOptions,
) -> Result<String, CompileError> {
    match expression {
        Expression::Text(clause) => text::compile(dialect, clause, options),
        Expression::Literal { value, data_type } => {
            let literal = literal(dialect, value, data_type)?;
            Ok(options.percent(&literal).into_owned())
        }
    }
}

/// A value as a literal of its type, as SQLAlchemy's literal processors write it.
///
/// Percent signs are left single; [`compile_expression`] doubles them where the options ask.
///
/// # Errors
/// [`CompileError`] if the value does not fit the type or has no literal form.
pub fn literal(
    dialect: &dyn Dialect,
    value: &Literal,
    data_type: &SqlType,
) -> Result<String, CompileError> {
    literal::render(dialect.dml(), value, data_type)
}
