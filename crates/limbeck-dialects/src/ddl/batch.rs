//! `with op.batch_alter_table(...)`, where no rebuild of the table is needed.

use limbeck_schema::{
    Operation,
    operation::{BatchAlterTable, Recreate},
};

use super::Context;
use crate::{Compilation, CompileError};

/// The operations of the batch, one by one.
pub(super) fn compile(
    cx: &Context<'_>,
    batch: &BatchAlterTable,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    check_positions(cx, batch)?;
    if recreates(cx, batch.recreate, &batch.operations) {
        return Err(no_rebuild(cx, batch));
    }
    for operation in &batch.operations {
        super::compile_operation(cx, operation, compilation)?;
    }
    Ok(())
}

/// Whether the table has to be rebuilt.
fn recreates(cx: &Context<'_>, recreate: Recreate, operations: &[Operation]) -> bool {
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

fn no_rebuild(cx: &Context<'_>, batch: &BatchAlterTable) -> CompileError {
    let table = &batch.table.name;
    if cx.options.offline && batch.copy_from.is_none() {
        return CompileError::Command {
            message: format!(
                "This operation cannot proceed in --sql mode; batch mode with dialect {} requires \
                 a live database connection with which to reflect the table \"{table}\". To \
                 generate a batch SQL migration script using table \"move and copy\", a complete \
                 Table object should be passed to the \"copy_from\" argument of the \
                 batch_alter_table() method so that table reflection can be skipped.",
                cx.dialect.name()
            ),
        };
    }
    CompileError::NotImplemented {
        message: format!(
            "batch_alter_table(\"{table}\") has to copy the table into a new one, which limbeck \
             does not do yet for dialect {}. Run this migration with Alembic, or write the copy \
             with op.create_table, op.execute(\"INSERT INTO ... SELECT ...\"), op.drop_table and \
             op.rename_table.",
            cx.dialect.name()
        ),
    }
}
