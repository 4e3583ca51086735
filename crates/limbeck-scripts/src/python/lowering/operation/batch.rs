//! `with op.batch_alter_table(...)`.

use limbeck_python::Tree;
use limbeck_schema::{
    Operation,
    operation::{BatchAlterTable, Recreate, Reflection, TableItems},
};

use crate::python::lowering::{
    column::column,
    constraint::constraint,
    fields::{Lowered, each, list, optional, unexpected},
    index::index,
    names::{naming_convention, qualified_name},
    options::options,
    table::table,
};

pub(super) fn batch_alter_table(arguments: &Tree) -> Lowered<Operation> {
    Ok(Operation::BatchAlterTable(BatchAlterTable {
        table: qualified_name(arguments, "table_name")?,
        operations: each(arguments, "operations", |call| {
            let node = call
                .as_node()
                .ok_or_else(|| unexpected("an operation", call))?;
            super::operation(&node.kind, call)
        })?,
        recreate: match arguments.get("recreate").as_str() {
            Some("always") => Recreate::Always,
            Some("never") => Recreate::Never,
            _ => Recreate::Auto,
        },
        copy_from: optional(arguments, "copy_from", table)?.map(Box::new),
        reflection: Reflection {
            items: items(arguments, "reflect_args")?,
            columns: each(arguments, "reflected_columns", column)?,
            include_columns: optional(arguments, "include_columns", |_| {
                each(arguments, "include_columns", column_name)
            })?,
        },
        table_args: items(arguments, "table_args")?,
        table_options: options(arguments, "table_kwargs")?,
        naming_convention: optional(arguments, "naming_convention", naming_convention)?,
        partial_reordering: each(arguments, "partial_reordering", |names| {
            let names = names.as_list().unwrap_or_default().iter();
            names.map(column_name).collect()
        })?,
    }))
}

fn column_name(name: &Tree) -> Lowered<String> {
    name.as_str()
        .map(str::to_owned)
        .ok_or_else(|| unexpected("a column's name", name))
}

/// Columns, constraints and indexes, in whatever order.
fn items(arguments: &Tree, name: &str) -> Lowered<TableItems> {
    let mut items = TableItems::default();
    for item in list(arguments, name)? {
        match item.as_node().map(|node| node.kind.as_str()) {
            Some("Column") => items.columns.push(column(item)?),
            Some("Index") => items.indexes.push(index(item)?),
            Some(_) | None => items.constraints.push(constraint(item)?),
        }
    }
    Ok(items)
}
