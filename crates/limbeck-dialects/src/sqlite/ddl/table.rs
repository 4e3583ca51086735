//! What stands behind the closing bracket of CREATE TABLE, and what needs a rebuild.

use limbeck_schema::{Operation, ServerDefault, Table, operation::AddColumn};

use super::super::NAME;
use crate::ddl::{options::Options, separate_constraints};

/// `WITHOUT ROWID`, `STRICT` (`SQLiteDDLCompiler.post_create_table()`).
pub(super) fn options(table: &Table) -> String {
    let options = Options::new(&table.options, NAME);
    let mut words = Vec::new();
    if options.flag("with_rowid") == Some(false) {
        words.push("WITHOUT ROWID");
    }
    if options.flag("strict") == Some(true) {
        words.push("STRICT");
    }
    if words.is_empty() {
        String::new()
    } else {
        format!("\n {}", words.join(",\n "))
    }
}

/// Whether an operation of a batch cannot be done in place
/// (`SQLiteImpl.requires_recreate_in_batch()`): only indexes and plain columns can.
pub(super) fn needs_rebuild(operation: &Operation) -> bool {
    match operation {
        Operation::AddColumn(add) => column_needs_rebuild(add),
        Operation::CreateIndex(_)
        | Operation::DropIndex(_)
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
        | Operation::ReplaceObject(_) => false,
        Operation::CreateTable(_)
        | Operation::DropTable(_)
        | Operation::RenameTable(_)
        | Operation::CreateTableComment(_)
        | Operation::DropTableComment(_)
        | Operation::DropColumn(_)
        | Operation::AlterColumn(_)
        | Operation::AddConstraint(_)
        | Operation::DropConstraint(_)
        | Operation::BatchAlterTable(_) => true,
    }
}

/// A default that is an expression, a stored computed value or a constraint cannot be added.
fn column_needs_rebuild(add: &AddColumn) -> bool {
    let default_needs_it = match &add.column.server_default {
        Some(ServerDefault::Expression(_)) => true,
        Some(ServerDefault::Computed(computed)) => computed.persisted == Some(true),
        Some(ServerDefault::Literal(_) | ServerDefault::Identity(_) | ServerDefault::Fetched)
        | None => false,
    };
    default_needs_it || !separate_constraints(add).is_empty()
}
