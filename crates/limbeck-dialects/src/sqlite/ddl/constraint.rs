//! Constraints: ON CONFLICT, keys that stand in their column, foreign keys across databases.

use limbeck_schema::{
    Column, DialectOptions, ForeignKeyConstraint, Identifier, PrimaryKeyConstraint,
    UniqueConstraint,
};

use super::{super::NAME, column::has_inline_key};
use crate::{
    CompileError,
    ddl::{CheckClause, ConstraintContext, constraint, options::Options},
};

/// `PRIMARY KEY (...) ON CONFLICT ...`; nothing if the column says it.
pub(super) fn primary_key(
    context: &ConstraintContext<'_>,
    key: &PrimaryKeyConstraint,
) -> Result<Option<String>, CompileError> {
    let column = single_column(context, &key.columns);
    if let (Some(table), Some(column)) = (context.table, column)
        && has_inline_key(table, column)
    {
        return Ok(None);
    }
    let text = constraint::primary_key(context, key, "")?;
    Ok(Some(
        text + &on_conflict(&key.options, column, "on_conflict_primary_key"),
    ))
}

/// `UNIQUE (...) ON CONFLICT ...`.
pub(super) fn unique(
    context: &ConstraintContext<'_>,
    unique: &UniqueConstraint,
) -> Result<String, CompileError> {
    let column = single_column(context, &unique.columns);
    let text = constraint::unique(context, unique, "", "")?;
    Ok(text + &on_conflict(&unique.options, column, "on_conflict_unique"))
}

/// `CHECK (...) ON CONFLICT ...`.
pub(super) fn check(
    context: &ConstraintContext<'_>,
    check: &CheckClause<'_>,
) -> Result<String, CompileError> {
    let text = constraint::check(context, check)?;
    Ok(text + &on_conflict(check.options, None, ""))
}

/// A check behind its column, which has no `ON CONFLICT`.
pub(super) fn column_check(
    context: &ConstraintContext<'_>,
    check: &CheckClause<'_>,
) -> Result<String, CompileError> {
    if Options::new(check.options, NAME)
        .text("on_conflict")
        .is_some()
    {
        return Err(CompileError::Unsupported {
            message: "SQLite does not support on conflict clause for column check constraint"
                .to_owned(),
        });
    }
    constraint::check(context, check)
}

/// `FOREIGN KEY(...) REFERENCES ...`, the table without schema; nothing if it lies in another
/// database file.
pub(super) fn foreign_key(
    context: &ConstraintContext<'_>,
    key: &ForeignKeyConstraint,
) -> Result<Option<String>, CompileError> {
    if key.referred_table.schema != context.table_name.schema {
        return Ok(None);
    }
    let referred = context.cx.quote(&key.referred_table.name);
    constraint::foreign_key(context, key, &referred).map(Some)
}

/// The column of a constraint that has only one.
fn single_column<'a>(
    context: &ConstraintContext<'a>,
    columns: &[Identifier],
) -> Option<&'a Column> {
    match (context.table, columns) {
        (Some(table), [name]) => table.table.column(name),
        _ => None,
    }
}

/// ` ON CONFLICT ...` of the constraint, or of its only column.
fn on_conflict(options: &DialectOptions, column: Option<&Column>, keyword: &str) -> String {
    Options::new(options, NAME)
        .text("on_conflict")
        .or_else(|| Options::new(&column?.options, NAME).text(keyword))
        .map_or_else(String::new, |action| format!(" ON CONFLICT {action}"))
}
