//! The differences one by one, as `compare_metadata()` lists them.

use limbeck_schema::{
    ConstraintKind, Operation, Setting,
    operation::{AlterColumn, Directive},
};

/// What a difference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffKind {
    /// A table is missing.
    AddTable,
    /// A table is not wanted.
    RemoveTable,
    /// A table's comment is another one.
    AddTableComment,
    /// A table's comment is not wanted.
    RemoveTableComment,
    /// A column is missing.
    AddColumn,
    /// A column is not wanted.
    RemoveColumn,
    /// A column's type.
    ModifyType,
    /// Whether a column accepts NULL.
    ModifyNullable,
    /// A column's server default.
    ModifyDefault,
    /// A column's comment.
    ModifyComment,
    /// An index is missing.
    AddIndex,
    /// An index is not wanted.
    RemoveIndex,
    /// A foreign key is missing.
    AddForeignKey,
    /// A foreign key is not wanted.
    RemoveForeignKey,
    /// Another constraint is missing.
    AddConstraint,
    /// Another constraint is not wanted.
    RemoveConstraint,
}

impl DiffKind {
    /// Alembic's word for it.
    pub fn word(self) -> &'static str {
        match self {
            DiffKind::AddTable => "add_table",
            DiffKind::RemoveTable => "remove_table",
            DiffKind::AddTableComment => "add_table_comment",
            DiffKind::RemoveTableComment => "remove_table_comment",
            DiffKind::AddColumn => "add_column",
            DiffKind::RemoveColumn => "remove_column",
            DiffKind::ModifyType => "modify_type",
            DiffKind::ModifyNullable => "modify_nullable",
            DiffKind::ModifyDefault => "modify_default",
            DiffKind::ModifyComment => "modify_comment",
            DiffKind::AddIndex => "add_index",
            DiffKind::RemoveIndex => "remove_index",
            DiffKind::AddForeignKey => "add_fk",
            DiffKind::RemoveForeignKey => "remove_fk",
            DiffKind::AddConstraint => "add_constraint",
            DiffKind::RemoveConstraint => "remove_constraint",
        }
    }
}

/// The differences of one operation: several where one operation alters several attributes of a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Diff<'a> {
    /// What they are, in order.
    pub kinds: Vec<DiffKind>,
    /// The operation.
    pub operation: &'a Operation,
}

/// The differences of what a comparison found (`UpgradeOps.as_diffs()`).
pub fn diffs(directives: &[Directive]) -> Vec<Diff<'_>> {
    directives
        .iter()
        .flat_map(Directive::operations)
        .map(|operation| Diff {
            kinds: kinds(operation),
            operation,
        })
        .collect()
}

fn kinds(operation: &Operation) -> Vec<DiffKind> {
    let kind = match operation {
        Operation::CreateTable(_) => DiffKind::AddTable,
        Operation::DropTable(_) => DiffKind::RemoveTable,
        Operation::CreateTableComment(_) => DiffKind::AddTableComment,
        Operation::DropTableComment(_) => DiffKind::RemoveTableComment,
        Operation::AddColumn(_) => DiffKind::AddColumn,
        Operation::DropColumn(_) => DiffKind::RemoveColumn,
        Operation::AlterColumn(alter) => return altered(alter),
        Operation::CreateIndex(_) => DiffKind::AddIndex,
        Operation::DropIndex(_) => DiffKind::RemoveIndex,
        Operation::AddConstraint(add) => match add.constraint.kind() {
            ConstraintKind::ForeignKey => DiffKind::AddForeignKey,
            ConstraintKind::PrimaryKey
            | ConstraintKind::Unique
            | ConstraintKind::Check
            | ConstraintKind::Exclude => DiffKind::AddConstraint,
        },
        Operation::DropConstraint(drop) => match drop.kind {
            Some(ConstraintKind::ForeignKey) => DiffKind::RemoveForeignKey,
            _ => DiffKind::RemoveConstraint,
        },
        // Alembic's autogenerate knows no others, and has no words for them.
        Operation::RenameTable(_)
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
        | Operation::ReplaceObject(_) => return Vec::new(),
    };
    vec![kind]
}

fn altered(alter: &AlterColumn) -> Vec<DiffKind> {
    fn changes<T>(setting: &Setting<T>) -> bool {
        !setting.is_keep()
    }
    [
        (alter.data_type.is_some(), DiffKind::ModifyType),
        (alter.nullable.is_some(), DiffKind::ModifyNullable),
        (changes(&alter.server_default), DiffKind::ModifyDefault),
        (changes(&alter.comment), DiffKind::ModifyComment),
    ]
    .into_iter()
    .filter_map(|(changes, kind)| changes.then_some(kind))
    .collect()
}
