//! `op.alter_column`.

use limbeck_python::Tree;
use limbeck_schema::{Operation, Setting, operation::AlterColumn};

use crate::python::lowering::{
    column::autoincrement,
    fields::{Lowered, optional, optional_flag, optional_text, unexpected},
    names::{identifier, optional_identifier, qualified_name},
    options::options,
    server_default::server_default_setting,
    types::optional_type,
};

pub(super) fn alter_column(arguments: &Tree) -> Lowered<Operation> {
    Ok(Operation::AlterColumn(Box::new(AlterColumn {
        table: qualified_name(arguments, "table_name")?,
        column: identifier(arguments.get("column_name"))?,
        nullable: optional_flag(arguments, "nullable")?,
        data_type: optional_type(arguments, "type_")?,
        server_default: server_default_setting(arguments.get("server_default"))?,
        new_name: optional_identifier(arguments, "new_column_name")?,
        comment: comment(arguments.get("comment"))?,
        autoincrement: optional(arguments, "autoincrement", autoincrement)?,
        existing_type: optional_type(arguments, "existing_type")?,
        existing_server_default: server_default_setting(arguments.get("existing_server_default"))?,
        existing_nullable: optional_flag(arguments, "existing_nullable")?,
        existing_comment: optional_text(arguments, "existing_comment")?,
        existing_autoincrement: optional(arguments, "existing_autoincrement", autoincrement)?,
        insert_before: optional_identifier(arguments, "insert_before")?,
        insert_after: optional_identifier(arguments, "insert_after")?,
        options: options(arguments, "options")?,
    })))
}

/// `False` keeps the comment, `None` removes it.
fn comment(tree: &Tree) -> Lowered<Setting<String>> {
    Ok(match tree {
        Tree::Bool(false) => Setting::Keep,
        Tree::None => Setting::Unset,
        text => Setting::Set(
            text.as_str()
                .ok_or_else(|| unexpected("a string for comment", text))?
                .to_owned(),
        ),
    })
}
