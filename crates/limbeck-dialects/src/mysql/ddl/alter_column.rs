//! `op.alter_column`: MODIFY and CHANGE, which say everything about a column anew.

use limbeck_schema::{
    Autoincrement, ServerDefault,
    expression::typing::{Affinity, affinity},
    operation::AlterColumn,
};

use crate::{
    Compilation, CompileError,
    ddl::{Context, alter_column},
    types::base_type,
};

/// One statement for all changes (`MySQLImpl.alter_column()`).
pub(super) fn compile(
    cx: &Context<'_>,
    alter: &AlterColumn,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let existing_default = alter.existing_server_default.changed().flatten();
    let new_default = alter.server_default.changed();
    if is_generated(new_default.flatten()) || is_generated(existing_default) {
        return Err(refuse_generated(cx, alter, compilation));
    }
    let changes_more_than_default = alter.nullable.is_some()
        || alter.data_type.is_some()
        || alter.autoincrement.is_some()
        || !alter.comment.is_keep();
    let table = cx.alter_table(&alter.table);
    let column = cx.quote(&alter.column);
    if alter.new_name.is_some() || may_have_functional_default(alter) {
        let name = alter.new_name.as_ref().unwrap_or(&alter.column);
        let specification = specification(cx, alter)?;
        compilation.push(format!(
            "{table} CHANGE {column} {} {specification}",
            cx.quote(name)
        ));
    } else if changes_more_than_default {
        let specification = specification(cx, alter)?;
        compilation.push(format!("{table} MODIFY {column} {specification}"));
    } else if let Some(default) = new_default {
        let action = match (default, cx.server_default(default)?) {
            (None, _) => "DROP DEFAULT".to_owned(),
            (Some(_), Some(text)) => format!("SET DEFAULT {text}"),
            (Some(_), None) => return Err(no_text(alter)),
        };
        compilation.push(format!("{table} ALTER COLUMN {column} {action}"));
    }
    Ok(())
}

/// Type, nullability, counting, default and comment: what changes, and what is said to be there.
fn specification(cx: &Context<'_>, alter: &AlterColumn) -> Result<String, CompileError> {
    let data_type = alter
        .data_type
        .as_ref()
        .or(alter.existing_type.as_ref())
        .ok_or_else(|| CompileError::Command {
            message: "All MySQL CHANGE/MODIFY COLUMN operations require the existing type."
                .to_owned(),
        })?;
    let nullable = alter.nullable.or(alter.existing_nullable).unwrap_or(true);
    let mut text = format!(
        "{} {}",
        cx.data_type(data_type)?,
        if nullable { "NULL" } else { "NOT NULL" }
    );
    let counting = alter.autoincrement.or(alter.existing_autoincrement);
    if counting.is_some_and(|counting| counting != Autoincrement::Never) {
        text.push_str(" AUTO_INCREMENT");
    }
    let default = match alter.server_default.changed() {
        Some(default) => default,
        None => alter.existing_server_default.changed().flatten(),
    };
    if default.is_some() {
        let default = cx.server_default(default)?.ok_or_else(|| no_text(alter))?;
        text.push_str(&format!(" DEFAULT {default}"));
    }
    let comment = match alter.comment.changed() {
        Some(comment) => comment.map(String::as_str),
        None => alter.existing_comment.as_deref(),
    };
    if let Some(comment) = comment {
        text.push_str(&format!(" COMMENT {}", cx.string(comment)?));
    }
    Ok(text)
}

/// Whether the column holds moments and is not about to lose its default: only CHANGE takes a
/// function as their default (`_is_mysql_allowed_functional_default()`).
fn may_have_functional_default(alter: &AlterColumn) -> bool {
    let loses_default = alter.server_default.changed() == Some(None);
    let data_type = alter.data_type.as_ref().or(alter.existing_type.as_ref());
    !loses_default
        && data_type.is_some_and(|data_type| affinity(base_type(data_type)) == Affinity::DateTime)
}

fn is_generated(default: Option<&ServerDefault>) -> bool {
    matches!(
        default,
        Some(ServerDefault::Computed(_) | ServerDefault::Identity(_))
    )
}

/// Why a generated column cannot be altered.
fn refuse_generated(
    cx: &Context<'_>,
    alter: &AlterColumn,
    compilation: &mut Compilation,
) -> CompileError {
    if alter.nullable.is_none() && !alter.server_default.is_keep() {
        let only_default = AlterColumn {
            data_type: None,
            new_name: None,
            comment: limbeck_schema::Setting::Keep,
            autoincrement: None,
            existing_autoincrement: None,
            ..alter.clone()
        };
        if let Err(error) = alter_column::standard(cx, &only_default, compilation) {
            return error;
        }
    }
    CompileError::NotImplemented {
        message: "Individual alter column constructs not supported by MySQL".to_owned(),
    }
}

fn no_text(alter: &AlterColumn) -> CompileError {
    CompileError::Invalid {
        message: format!(
            "The server default of column '{}' has no SQL text; give a string or sa.text()",
            alter.column
        ),
    }
}
