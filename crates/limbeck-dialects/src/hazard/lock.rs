//! What an operation locks.

use limbeck_schema::Operation;

use super::{Hazard, Locking};

/// What is locked, if anything is.
pub(super) fn hazard(locking: &dyn Locking, operation: &Operation) -> Option<Hazard> {
    match operation {
        Operation::AddColumn(add) => locking.add_column(add),
        Operation::AlterColumn(alter) => locking.alter_column(alter),
        Operation::CreateIndex(create) => locking.create_index(&create.index),
        Operation::AddConstraint(add) => locking.add_constraint(&add.constraint),
        Operation::BatchAlterTable(batch) => batch
            .operations
            .iter()
            .find_map(|operation| hazard(locking, operation)),
        Operation::CreateTable(_)
        | Operation::DropTable(_)
        | Operation::RenameTable(_)
        | Operation::CreateTableComment(_)
        | Operation::DropTableComment(_)
        | Operation::DropColumn(_)
        | Operation::DropIndex(_)
        | Operation::DropConstraint(_)
        | Operation::BulkInsert(_)
        | Operation::Execute(_)
        | Operation::CreateSchema(_)
        | Operation::DropSchema(_)
        | Operation::CreateSequence(_)
        | Operation::DropSequence(_)
        | Operation::AlterSequence(_)
        | Operation::CreateEnum(_)
        | Operation::DropEnum(_)
        | Operation::AlterEnum(_)
        | Operation::CreateDomain(_)
        | Operation::DropDomain(_)
        | Operation::CreateObject(_)
        | Operation::DropObject(_)
        | Operation::ReplaceObject(_) => None,
    }
}
