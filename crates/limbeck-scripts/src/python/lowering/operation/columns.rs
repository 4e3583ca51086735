//! `op.add_column`, `op.drop_column`.

use limbeck_python::Tree;
use limbeck_schema::{
    Operation,
    operation::{AddColumn, DropColumn},
};

use crate::python::lowering::{
    column::column,
    fields::{Lowered, flag},
    names::{identifier, optional_identifier, qualified_name},
    options::options,
    types::optional_type,
};

pub(super) fn add_column(arguments: &Tree) -> Lowered<Operation> {
    Ok(Operation::AddColumn(Box::new(AddColumn {
        table: qualified_name(arguments, "table_name")?,
        column: column(arguments.get("column"))?,
        if_not_exists: flag(arguments, "if_not_exists")?,
        inline_references: flag(arguments, "inline_references")?,
        inline_primary_key: flag(arguments, "inline_primary_key")?,
        insert_before: optional_identifier(arguments, "insert_before")?,
        insert_after: optional_identifier(arguments, "insert_after")?,
    })))
}

pub(super) fn drop_column(arguments: &Tree) -> Lowered<Operation> {
    Ok(Operation::DropColumn(DropColumn {
        table: qualified_name(arguments, "table_name")?,
        column: identifier(arguments.get("column_name"))?,
        if_exists: flag(arguments, "if_exists")?,
        existing_type: optional_type(arguments, "existing_type")?,
        options: options(arguments, "options")?,
        before: None,
    }))
}
