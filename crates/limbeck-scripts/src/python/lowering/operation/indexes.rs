//! `op.create_index`, `op.drop_index`.

use limbeck_python::Tree;
use limbeck_schema::{
    Operation, QualifiedName,
    operation::{CreateIndex, DropIndex},
};

use super::repeated::refuse_in_index;
use crate::python::lowering::{
    fields::{Lowered, flag},
    index::index,
    names::{constraint_name, optional_identifier},
    options::options,
};

pub(super) fn create_index(arguments: &Tree) -> Lowered<Operation> {
    let index = index(arguments.get("index"))?;
    refuse_in_index(&index)?;
    Ok(Operation::CreateIndex(CreateIndex {
        index,
        if_not_exists: flag(arguments, "if_not_exists")?,
        naming_convention: None,
    }))
}

pub(super) fn drop_index(arguments: &Tree) -> Lowered<Operation> {
    let schema = optional_identifier(arguments, "schema")?;
    Ok(Operation::DropIndex(DropIndex {
        name: constraint_name(arguments.get("index_name"))?,
        table: optional_identifier(arguments, "table_name")?
            .map(|name| QualifiedName::in_schema(schema.clone(), name)),
        schema,
        if_exists: flag(arguments, "if_exists")?,
        options: options(arguments, "options")?,
        before: None,
        naming_convention: None,
    }))
}
