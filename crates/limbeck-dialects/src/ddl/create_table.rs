//! `op.create_table`.

use limbeck_schema::{Constraint, operation::CreateTable};

use super::{
    Context, column, comments, constraint, create_index,
    table::{TableConstraint, TableContext},
};
use crate::{Compilation, CompileError};

/// The types that the table needs, CREATE TABLE, its indexes and comments.
pub(super) fn compile(
    cx: &Context<'_>,
    create: &CreateTable,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let table = TableContext::new(cx, &create.table)?;
    for column in &create.table.columns {
        cx.ddl().before_table(cx, &column.data_type, compilation)?;
    }
    let statement = statement(cx, &table, create.if_not_exists, compilation)?;
    compilation.push(statement);
    for index in table.indexes() {
        create_index::compile_index(cx, &index, false, compilation)?;
    }
    if cx.ddl().has_comments() {
        if let Some(comment) = &create.table.comment {
            compilation.push(comments::table(cx, &create.table.name, Some(comment))?);
        }
        for column in &create.table.columns {
            if let Some(comment) = &column.comment {
                compilation.push(comments::column(
                    cx,
                    &create.table.name,
                    &column.name,
                    comment,
                )?);
            }
        }
    }
    Ok(())
}

/// CREATE TABLE, with the line breaks and blanks of SQLAlchemy.
fn statement(
    cx: &Context<'_>,
    table: &TableContext<'_>,
    if_not_exists: bool,
    compilation: &mut Compilation,
) -> Result<String, CompileError> {
    let mut text = "\nCREATE ".to_owned();
    for prefix in &table.table.prefixes {
        text.push_str(prefix);
        text.push(' ');
    }
    text.push_str("TABLE ");
    if if_not_exists {
        text.push_str("IF NOT EXISTS ");
    }
    text.push_str(&cx.qualified(&table.table.name));
    text.push_str(" (");

    let mut lines = Vec::new();
    for column in table.table.columns.iter().filter(|column| !column.system) {
        let line = column::clause(cx, table, column, compilation)
            .map_err(|error| in_column(error, table, column.name.as_str()))?;
        lines.push(line);
    }
    for constraint in table.constraints() {
        if is_left_out(cx, &constraint) {
            continue;
        }
        lines.extend(constraint::table_constraint(*cx, table, &constraint)?);
    }
    for (index, line) in lines.iter().enumerate() {
        text.push_str(if index == 0 { "\n\t" } else { ", \n\t" });
        text.push_str(line);
    }
    text.push_str("\n)");
    text.push_str(&cx.ddl().table_options(cx, table.table)?);
    text.push_str("\n\n");
    Ok(text)
}

/// Whether a constraint is added later, by an ALTER of the script.
fn is_left_out(cx: &Context<'_>, constraint: &TableConstraint<'_>) -> bool {
    match constraint {
        TableConstraint::Plain(constraint) => match constraint.as_ref() {
            Constraint::ForeignKey(key) => key.use_alter && cx.ddl().constraint_refusal().is_none(),
            Constraint::PrimaryKey(_)
            | Constraint::Unique(_)
            | Constraint::Check(_)
            | Constraint::Exclude(_) => false,
        },
        TableConstraint::TypeCheck(_) => false,
    }
}

/// Says where in the table an error is, as SQLAlchemy does for its `CompileError`s.
fn in_column(error: CompileError, table: &TableContext<'_>, column: &str) -> CompileError {
    match error {
        CompileError::Unsupported { message } => CompileError::Unsupported {
            message: format!(
                "(in table '{}', column '{column}'): {message}",
                table.table.name.name
            ),
        },
        CompileError::NotImplemented { .. }
        | CompileError::Invalid { .. }
        | CompileError::Command { .. }
        | CompileError::InvalidRequest { .. }
        | CompileError::IdentifierTooLong { .. } => error,
    }
}
