//! `op.create_table`, `op.drop_table`, `op.rename_table`.

use limbeck_python::Tree;
use limbeck_schema::{
    Operation,
    operation::{CreateTable, DropTable, RenameTable},
};

use crate::python::lowering::{
    fields::{Lowered, flag},
    names::{identifier, qualified_name},
    table::table,
};

pub(super) fn create_table(arguments: &Tree) -> Lowered<Operation> {
    Ok(Operation::CreateTable(CreateTable {
        table: table(arguments.get("table"))?,
        if_not_exists: flag(arguments, "if_not_exists")?,
        naming_convention: None,
    }))
}

pub(super) fn drop_table(arguments: &Tree) -> Lowered<Operation> {
    Ok(Operation::DropTable(DropTable {
        table: qualified_name(arguments, "table_name")?,
        if_exists: flag(arguments, "if_exists")?,
        before: None,
        naming_convention: None,
    }))
}

pub(super) fn rename_table(arguments: &Tree) -> Lowered<Operation> {
    Ok(Operation::RenameTable(RenameTable {
        table: qualified_name(arguments, "old_table_name")?,
        new_name: identifier(arguments.get("new_table_name"))?,
    }))
}
