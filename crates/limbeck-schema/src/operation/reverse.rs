//! The operation that undoes an operation, as `MigrateOperation.reverse()`.

use super::*;
use crate::{Index, Setting};

/// An operation whose inverse is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Irreversible {
    /// Why, in the words of Alembic where it has any.
    pub reason: String,
}

impl Irreversible {
    fn new(reason: &str) -> Self {
        Self {
            reason: reason.to_owned(),
        }
    }
}

impl Operation {
    /// The operation that brings back the state before this one.
    ///
    /// # Errors
    /// [`Irreversible`] if what was there before is not known, or cannot be known.
    pub fn reverse(&self) -> Result<Operation, Irreversible> {
        match self {
            Operation::CreateTable(create) => Ok(Operation::DropTable(DropTable {
                table: create.table.name.clone(),
                if_exists: create.if_not_exists,
                before: Some(Box::new(create.table.clone())),
                naming_convention: create.naming_convention.clone(),
            })),
            Operation::DropTable(drop) => {
                let before = drop.before.as_deref().ok_or_else(|| {
                    Irreversible::new("the dropped table's columns are not known")
                })?;
                Ok(Operation::CreateTable(CreateTable {
                    table: before.clone(),
                    if_not_exists: drop.if_exists,
                    naming_convention: drop.naming_convention.clone(),
                }))
            }
            Operation::RenameTable(rename) => Ok(Operation::RenameTable(RenameTable {
                table: crate::QualifiedName {
                    schema: rename.table.schema.clone(),
                    name: rename.new_name.clone(),
                },
                new_name: rename.table.name.clone(),
            })),
            Operation::CreateTableComment(create) => Ok(match &create.existing_comment {
                None => Operation::DropTableComment(DropTableComment {
                    table: create.table.clone(),
                    existing_comment: create.comment.clone(),
                }),
                Some(existing) => Operation::CreateTableComment(CreateTableComment {
                    table: create.table.clone(),
                    comment: Some(existing.clone()),
                    existing_comment: create.comment.clone(),
                }),
            }),
            Operation::DropTableComment(drop) => {
                Ok(Operation::CreateTableComment(CreateTableComment {
                    table: drop.table.clone(),
                    comment: drop.existing_comment.clone(),
                    existing_comment: None,
                }))
            }
            Operation::AddColumn(add) => Ok(Operation::DropColumn(DropColumn {
                table: add.table.clone(),
                column: add.column.name.clone(),
                if_exists: add.if_not_exists,
                existing_type: None,
                options: Default::default(),
                before: Some(Box::new(add.column.clone())),
            })),
            Operation::DropColumn(drop) => {
                let before = drop.before.as_deref().ok_or_else(|| {
                    Irreversible::new("operation is not reversible; original column is not present")
                })?;
                Ok(Operation::AddColumn(Box::new(AddColumn {
                    table: drop.table.clone(),
                    column: before.clone(),
                    if_not_exists: drop.if_exists,
                    inline_references: false,
                    inline_primary_key: false,
                    insert_before: None,
                    insert_after: None,
                })))
            }
            Operation::AlterColumn(alter) => Ok(Operation::AlterColumn(Box::new(
                reverse_alter_column(alter)?,
            ))),
            Operation::CreateIndex(create) => Ok(Operation::DropIndex(DropIndex {
                name: create.index.name.clone(),
                table: Some(create.index.table.clone()),
                schema: create.index.table.schema.clone(),
                if_exists: create.if_not_exists,
                options: create.index.options.clone(),
                before: Some(Box::new(create.index.clone())),
                naming_convention: create.naming_convention.clone(),
            })),
            Operation::DropIndex(drop) => {
                let before: &Index = drop
                    .before
                    .as_deref()
                    .ok_or_else(|| Irreversible::new("the dropped index is not known"))?;
                Ok(Operation::CreateIndex(CreateIndex {
                    index: before.clone(),
                    if_not_exists: drop.if_exists,
                    naming_convention: drop.naming_convention.clone(),
                }))
            }
            Operation::AddConstraint(add) => Ok(Operation::DropConstraint(DropConstraint {
                table: add.table.clone(),
                name: add.constraint.name().clone(),
                kind: Some(add.constraint.kind()),
                if_exists: false,
                before: Some(Box::new(add.constraint.clone())),
                naming_convention: add.naming_convention.clone(),
            })),
            Operation::DropConstraint(drop) => {
                let before = drop.before.as_deref().ok_or_else(|| {
                    Irreversible::new(
                        "operation is not reversible; original constraint is not present",
                    )
                })?;
                Ok(Operation::AddConstraint(AddConstraint {
                    table: drop.table.clone(),
                    constraint: before.clone(),
                    naming_convention: drop.naming_convention.clone(),
                }))
            }
            Operation::BulkInsert(_) => Err(Irreversible::new("inserted rows are not tracked")),
            Operation::Execute(_) => Err(Irreversible::new("SQL has no inverse")),
            Operation::BatchAlterTable(batch) => {
                let operations = batch
                    .operations
                    .iter()
                    .rev()
                    .map(Operation::reverse)
                    .collect::<Result<_, _>>()?;
                Ok(Operation::BatchAlterTable(BatchAlterTable {
                    operations,
                    copy_from: None,
                    ..batch.clone()
                }))
            }
            Operation::CreateSchema(create) => Ok(Operation::DropSchema(DropSchema {
                name: create.name.clone(),
                cascade: false,
                if_exists: create.if_not_exists,
            })),
            Operation::DropSchema(drop) => Ok(Operation::CreateSchema(CreateSchema {
                name: drop.name.clone(),
                if_not_exists: drop.if_exists,
            })),
            Operation::CreateSequence(create) => Ok(Operation::DropSequence(DropSequence {
                name: create.sequence.name.clone(),
                if_exists: create.if_not_exists,
                before: Some(Box::new(create.sequence.clone())),
            })),
            Operation::DropSequence(drop) => {
                let before = drop.before.as_deref().ok_or_else(|| {
                    Irreversible::new("the dropped sequence's options are not known")
                })?;
                Ok(Operation::CreateSequence(CreateSequence {
                    sequence: before.clone(),
                    if_not_exists: drop.if_exists,
                }))
            }
            Operation::AlterSequence(alter) => {
                Ok(Operation::AlterSequence(Box::new(AlterSequence {
                    before: alter.after.clone(),
                    after: alter.before.clone(),
                })))
            }
            Operation::CreateEnum(create) => {
                let name = create
                    .data_type
                    .name
                    .clone()
                    .ok_or_else(|| Irreversible::new("the enum type has no name"))?;
                Ok(Operation::DropEnum(DropEnum {
                    name: crate::QualifiedName::in_schema(create.data_type.schema.clone(), name),
                    dialect: create.data_type.dialect.clone(),
                    check_first: create.check_first,
                    before: Some(create.data_type.clone()),
                }))
            }
            Operation::DropEnum(drop) => {
                let before = drop
                    .before
                    .clone()
                    .ok_or_else(|| Irreversible::new("the dropped enum's labels are not known"))?;
                Ok(Operation::CreateEnum(CreateEnum {
                    data_type: before,
                    check_first: drop.check_first,
                }))
            }
            Operation::AlterEnum(alter) => Ok(Operation::AlterEnum(Box::new(AlterEnum {
                before: alter.after.clone(),
                after: alter.before.clone(),
                columns: alter.columns.clone(),
            }))),
            Operation::CreateObject(create) => Ok(Operation::DropObject(DropObject {
                object: create.object.clone(),
            })),
            Operation::DropObject(drop) => Ok(Operation::CreateObject(CreateObject {
                object: drop.object.clone(),
            })),
            Operation::ReplaceObject(replace) => {
                Ok(Operation::ReplaceObject(Box::new(ReplaceObject {
                    before: replace.after.clone(),
                    after: replace.before.clone(),
                })))
            }
            Operation::CreateDomain(create) => Ok(Operation::DropDomain(DropDomain {
                name: create.name.clone(),
                check_first: create.check_first,
                before: Some(create.data_type.clone()),
            })),
            Operation::DropDomain(drop) => {
                let before = drop
                    .before
                    .clone()
                    .ok_or_else(|| Irreversible::new("the dropped domain's type is not known"))?;
                Ok(Operation::CreateDomain(CreateDomain {
                    name: drop.name.clone(),
                    data_type: before,
                    check_first: drop.check_first,
                }))
            }
        }
    }
}

/// Swaps new and existing, as `AlterColumnOp.reverse()`.
fn reverse_alter_column(alter: &AlterColumn) -> Result<AlterColumn, Irreversible> {
    let mut reversed = alter.clone();
    if let Some(new) = &alter.new_name {
        reversed.column = new.clone();
        reversed.new_name = Some(alter.column.clone());
    }
    if let Some(new) = &alter.data_type {
        let existing = alter
            .existing_type
            .clone()
            .ok_or_else(|| Irreversible::new("the column's type before is not known"))?;
        reversed.data_type = Some(existing);
        reversed.existing_type = Some(new.clone());
    }
    if let Some(new) = alter.nullable {
        let existing = alter
            .existing_nullable
            .ok_or_else(|| Irreversible::new("the column's nullability before is not known"))?;
        reversed.nullable = Some(existing);
        reversed.existing_nullable = Some(new);
    }
    if !alter.server_default.is_keep() {
        if alter.existing_server_default.is_keep() {
            return Err(Irreversible::new(
                "the column's default before is not known",
            ));
        }
        reversed.server_default = alter.existing_server_default.clone();
        reversed.existing_server_default = alter.server_default.clone();
    }
    if let Some(new) = alter.comment.changed() {
        reversed.comment = match &alter.existing_comment {
            Some(existing) => Setting::Set(existing.clone()),
            None => Setting::Unset,
        };
        reversed.existing_comment = new.cloned();
    }
    if let Some(new) = alter.autoincrement {
        reversed.autoincrement = alter.existing_autoincrement;
        reversed.existing_autoincrement = Some(new);
    }
    Ok(reversed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Column, QualifiedName, SchemaObject, Sequence, SequenceOptions, SqlType, Table,
        object::Extension,
    };

    /// Twice reversed is the operation itself.
    fn check(operation: Operation) {
        let there = operation.reverse().expect("reversible");
        assert_ne!(there, operation);
        assert_eq!(there.reverse().expect("reversible"), operation);
    }

    #[test]
    fn reversing_twice_changes_nothing() {
        let name = QualifiedName::new("t");
        check(Operation::CreateTable(CreateTable {
            table: Table::new(name.clone()),
            if_not_exists: false,
            naming_convention: None,
        }));
        check(Operation::RenameTable(RenameTable {
            table: name.clone(),
            new_name: "u".into(),
        }));
        check(Operation::AddColumn(Box::new(AddColumn {
            table: name,
            column: Column::new("c", SqlType::Integer),
            if_not_exists: false,
            inline_references: false,
            inline_primary_key: false,
            insert_before: None,
            insert_after: None,
        })));
    }

    #[test]
    fn sequences_enums_and_objects_know_what_was_before() {
        let sequence = |increment| Sequence {
            name: QualifiedName::new("q"),
            options: SequenceOptions {
                increment,
                ..SequenceOptions::default()
            },
            data_type: None,
            optional: false,
        };
        check(Operation::CreateSequence(CreateSequence {
            sequence: sequence(None),
            if_not_exists: false,
        }));
        check(Operation::AlterSequence(Box::new(AlterSequence {
            before: sequence(None),
            after: sequence(Some(2)),
        })));
        let extension = |version: Option<&str>| {
            SchemaObject::Extension(Extension {
                name: "citext".into(),
                schema: None,
                version: version.map(str::to_owned),
            })
        };
        check(Operation::CreateObject(CreateObject {
            object: extension(None),
        }));
        check(Operation::ReplaceObject(Box::new(ReplaceObject {
            before: extension(None),
            after: extension(Some("1.5")),
        })));
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        let drop = Operation::DropTable(DropTable {
            table: QualifiedName::new("t"),
            if_exists: false,
            before: None,
            naming_convention: None,
        });
        assert!(drop.reverse().is_err());
    }
}
