//! DDL of SQLite.

mod column;
mod constraint;
mod index;
mod table;

use limbeck_schema::{
    Column, ForeignKeyConstraint, Index, Operation, PrimaryKeyConstraint, Table, UniqueConstraint,
    operation::AlterColumn,
};

use crate::{
    Compilation, CompileError, Rebuilding,
    ddl::{
        CheckClause, ConstraintContext, ConstraintRefusal, Context, DdlCompiler, TableContext,
        alter_column,
    },
};

/// The DDL of SQLite (`SQLiteDDLCompiler`, `SQLiteImpl`).
pub(super) struct Ddl;

impl DdlCompiler for Ddl {
    fn constraint_refusal(&self) -> Option<ConstraintRefusal> {
        Some(ConstraintRefusal {
            message: "No support for ALTER of constraints in SQLite dialect. Please refer to the \
                      batch mode feature which allows for SQLite migrations using a copy-and-move \
                      strategy.",
            warning: "Skipping unsupported ALTER for creation of implicit constraint. Please \
                      refer to the batch mode feature which allows for SQLite migrations using a \
                      copy-and-move strategy.",
        })
    }

    fn column(
        &self,
        cx: &Context<'_>,
        table: &TableContext<'_>,
        column: &Column,
        compilation: &mut Compilation,
    ) -> Result<String, CompileError> {
        column::specification(cx, table, column, compilation)
    }

    fn table_options(&self, _cx: &Context<'_>, table: &Table) -> Result<String, CompileError> {
        Ok(table::options(table))
    }

    fn primary_key(
        &self,
        context: &ConstraintContext<'_>,
        key: &PrimaryKeyConstraint,
    ) -> Result<Option<String>, CompileError> {
        constraint::primary_key(context, key)
    }

    fn unique(
        &self,
        context: &ConstraintContext<'_>,
        unique: &UniqueConstraint,
    ) -> Result<String, CompileError> {
        constraint::unique(context, unique)
    }

    fn check(
        &self,
        context: &ConstraintContext<'_>,
        check: &CheckClause<'_>,
    ) -> Result<String, CompileError> {
        constraint::check(context, check)
    }

    fn column_check(
        &self,
        context: &ConstraintContext<'_>,
        check: &CheckClause<'_>,
    ) -> Result<String, CompileError> {
        constraint::column_check(context, check)
    }

    fn foreign_key(
        &self,
        context: &ConstraintContext<'_>,
        key: &ForeignKeyConstraint,
    ) -> Result<Option<String>, CompileError> {
        constraint::foreign_key(context, key)
    }

    fn default_in_script(&self, sql: String) -> String {
        if column::stands_alone_in_script(&sql) {
            sql
        } else {
            format!("({sql})")
        }
    }

    fn create_index(
        &self,
        cx: &Context<'_>,
        index: &Index,
        if_not_exists: bool,
        name: &str,
    ) -> Result<String, CompileError> {
        index::create(cx, index, if_not_exists, name)
    }

    /// A script shows the words that Alembic has; a database would only answer with a syntax
    /// error, so a run says what to do instead.
    fn alter_column(
        &self,
        cx: &Context<'_>,
        alter: &AlterColumn,
        compilation: &mut Compilation,
    ) -> Result<(), CompileError> {
        let is_more_than_a_name = alter.nullable.is_some()
            || alter.data_type.is_some()
            || !alter.server_default.is_keep();
        let is_refused = !cx.options.offline && cx.options.rebuilding == Rebuilding::Complete;
        if is_more_than_a_name && is_refused {
            return Err(CompileError::NotImplemented {
                message: format!(
                    "SQLite cannot change the type, default or nullability of column '{}' of a \
                     table that exists. Use op.batch_alter_table(), which copies the table.",
                    alter.column
                ),
            });
        }
        alter_column::standard(cx, alter, compilation)
    }

    fn rename_column(&self) -> &'static str {
        "RENAME COLUMN"
    }

    fn recreates_in_batch(&self, operations: &[Operation]) -> bool {
        operations.iter().any(table::needs_rebuild)
    }
}
