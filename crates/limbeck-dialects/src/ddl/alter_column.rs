//! `op.alter_column`.

use limbeck_schema::{Identity, ServerDefault, operation::AlterColumn};

use super::{Context, add_constraint, drop_constraint, type_check::TypeCheck};
use crate::{Compilation, CompileError};

/// What changes, each in a statement of its own; the name last.
pub(super) fn compile(
    cx: &Context<'_>,
    alter: &AlterColumn,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    if let (Some(existing), Some(_)) = (&alter.existing_type, &alter.data_type) {
        if let Some(check) = TypeCheck::new(&alter.column, existing) {
            drop_constraint::compile_type_check(cx, &alter.table, check, compilation)?;
        }
    }
    cx.ddl().alter_column(cx, alter, compilation)?;
    if let Some(data_type) = &alter.data_type {
        if let Some(check) = TypeCheck::new(&alter.column, data_type) {
            add_constraint::compile_type_check(cx, &alter.table, check, compilation)?;
        }
    }
    Ok(())
}

/// The changes in the order of Alembic's `DefaultImpl.alter_column()`.
pub(crate) fn standard(
    cx: &Context<'_>,
    alter: &AlterColumn,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    nullability_and_default(cx, alter, compilation)?;
    if let Some(data_type) = &alter.data_type {
        compilation.push(format!(
            "{} TYPE {}",
            beginning(cx, alter),
            cx.data_type(data_type)?
        ));
    }
    comment_and_name(cx, alter, compilation)
}

/// `SET NOT NULL`, `SET DEFAULT` and their opposites.
pub(crate) fn nullability_and_default(
    cx: &Context<'_>,
    alter: &AlterColumn,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    if alter.autoincrement.is_some() || alter.existing_autoincrement.is_some() {
        compilation.warn("autoincrement and existing_autoincrement only make sense for MySQL");
    }
    if let Some(nullable) = alter.nullable {
        let word = if nullable { "DROP" } else { "SET" };
        compilation.push(format!("{} {word} NOT NULL", beginning(cx, alter)));
    }
    if let Some(default) = alter.server_default.changed() {
        compilation.push(server_default(cx, alter, default)?);
    }
    Ok(())
}

/// The comment, and the new name.
pub(crate) fn comment_and_name(
    cx: &Context<'_>,
    alter: &AlterColumn,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    if let Some(comment) = alter.comment.changed() {
        compilation.push(cx.ddl().column_comment(
            cx,
            &alter.table,
            &alter.column,
            comment.map(String::as_str),
        )?);
    }
    if let Some(name) = &alter.new_name {
        compilation.push(format!(
            "{} {} {} TO {}",
            cx.alter_table(&alter.table),
            cx.ddl().rename_column(),
            cx.quote(&alter.column),
            cx.quote(name)
        ));
    }
    Ok(())
}

/// `ALTER TABLE ... ALTER COLUMN ...`.
pub(crate) fn beginning(cx: &Context<'_>, alter: &AlterColumn) -> String {
    format!(
        "{} ALTER COLUMN {}",
        cx.alter_table(&alter.table),
        cx.quote(&alter.column)
    )
}

/// A new default, or none.
fn server_default(
    cx: &Context<'_>,
    alter: &AlterColumn,
    default: Option<&ServerDefault>,
) -> Result<String, CompileError> {
    let existing = alter.existing_server_default.changed().flatten();
    if is_computed(default) || is_computed(existing) {
        return Err(CompileError::Unsupported {
            message: "Adding or removing a \"computed\" construct, e.g. GENERATED ALWAYS AS, to \
                      or from an existing column is not supported."
                .to_owned(),
        });
    }
    if identity(default).is_some() || identity(existing).is_some() {
        return alter_identity(cx, alter, default, existing);
    }
    match (default, cx.server_default(default)?) {
        (None, _) => Ok(format!("{} DROP DEFAULT", beginning(cx, alter))),
        (Some(_), Some(text)) => Ok(format!("{} SET DEFAULT {text}", beginning(cx, alter))),
        (Some(_), None) => Err(CompileError::Invalid {
            message: format!(
                "The server default of column '{}' has no SQL text; give a string or sa.text()",
                alter.column
            ),
        }),
    }
}

/// A change to, from or of an identity; any other default cannot take part in it.
fn alter_identity(
    cx: &Context<'_>,
    alter: &AlterColumn,
    default: Option<&ServerDefault>,
    existing: Option<&ServerDefault>,
) -> Result<String, CompileError> {
    let is_other =
        |default: Option<&ServerDefault>| default.is_some() && identity(default).is_none();
    if is_other(default) || is_other(existing) {
        return Err(CompileError::Unsupported {
            message: format!(
                "Column '{}' cannot change between an identity and another server default in one \
                 step; drop the one first, then set the other",
                alter.column
            ),
        });
    }
    cx.ddl()
        .alter_identity(cx, alter, identity(default), identity(existing))
}

fn is_computed(default: Option<&ServerDefault>) -> bool {
    matches!(default, Some(ServerDefault::Computed(_)))
}

fn identity(default: Option<&ServerDefault>) -> Option<&Identity> {
    match default {
        Some(ServerDefault::Identity(identity)) => Some(identity),
        _ => None,
    }
}
