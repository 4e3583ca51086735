//! `op.create_primary_key`, `op.create_unique_constraint`, ..., `op.drop_constraint`.

use limbeck_python::Tree;
use limbeck_schema::{
    Operation,
    operation::{AddConstraint, DropConstraint},
};

use super::repeated::refuse_in_constraint;
use crate::python::lowering::{
    constraint::{constraint, constraint_kind},
    fields::{Lowered, flag},
    names::{constraint_name, qualified_name},
};

pub(super) fn add_constraint(arguments: &Tree) -> Lowered<Operation> {
    let table = qualified_name(arguments, "table_name")?;
    let constraint = constraint(arguments.get("constraint"))?;
    refuse_in_constraint(&table, &constraint)?;
    Ok(Operation::AddConstraint(AddConstraint {
        table,
        constraint,
        naming_convention: None,
    }))
}

pub(super) fn drop_constraint(arguments: &Tree) -> Lowered<Operation> {
    Ok(Operation::DropConstraint(DropConstraint {
        table: qualified_name(arguments, "table_name")?,
        name: constraint_name(arguments.get("constraint_name"))?,
        kind: constraint_kind(arguments.get("type_"))?,
        if_exists: flag(arguments, "if_exists")?,
        before: None,
        naming_convention: None,
    }))
}
