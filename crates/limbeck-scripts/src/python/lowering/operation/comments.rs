//! `op.create_table_comment`, `op.drop_table_comment`.

use limbeck_python::Tree;
use limbeck_schema::{
    Operation,
    operation::{CreateTableComment, DropTableComment},
};

use crate::python::lowering::{
    fields::{Lowered, optional_text},
    names::qualified_name,
};

pub(super) fn create_table_comment(arguments: &Tree) -> Lowered<Operation> {
    Ok(Operation::CreateTableComment(CreateTableComment {
        table: qualified_name(arguments, "table_name")?,
        comment: optional_text(arguments, "comment")?,
        existing_comment: optional_text(arguments, "existing_comment")?,
    }))
}

pub(super) fn drop_table_comment(arguments: &Tree) -> Lowered<Operation> {
    Ok(Operation::DropTableComment(DropTableComment {
        table: qualified_name(arguments, "table_name")?,
        existing_comment: optional_text(arguments, "existing_comment")?,
    }))
}
