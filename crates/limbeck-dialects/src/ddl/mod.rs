//! DDL: one file per operation, and what dialects do differently behind [`DdlCompiler`].

mod add_column;
mod add_constraint;
pub(crate) mod alter_column;
mod batch;
pub(crate) mod column;
mod comments;
mod compiler;
pub(crate) mod constraint;
mod context;
mod conversion;
pub(crate) mod create_index;
mod create_table;
mod domains;
mod drop_column;
mod drop_constraint;
pub(crate) mod drop_index;
pub(crate) mod element;
mod enums;
mod names;
pub(crate) mod objects;
pub(crate) mod options;
mod schemas;
mod script_text;
mod sequences;
pub(crate) mod table;
mod tables;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod type_check;

use limbeck_schema::Operation;

pub(crate) use add_column::separate_constraints;
pub(crate) use batch::{check_batch, recreates};
pub use compiler::{ConstraintRefusal, DdlCompiler};
pub(crate) use constraint::check_columns;
pub use constraint::{CheckClause, ConstraintContext};
pub use context::Context;
pub(crate) use context::{is_word, unexpected_phrase};
pub use drop_constraint::DroppedConstraint;
pub(crate) use drop_constraint::resolved_name;
pub use drop_index::DroppedIndex;
pub(crate) use names::{IndexPlace, constraint_name, index_name};
pub use script_text::{default_expression, index_expression};
pub(crate) use table::{TableConstraint, column_index, foreign_key, primary_key};
pub use table::{TableContext, autoincrement_column};
pub(crate) use type_check::TypeCheck;

use crate::{Compilation, CompileError, CompileOptions, Dialect, dml};

/// Adds the statements of an operation to a compilation.
///
/// # Errors
/// [`CompileError`] if the dialect has no words for it.
pub(crate) fn compile(
    dialect: &dyn Dialect,
    operation: &Operation,
    options: &CompileOptions,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    compile_operation(&Context { dialect, options }, operation, compilation)
}

pub(crate) fn compile_operation(
    cx: &Context<'_>,
    operation: &Operation,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let own;
    let cx = match operation.naming_convention() {
        Some(convention) => {
            own = CompileOptions {
                naming_convention: convention.clone(),
                ..cx.options.clone()
            };
            &Context {
                options: &own,
                ..*cx
            }
        }
        None => cx,
    };
    match operation {
        Operation::CreateTable(create) => create_table::compile(cx, create, compilation)?,
        Operation::DropTable(drop) => tables::drop(cx, drop, compilation),
        Operation::RenameTable(rename) => tables::rename(cx, rename, compilation),
        Operation::CreateTableComment(create) => comments::create(cx, create, compilation)?,
        Operation::DropTableComment(drop) => comments::drop(cx, drop, compilation)?,
        Operation::AddColumn(add) => add_column::compile(cx, add, compilation)?,
        Operation::DropColumn(drop) => drop_column::compile(cx, drop, compilation),
        Operation::AlterColumn(alter) => alter_column::compile(cx, alter, compilation)?,
        Operation::CreateIndex(create) => create_index::compile(cx, create, compilation)?,
        Operation::DropIndex(drop) => drop_index::compile(cx, drop, compilation)?,
        Operation::AddConstraint(add) => add_constraint::compile(cx, add, compilation)?,
        Operation::DropConstraint(drop) => drop_constraint::compile(cx, drop, compilation)?,
        Operation::BulkInsert(insert) => {
            for sql in dml::compile_bulk_insert(cx.dialect, insert, cx.options)? {
                compilation.push(sql);
            }
        }
        Operation::Execute(execute) => {
            dml::push_statement(cx.dialect, &execute.statement, cx.options, compilation)?;
        }
        Operation::BatchAlterTable(batch) => batch::compile(cx, batch, compilation)?,
        Operation::CreateSchema(create) => schemas::create(cx, create, compilation),
        Operation::DropSchema(drop) => schemas::drop(cx, drop, compilation),
        Operation::CreateSequence(create) => sequences::create(cx, create, compilation)?,
        Operation::DropSequence(drop) => sequences::drop(cx, drop, compilation),
        Operation::CreateEnum(create) => enums::create(cx, create, compilation)?,
        Operation::DropEnum(drop) => enums::drop(cx, drop, compilation)?,
        Operation::CreateDomain(create) => domains::create(cx, create, compilation)?,
        Operation::DropDomain(drop) => domains::drop(cx, drop, compilation)?,
        Operation::AlterSequence(alter) => sequences::alter(cx, alter, compilation)?,
        Operation::AlterEnum(alter) => objects::alter_enum(cx, alter, compilation)?,
        Operation::CreateObject(create) => objects::create(cx, create, compilation)?,
        Operation::DropObject(drop) => objects::drop(cx, drop, compilation)?,
        Operation::ReplaceObject(replace) => objects::replace(cx, replace, compilation)?,
    }
    Ok(())
}
