//! `with op.batch_alter_table(...)`, where no rebuild of the table is needed.

use limbeck_schema::{
    Operation,
    operation::{BatchAlterTable, Recreate},
};

use super::{
    Context, add_column, drop_constraint,
    names::{IndexPlace, check_column_names, check_table_names, constraint_name, index_name},
};
use crate::{
    Compilation, CompileError,
    batch::{ExistingTable, rebuild},
};

/// The operations of the batch, one by one, or the copy of the table that the script gives.
pub(super) fn compile(
    cx: &Context<'_>,
    batch: &BatchAlterTable,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    check_batch(cx, batch)?;
    if !recreates(cx, batch.recreate, &batch.operations) {
        for operation in &batch.operations {
            super::compile_operation(cx, operation, compilation)?;
        }
        return Ok(());
    }
    match &batch.copy_from {
        Some(table) => rebuild(cx, batch, &ExistingTable::given(table), compilation).map(|_| ()),
        None => Err(no_database(cx, batch)),
    }
}

/// Checks what can be checked without knowing the table.
pub(crate) fn check_batch(cx: &Context<'_>, batch: &BatchAlterTable) -> Result<(), CompileError> {
    check_positions(cx, batch)?;
    batch
        .operations
        .iter()
        .try_for_each(|operation| check_operation_names(cx, operation))
}

/// Checks that the names of an operation can be made: a batch notices before its first
/// statement.
fn check_operation_names(cx: &Context<'_>, operation: &Operation) -> Result<(), CompileError> {
    match operation {
        Operation::AddColumn(add) => {
            let table = add_column::table(add);
            check_column_names(cx, &table)?;
            check_table_names(cx, &table)
        }
        Operation::AddConstraint(add) => {
            constraint_name(cx, &add.table, &add.constraint, true).map(drop)
        }
        Operation::CreateIndex(create) => {
            index_name(cx, &create.index, IndexPlace::Alone).map(drop)
        }
        Operation::DropConstraint(drop) => drop_constraint::resolved_name(cx, drop).map(|_| ()),
        Operation::CreateTable(_)
        | Operation::DropTable(_)
        | Operation::RenameTable(_)
        | Operation::CreateTableComment(_)
        | Operation::DropTableComment(_)
        | Operation::DropColumn(_)
        | Operation::AlterColumn(_)
        | Operation::DropIndex(_)
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
        | Operation::ReplaceObject(_) => Ok(()),
    }
}

/// Whether the table has to be rebuilt.
pub(crate) fn recreates(cx: &Context<'_>, recreate: Recreate, operations: &[Operation]) -> bool {
    match recreate {
        Recreate::Auto => cx.ddl().recreates_in_batch(operations),
        Recreate::Always => true,
        Recreate::Never => false,
    }
}

/// A column can only be put somewhere else than the end while the table is rebuilt, as far as
/// the operations before it tell.
fn check_positions(cx: &Context<'_>, batch: &BatchAlterTable) -> Result<(), CompileError> {
    for (index, operation) in batch.operations.iter().enumerate() {
        if let Operation::AddColumn(add) = operation {
            let is_placed = add.insert_before.is_some() || add.insert_after.is_some();
            if is_placed && !recreates(cx, batch.recreate, &batch.operations[..index]) {
                return Err(CompileError::Command {
                    message: "Can't specify insert_before or insert_after when using ALTER; \
                              please specify recreate='always'"
                        .to_owned(),
                });
            }
        }
    }
    Ok(())
}

/// What Alembic says where there is nothing to read the table from.
fn no_database(cx: &Context<'_>, batch: &BatchAlterTable) -> CompileError {
    CompileError::Command {
        message: format!(
            "This operation cannot proceed in --sql mode; batch mode with dialect {} requires a \
             live database connection with which to reflect the table \"{}\". To generate a batch \
             SQL migration script using table \"move and copy\", a complete Table object should be \
             passed to the \"copy_from\" argument of the batch_alter_table() method so that table \
             reflection can be skipped.",
            cx.dialect.name(),
            batch.table.name
        ),
    }
}

#[cfg(test)]
mod tests {
    use limbeck_schema::{
        Column, SqlType,
        operation::{AddColumn, DropColumn},
    };

    use super::*;
    use crate::ddl::testing::*;

    fn batch(recreate: Recreate, operations: Vec<Operation>) -> Operation {
        Operation::BatchAlterTable(BatchAlterTable {
            table: name("t"),
            operations,
            recreate,
            copy_from: None,
            reflection: Default::default(),
            table_args: Default::default(),
            table_options: options(&[]),
            naming_convention: None,
            partial_reordering: Vec::new(),
        })
    }

    fn add(column: Column, insert_after: Option<&str>) -> Operation {
        Operation::AddColumn(Box::new(AddColumn {
            table: name("t"),
            column,
            if_not_exists: false,
            inline_references: false,
            inline_primary_key: false,
            insert_before: None,
            insert_after: insert_after.map(Into::into),
        }))
    }

    fn drop() -> Operation {
        Operation::DropColumn(DropColumn {
            table: name("t"),
            column: "d".into(),
            if_exists: false,
            existing_type: None,
            options: options(&[]),
            before: None,
        })
    }

    const NO_DATABASE: &str = "error: This operation cannot proceed in --sql mode; batch mode with dialect sqlite \
         requires a live database connection with which to reflect the table \"t\". To generate a \
         batch SQL migration script using table \"move and copy\", a complete Table object should \
         be passed to the \"copy_from\" argument of the batch_alter_table() method so that table \
         reflection can be skipped.";

    #[test]
    fn what_can_be_done_in_place_is() {
        let plain = || add(column("c", SqlType::Integer), None);
        check_both(
            batch(Recreate::Auto, vec![plain()]),
            "ALTER TABLE t ADD COLUMN c INTEGER;",
        );
        check(
            batch(Recreate::Auto, vec![plain(), drop()]),
            "ALTER TABLE t ADD COLUMN c INTEGER;\nALTER TABLE t DROP COLUMN d;",
            NO_DATABASE,
        );
        check_both(
            batch(Recreate::Never, vec![plain(), drop()]),
            "ALTER TABLE t ADD COLUMN c INTEGER;\nALTER TABLE t DROP COLUMN d;",
        );
        let unique = Column {
            unique: true,
            ..column("c", SqlType::Integer)
        };
        check(
            batch(Recreate::Auto, vec![add(unique, None)]),
            "ALTER TABLE t ADD COLUMN c INTEGER;\nALTER TABLE t ADD UNIQUE (c);",
            NO_DATABASE,
        );
    }

    #[test]
    fn a_place_for_a_column_needs_a_rebuild() {
        let refused = "error: Can't specify insert_before or insert_after when using ALTER; \
                       please specify recreate='always'";
        let placed = || add(column("c", SqlType::Integer), Some("a"));
        check_both(batch(Recreate::Auto, vec![placed()]), refused);
        check(
            batch(Recreate::Auto, vec![drop(), placed()]),
            refused,
            NO_DATABASE,
        );
    }
}
