//! `with op.batch_alter_table(...)`.

use limbeck_python::{Raise, Tree};
use limbeck_schema::{
    NamingConvention, Operation,
    operation::{BatchAlterTable, Recreate},
};

use crate::python::lowering::{
    constraint::constraint,
    fields::{Lowered, each, optional, unexpected},
    names::qualified_name,
    options::options,
    table::table,
};

pub(super) fn batch_alter_table(arguments: &Tree) -> Lowered<Operation> {
    if !arguments
        .get("reflect_args")
        .as_list()
        .unwrap_or_default()
        .is_empty()
    {
        return Err(Raise::new(
            "NotImplementedError",
            "limbeck does not have reflect_args of batch_alter_table()",
        ));
    }
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
        table_args: each(arguments, "table_args", constraint)?,
        table_options: options(arguments, "table_kwargs")?,
        naming_convention: optional(arguments, "naming_convention", naming_convention)?,
        partial_reordering: each(arguments, "partial_reordering", |names| {
            let names = names.as_list().unwrap_or_default().iter();
            names
                .map(|name| {
                    name.as_str()
                        .map(str::to_owned)
                        .ok_or_else(|| unexpected("a column's name", name))
                })
                .collect()
        })?,
    }))
}

/// Kinds of constraints (`uq`, ...) and their templates.
fn naming_convention(tree: &Tree) -> Lowered<NamingConvention> {
    let pairs = tree.as_dict().unwrap_or_default().iter();
    Ok(NamingConvention {
        templates: pairs
            .filter_map(|(kind, template)| {
                Some((kind.as_str()?.to_owned(), template.as_str()?.to_owned()))
            })
            .collect(),
    })
}
