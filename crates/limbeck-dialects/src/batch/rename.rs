//! Columns that are renamed in place before the copy.

use limbeck_schema::{
    Constraint, Identifier, IndexElement, Operation, OptionValue, ServerDefault,
    operation::{AlterColumn, BatchAlterTable},
};

use super::{
    existing::{ExistingIndex, ExistingTable},
    statements::expression_mentions,
    words::{mentions, same_name},
};
use crate::{Compilation, CompileError, ddl, ddl::Context};

/// What has to happen before a table can be read and copied.
///
/// A trigger, a view, a condition or a foreign key of another table that mentions a column must
/// follow when the column gets another name, and only the database can tell which of its words
/// are that column.
#[derive(Clone, Debug, PartialEq)]
pub struct RenameFirst {
    /// The statements.
    pub statements: Vec<String>,
    /// The rest of the batch, for the table as it is then; `None` if nothing is left of it.
    pub batch: Option<Box<BatchAlterTable>>,
}

/// The columns that the batch renames and that something else mentions, renamed in place.
pub(crate) fn rename_first(
    cx: &Context<'_>,
    batch: &BatchAlterTable,
    existing: &ExistingTable,
) -> Result<Option<RenameFirst>, CompileError> {
    let mut renames: Vec<(&AlterColumn, &Identifier)> = Vec::new();
    for operation in &batch.operations {
        if let Operation::AlterColumn(alter) = operation
            && let Some(name) = &alter.new_name
            && alter.column.text != name.text
        {
            renames.push((alter, name));
        }
    }
    let matters = renames
        .iter()
        .any(|(alter, _)| is_mentioned(existing, alter.column.as_str()));
    if !matters || !can_follow_each_other(existing, &renames) {
        return Ok(None);
    }
    let mut compilation = Compilation::default();
    for (alter, name) in &renames {
        ddl::compile_operation(
            cx,
            &Operation::AlterColumn(Box::new(only_name(alter, name))),
            &mut compilation,
        )?;
    }
    let names: Vec<(String, Identifier)> = renames
        .iter()
        .map(|(alter, name)| (alter.column.text.clone(), (*name).clone()))
        .collect();
    let rest = renamed(batch, &names);
    let is_left = rest.recreate == limbeck_schema::operation::Recreate::Always
        || rest.operations.iter().any(|operation| !is_idle(operation));
    Ok(Some(RenameFirst {
        statements: compilation
            .take_statements()
            .into_iter()
            .map(|statement| statement.sql)
            .collect(),
        batch: is_left.then(|| Box::new(rest)),
    }))
}

fn only_name(alter: &AlterColumn, name: &Identifier) -> AlterColumn {
    AlterColumn {
        nullable: None,
        data_type: None,
        server_default: Default::default(),
        comment: Default::default(),
        autoincrement: None,
        existing_autoincrement: None,
        new_name: Some(name.clone()),
        ..alter.clone()
    }
}

/// Whether one statement after the other gives every column its new name.
fn can_follow_each_other(
    existing: &ExistingTable,
    renames: &[(&AlterColumn, &Identifier)],
) -> bool {
    let mut names: Vec<&str> = existing
        .table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    renames.iter().all(|(alter, new)| {
        let Some(place) = names.iter().position(|name| *name == alter.column.text) else {
            return false;
        };
        let is_free = names
            .iter()
            .enumerate()
            .all(|(other, name)| other == place || !same_name(name, new.as_str()));
        names[place] = new.as_str();
        is_free
    })
}

/// Whether something besides columns, keys and plain indexes mentions a column.
fn is_mentioned(existing: &ExistingTable, column: &str) -> bool {
    let in_text = existing
        .dependents
        .texts
        .iter()
        .any(|text| mentions(text, column));
    let from_elsewhere = existing
        .dependents
        .referred_columns
        .iter()
        .any(|name| same_name(name, column));
    let in_constraint = existing
        .constraints
        .iter()
        .any(|constraint| match constraint {
            Constraint::Check(check) => expression_mentions(&check.condition, column),
            Constraint::PrimaryKey(_)
            | Constraint::Unique(_)
            | Constraint::ForeignKey(_)
            | Constraint::Exclude(_) => false,
        });
    let in_column = existing.table.columns.iter().any(|other| {
        matches!(
            &other.server_default,
            Some(ServerDefault::Computed(computed))
                if expression_mentions(&computed.expression, column)
        )
    });
    let in_index = existing.indexes.iter().any(|index| match index {
        ExistingIndex::Verbatim { sql, .. } => mentions(sql, column),
        ExistingIndex::Described(index) => {
            let in_options = index.options.0.values().any(|value| match value {
                OptionValue::Expression(expression) => expression_mentions(expression, column),
                OptionValue::Literal(_) | OptionValue::List(_) | OptionValue::Map(_) => false,
            });
            in_options
                || index.elements.iter().any(|element| match element {
                    IndexElement::Column(_) => false,
                    IndexElement::Expression(expression) => expression_mentions(expression, column),
                })
        }
    });
    in_text || from_elsewhere || in_constraint || in_column || in_index
}

/// The batch for a table whose columns have their new names already.
fn renamed(batch: &BatchAlterTable, names: &[(String, Identifier)]) -> BatchAlterTable {
    let rename = |name: &mut Identifier| {
        if let Some((_, new)) = names.iter().find(|(old, _)| *old == name.text) {
            *name = new.clone();
        }
    };
    let rename_text = |name: &mut String| {
        if let Some((_, new)) = names.iter().find(|(old, _)| old == name) {
            name.clone_from(&new.text);
        }
    };
    let mut batch = batch.clone();
    for operation in &mut batch.operations {
        match operation {
            Operation::AlterColumn(alter) => {
                alter.new_name = None;
                rename(&mut alter.column);
            }
            Operation::DropColumn(drop) => rename(&mut drop.column),
            Operation::AddColumn(add) => {
                add.insert_before.as_mut().map(rename);
                add.insert_after.as_mut().map(rename);
            }
            Operation::AddConstraint(add) => rename_constraint(&mut add.constraint, &rename),
            Operation::CreateIndex(create) => {
                for element in &mut create.index.elements {
                    if let IndexElement::Column(name) = element {
                        rename(name);
                    }
                }
            }
            // They name no column.
            Operation::CreateTable(_)
            | Operation::DropTable(_)
            | Operation::RenameTable(_)
            | Operation::CreateTableComment(_)
            | Operation::DropTableComment(_)
            | Operation::DropIndex(_)
            | Operation::DropConstraint(_)
            | Operation::BulkInsert(_)
            | Operation::Execute(_)
            | Operation::BatchAlterTable(_)
            | Operation::CreateSchema(_)
            | Operation::DropSchema(_)
            | Operation::CreateSequence(_)
            | Operation::DropSequence(_)
            | Operation::CreateEnum(_)
            | Operation::DropEnum(_)
            | Operation::CreateDomain(_)
            | Operation::DropDomain(_)
            | Operation::AlterSequence(_)
            | Operation::AlterEnum(_)
            | Operation::CreateObject(_)
            | Operation::DropObject(_)
            | Operation::ReplaceObject(_) => {}
        }
    }
    batch
        .partial_reordering
        .iter_mut()
        .flatten()
        .for_each(rename_text);
    if let Some(columns) = &mut batch.reflection.include_columns {
        columns.iter_mut().for_each(rename_text);
    }
    for column in batch
        .reflection
        .columns
        .iter_mut()
        .chain(&mut batch.reflection.items.columns)
    {
        rename(&mut column.name);
    }
    for constraint in batch
        .reflection
        .items
        .constraints
        .iter_mut()
        .chain(&mut batch.table_args.constraints)
    {
        rename_constraint(constraint, &rename);
    }
    batch
}

fn rename_constraint(constraint: &mut Constraint, rename: &impl Fn(&mut Identifier)) {
    match constraint {
        Constraint::PrimaryKey(key) => key.columns.iter_mut().for_each(rename),
        Constraint::Unique(unique) => unique.columns.iter_mut().for_each(rename),
        Constraint::ForeignKey(key) => key.columns.iter_mut().for_each(rename),
        Constraint::Check(_) | Constraint::Exclude(_) => {}
    }
}

/// Whether an operation of a batch that has its new names already does nothing any more.
fn is_idle(operation: &Operation) -> bool {
    let Operation::AlterColumn(alter) = operation else {
        return false;
    };
    alter.nullable.is_none()
        && alter.data_type.is_none()
        && alter.server_default.is_keep()
        && alter.comment.is_keep()
        && alter.autoincrement.is_none()
}
