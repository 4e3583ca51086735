//! SQL expressions as text.

pub(crate) mod binary;
mod compiler;
pub(crate) mod function;
mod hooks;
pub(crate) mod json;
pub(crate) mod literal;
pub(crate) mod names;
mod operators;
mod text;

use limbeck_schema::{Expression, Literal, SqlType};

pub use compiler::{Place, SqlCompiler};
pub use hooks::DmlCompiler;
pub(crate) use hooks::{Sql, conflict_elements};

use crate::{CompileError, CompileOptions, Dialect};

/// The SQL of an expression inside DDL: bound values are written as literals, and columns stand
/// without their table.
///
/// # Errors
/// [`CompileError`] if the dialect has no words for the expression, or no literal for a value.
pub fn compile_expression(
    dialect: &dyn Dialect,
    expression: &Expression,
    options: &CompileOptions,
) -> Result<String, CompileError> {
    let options = CompileOptions {
        literal_binds: true,
        offline: true,
        ..options.clone()
    };
    SqlCompiler::new(dialect, &options).expression(expression, Place::default().without_table())
}

/// The SQL of an expression outside of a statement, as `str(expression)` shows it: columns stand
/// with their table.
///
/// # Errors
/// [`CompileError`] if the dialect has no words for the expression, or no literal for a value.
pub fn compile_standalone(
    dialect: &dyn Dialect,
    expression: &Expression,
    options: &CompileOptions,
) -> Result<String, CompileError> {
    SqlCompiler::new(dialect, options).expression(expression, Place::default())
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
    dialect
        .dml()
        .literal(value, data_type.for_dialect(dialect.name()))
}
