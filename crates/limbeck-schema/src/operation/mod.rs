//! What a migration does, one self-contained struct per operation.
//!
//! Mirrors `alembic.operations.ops`. [`Operation`] is matched without a catch-all arm
//! everywhere, so that a new operation breaks every consumer at compile time.

mod alter_column;
mod batch;
mod columns;
mod comments;
mod constraints;
mod data;
mod directive;
mod indexes;
mod objects;
mod reverse;
mod tables;

pub use alter_column::AlterColumn;
pub use batch::{BatchAlterTable, Recreate, Reflection, TableItems};
pub use columns::{AddColumn, DropColumn};
pub use comments::{CreateTableComment, DropTableComment};
pub use constraints::{AddConstraint, DropConstraint};
pub use data::{BulkInsert, Execute, SqlStatement};
pub use directive::Directive;
pub use indexes::{CreateIndex, DropIndex};
pub use objects::{
    AlterEnum, AlterSequence, CreateDomain, CreateEnum, CreateObject, CreateSchema, CreateSequence,
    DropDomain, DropEnum, DropObject, DropSchema, DropSequence, EnumColumn, ReplaceObject,
};
pub use reverse::Irreversible;
pub use tables::{CreateTable, DropTable, RenameTable};

use crate::NamingConvention;

/// One step of a migration.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    /// `op.create_table`.
    CreateTable(CreateTable),
    /// `op.drop_table`.
    DropTable(DropTable),
    /// `op.rename_table`.
    RenameTable(RenameTable),
    /// `op.create_table_comment`.
    CreateTableComment(CreateTableComment),
    /// `op.drop_table_comment`.
    DropTableComment(DropTableComment),
    /// `op.add_column`.
    AddColumn(Box<AddColumn>),
    /// `op.drop_column`.
    DropColumn(DropColumn),
    /// `op.alter_column`.
    AlterColumn(Box<AlterColumn>),
    /// `op.create_index`.
    CreateIndex(CreateIndex),
    /// `op.drop_index`.
    DropIndex(DropIndex),
    /// `op.create_primary_key`, `op.create_unique_constraint`, ...
    AddConstraint(AddConstraint),
    /// `op.drop_constraint`.
    DropConstraint(DropConstraint),
    /// `op.bulk_insert`.
    BulkInsert(BulkInsert),
    /// `op.execute`, and statements sent through `op.get_bind()`.
    Execute(Execute),
    /// `with op.batch_alter_table(...)`.
    BatchAlterTable(BatchAlterTable),
    /// `sa.schema.CreateSchema`.
    CreateSchema(CreateSchema),
    /// `sa.schema.DropSchema`.
    DropSchema(DropSchema),
    /// `sa.schema.CreateSequence`.
    CreateSequence(CreateSequence),
    /// `sa.schema.DropSequence`.
    DropSequence(DropSequence),
    /// `ALTER SEQUENCE`.
    AlterSequence(Box<AlterSequence>),
    /// `Enum(...).create(bind)`.
    CreateEnum(CreateEnum),
    /// `Enum(...).drop(bind)`.
    DropEnum(DropEnum),
    /// `ALTER TYPE` of an enum, or a new type in its place.
    AlterEnum(Box<AlterEnum>),
    /// `DOMAIN(...).create(bind)`.
    CreateDomain(CreateDomain),
    /// `DOMAIN(...).drop(bind)`.
    DropDomain(DropDomain),
    /// A view, function, policy, ... is made.
    CreateObject(CreateObject),
    /// One is dropped.
    DropObject(DropObject),
    /// One becomes another.
    ReplaceObject(Box<ReplaceObject>),
}

impl Operation {
    /// The naming convention of the `MetaData` that it belongs to, if that is not `target_metadata`.
    pub fn naming_convention(&self) -> Option<&NamingConvention> {
        match self {
            Operation::CreateTable(create) => create.naming_convention.as_ref(),
            Operation::DropTable(drop) => drop.naming_convention.as_ref(),
            Operation::CreateIndex(create) => create.naming_convention.as_ref(),
            Operation::DropIndex(drop) => drop.naming_convention.as_ref(),
            Operation::AddConstraint(add) => add.naming_convention.as_ref(),
            Operation::DropConstraint(drop) => drop.naming_convention.as_ref(),
            // That of a batch is for what the database has no name for.
            Operation::BatchAlterTable(_)
            | Operation::RenameTable(_)
            | Operation::CreateTableComment(_)
            | Operation::DropTableComment(_)
            | Operation::AddColumn(_)
            | Operation::DropColumn(_)
            | Operation::AlterColumn(_)
            | Operation::BulkInsert(_)
            | Operation::Execute(_)
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
            | Operation::ReplaceObject(_) => None,
        }
    }
}
