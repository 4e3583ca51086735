//! DDL statements as objects: `sa.DDL`, `CreateTable(table)`, `table.create(bind)`, ...

use limbeck_python::{Raise, Tree};
use limbeck_schema::{
    Operation, Setting, Table,
    operation::{
        AddConstraint, AlterColumn, CreateIndex, CreateSchema, CreateSequence, CreateTable,
        CreateTableComment, DropConstraint, DropIndex, DropSchema, DropSequence, DropTable,
        DropTableComment,
    },
};

use super::types;
use crate::python::lowering::{
    column::{column, sequence},
    constraint::constraint,
    fields::{Lowered, flag, node_of, optional, optional_text},
    index::index,
    names::{identifier, naming_convention, qualified_name},
    table::table,
    types::sql_type,
};

/// What a DDL object stands for.
pub(crate) enum DdlStatement {
    /// SQL as it is.
    Text(String),
    /// An operation.
    Operation(Box<Operation>),
}

/// A DDL object on its own. A table's indexes and comments are statements of their own and not
/// part of it.
pub(crate) fn ddl(tree: &Tree) -> Lowered<DdlStatement> {
    let operation = match action(tree)? {
        "text" => {
            return Ok(DdlStatement::Text(
                optional_text(tree, "text")?.unwrap_or_default(),
            ));
        }
        "create_table" => Operation::CreateTable(CreateTable {
            table: without_companions(table(tree.get("element"))?),
            if_not_exists: flag(tree, "if_not_exists")?,
            naming_convention: optional(tree, "naming_convention", naming_convention)?,
        }),
        _ => whole(tree)?,
    };
    Ok(DdlStatement::Operation(Box::new(operation)))
}

/// A DDL object with everything that belongs to it, as `table.create(bind)` sends it.
pub(crate) fn whole(tree: &Tree) -> Lowered<Operation> {
    let if_exists = flag(tree, "if_exists")?;
    let if_not_exists = flag(tree, "if_not_exists")?;
    let naming_convention = optional(tree, "naming_convention", naming_convention)?;
    Ok(match action(tree)? {
        "create_table" => Operation::CreateTable(CreateTable {
            table: table(tree.get("element"))?,
            if_not_exists,
            naming_convention,
        }),
        "drop_table" => {
            let before = table(tree.get("element"))?;
            Operation::DropTable(DropTable {
                table: before.name.clone(),
                if_exists,
                before: Some(Box::new(before)),
                naming_convention,
            })
        }
        "create_index" => Operation::CreateIndex(CreateIndex {
            index: index(tree.get("element"))?,
            if_not_exists,
            naming_convention,
        }),
        "drop_index" => {
            let before = index(tree.get("element"))?;
            Operation::DropIndex(DropIndex {
                name: before.name.clone(),
                table: Some(before.table.clone()),
                schema: before.table.schema.clone(),
                if_exists,
                options: before.options.clone(),
                before: Some(Box::new(before)),
                naming_convention,
            })
        }
        "create_schema" => Operation::CreateSchema(CreateSchema {
            name: identifier(tree.get("name"))?,
            if_not_exists,
        }),
        "drop_schema" => Operation::DropSchema(DropSchema {
            name: identifier(tree.get("name"))?,
            cascade: flag(tree, "cascade")?,
            if_exists,
        }),
        "create_sequence" => Operation::CreateSequence(CreateSequence {
            sequence: sequence(sequence_node(tree))?,
            if_not_exists,
        }),
        "drop_sequence" => Operation::DropSequence(DropSequence {
            name: sequence(sequence_node(tree))?.name,
            if_exists,
            before: None,
        }),
        "create_type" => types::create(&sql_type(tree.get("type"))?, false)?
            .ok_or_else(|| unsupported("this type's CREATE"))?,
        "drop_type" => types::drop(&sql_type(tree.get("type"))?, false)?
            .ok_or_else(|| unsupported("this type's DROP"))?,
        "add_constraint" => Operation::AddConstraint(AddConstraint {
            table: qualified_name(tree, "table")?,
            constraint: constraint(tree.get("element"))?,
            naming_convention,
        }),
        "drop_constraint" => {
            if flag(tree, "cascade")? {
                return Err(unsupported("DropConstraint(cascade=True)"));
            }
            let before = constraint(tree.get("element"))?;
            Operation::DropConstraint(DropConstraint {
                table: qualified_name(tree, "table")?,
                name: before.name().clone(),
                kind: Some(before.kind()),
                if_exists,
                before: Some(Box::new(before)),
                naming_convention,
            })
        }
        "set_table_comment" => Operation::CreateTableComment(CreateTableComment {
            table: qualified_name(tree, "table")?,
            comment: optional_text(tree, "comment")?,
            existing_comment: None,
        }),
        "drop_table_comment" => Operation::DropTableComment(DropTableComment {
            table: qualified_name(tree, "table")?,
            existing_comment: optional_text(tree, "comment")?,
        }),
        "set_column_comment" => column_comment(tree, true)?,
        "drop_column_comment" => column_comment(tree, false)?,
        other => return Err(unsupported(other)),
    })
}

fn action(tree: &Tree) -> Lowered<&str> {
    Ok(node_of(tree, "ddl")?
        .get("action")
        .as_str()
        .unwrap_or_default())
}

/// A sequence stands under `sequence` or, as every other object, under `element`.
fn sequence_node(tree: &Tree) -> &Tree {
    match tree.get("sequence") {
        Tree::None => tree.get("element"),
        sequence => sequence,
    }
}

fn column_comment(tree: &Tree, set: bool) -> Lowered<Operation> {
    let column = column(tree.get("column"))?;
    let comment = optional_text(tree, "comment")?;
    Ok(Operation::AlterColumn(Box::new(AlterColumn {
        table: qualified_name(tree, "table")?,
        column: column.name,
        nullable: None,
        data_type: None,
        server_default: Setting::Keep,
        new_name: None,
        comment: match comment {
            Some(comment) if set => Setting::Set(comment),
            _ => Setting::Unset,
        },
        autoincrement: None,
        existing_type: Some(column.data_type),
        existing_server_default: Setting::Keep,
        existing_nullable: Some(column.nullable),
        existing_comment: None,
        existing_autoincrement: None,
        insert_before: None,
        insert_after: None,
        options: Default::default(),
    })))
}

fn without_companions(mut table: Table) -> Table {
    table.indexes.clear();
    table.comment = None;
    for column in &mut table.columns {
        column.index = false;
        column.comment = None;
    }
    table
}

fn unsupported(what: &str) -> Raise {
    Raise::new(
        "NotImplementedError",
        format!("limbeck does not have {what}; use op.execute() with the SQL"),
    )
}
