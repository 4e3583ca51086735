//! Statements as text: SELECT, INSERT, UPDATE, DELETE.

use limbeck_schema::Expression;
use limbeck_schema::operation::{BulkInsert, SqlStatement};

use crate::{CompileError, CompileOptions, Dialect, expression};

/// The SQL of a statement, without terminator.
///
/// # Errors
/// [`CompileError`] if the dialect has no words for it.
pub fn compile_statement(
    dialect: &dyn Dialect,
    statement: &SqlStatement,
    options: &CompileOptions,
) -> Result<String, CompileError> {
    match statement {
        SqlStatement::Text(clause) => {
            expression::compile_expression(dialect, &Expression::Text(clause.clone()), options)
        }
        SqlStatement::Verbatim(sql) => Ok(sql.clone()),
        SqlStatement::Expression(statement) => {
            expression::compile_expression(dialect, statement, options)
        }
    }
}

/// The statements of `op.bulk_insert`.
///
/// # Errors
/// [`CompileError`] if a value has no literal.
pub fn compile_bulk_insert(
    _dialect: &dyn Dialect,
    insert: &BulkInsert,
    _options: &CompileOptions,
) -> Result<Vec<String>, CompileError> {
    if insert.rows.is_empty() {
        return Ok(Vec::new());
    }
    Err(CompileError::Unsupported {
        message: "bulk_insert is not compiled yet".to_owned(),
    })
}
