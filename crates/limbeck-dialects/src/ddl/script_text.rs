//! Expressions as Alembic writes their SQL into scripts (`render_ddl_sql_expr()`).

use limbeck_schema::Expression;

use super::Context;
use crate::{CompileError, CompileOptions, Dialect};

/// The SQL of what an index orders by.
///
/// # Errors
/// [`CompileError`] if the dialect has no words for it.
pub fn index_expression(
    dialect: &dyn Dialect,
    expression: &Expression,
    options: &CompileOptions,
) -> Result<String, CompileError> {
    let cx = Context { dialect, options };
    dialect.ddl().index_expression(&cx, expression)
}

/// The SQL of a server default.
///
/// # Errors
/// [`CompileError`] if the dialect has no words for it.
pub fn default_expression(
    dialect: &dyn Dialect,
    expression: &Expression,
    options: &CompileOptions,
) -> Result<String, CompileError> {
    let cx = Context { dialect, options };
    let sql = cx.expression(expression)?;
    Ok(dialect.ddl().default_in_script(sql))
}
