//! `with op.batch_alter_table(...)`, where no rebuild of the table is needed.

use limbeck_schema::{
    Operation,
    operation::{BatchAlterTable, Recreate},
};

use super::{
    Context, add_column, drop_constraint,
    names::{IndexPlace, check_column_names, check_table_names, constraint_name, index_name},
};
use crate::{Compilation, CompileError};

/// The operations of the batch, one by one.
pub(super) fn compile(
    cx: &Context<'_>,
    batch: &BatchAlterTable,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    check_positions(cx, batch)?;
    for operation in &batch.operations {
        check_operation_names(cx, operation)?;
    }
    if recreates(cx, batch.recreate, &batch.operations) {
        return Err(no_rebuild(cx, batch));
    }
    for operation in &batch.operations {
        super::compile_operation(cx, operation, compilation)?;
    }
    Ok(())
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
        | Operation::DropDomain(_) => Ok(()),
    }
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
            table_args: Vec::new(),
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

    #[test]
    fn a_run_that_needs_a_rebuild_says_what_to_do() {
        check(
            Case::from(batch(Recreate::Auto, vec![drop()])).online((15, 0, 0)),
            "ALTER TABLE t DROP COLUMN d;",
            "error: batch_alter_table(\"t\") has to copy the table into a new one, which limbeck \
             does not do yet for dialect sqlite. Run this migration with Alembic, or write the \
             copy with op.create_table, op.execute(\"INSERT INTO ... SELECT ...\"), op.drop_table \
             and op.rename_table.",
        );
    }
}
