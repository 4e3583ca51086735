//! `with op.batch_alter_table(...)` by move and copy: a new table takes the rows of the old one
//! over, and then its name.
//!
//! Mirrors `alembic/operations/batch.py`. What the table is like comes from the script
//! (`copy_from=`) or from the database ([`TableRebuild::queries`], [`TableRebuild::read`]); from
//! there on the rebuild is a pure function of the table and the batch.

mod changes;
mod existing;
mod order;
mod reflection;
mod rename;
mod statements;
#[cfg(test)]
mod tests;
pub(crate) mod words;

use limbeck_database::ResultSet;
use limbeck_schema::{
    Expression, Identifier, QualifiedName, SqlType,
    expression::{ColumnReference, Name},
    operation::BatchAlterTable,
};

pub(crate) use changes::casts;
pub(crate) use existing::final_name;
pub use existing::{Check, Dependents, ExistingIndex, ExistingTable};
pub(crate) use reflection::Standard;
pub use rename::RenameFirst;
pub(crate) use statements::temporary_name;

use crate::{
    Compilation, CompileError, CompileOptions, CompiledStatement, Dialect,
    compile::Rebuilding,
    ddl::{self, Context},
};

/// What a dialect does for the rebuild of a table; the defaults ask the catalog queries.
pub trait TableRebuild: Send + Sync {
    /// The queries that read a table from the database: a fixed number of them.
    fn queries(&self, dialect: &dyn Dialect, table: &QualifiedName) -> Vec<String>;

    /// The table that the answers to [`TableRebuild::queries`] describe.
    ///
    /// # Errors
    /// [`CompileError::NoSuchTable`], or another one if the table cannot be rebuilt.
    fn read(
        &self,
        cx: &Context<'_>,
        batch: &BatchAlterTable,
        answers: &[ResultSet],
    ) -> Result<ExistingTable, CompileError>;

    /// Whether the database is asked even about a table that the script gives.
    fn asks_about_given_tables(&self) -> bool;

    /// Statements before the new table is made (`prep_table_for_batch()`); `kept` are the names
    /// of constraints that it takes over.
    ///
    /// # Errors
    /// [`CompileError`].
    fn before_create(
        &self,
        cx: &Context<'_>,
        existing: &ExistingTable,
        kept: &[String],
        compilation: &mut Compilation,
    ) -> Result<(), CompileError> {
        let _ = (cx, existing, kept, compilation);
        Ok(())
    }

    /// A statement that changes nothing and compiles the triggers that fire when these columns
    /// change, where a trigger can outlive a column that it needs.
    fn update_check(
        &self,
        cx: &Context<'_>,
        table: &QualifiedName,
        columns: &[Identifier],
    ) -> Option<Check> {
        let _ = (cx, table, columns);
        None
    }

    /// Whether a column is renamed in place before the copy where something besides the table
    /// mentions it.
    fn renames_in_place(&self) -> bool {
        false
    }

    /// Whether values of a column are cast when its type changes (`cast_for_batch_migrate()`).
    fn casts(&self, from: &SqlType, to: &SqlType) -> bool {
        casts(from, to)
    }
}

/// What a live connection does to rebuild a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rebuild {
    /// Sets the session up.
    pub before: Vec<String>,
    /// Makes the table anew.
    pub statements: Vec<CompiledStatement>,
    /// What must hold then if it holds before.
    pub checks: Vec<Check>,
    /// Puts the session back, whatever has happened.
    pub after: Vec<String>,
}

/// What comes next on the way of a batch.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Columns are renamed first; then the rest of the batch begins anew.
    RenameFirst(RenameFirst),
    /// The table is copied.
    Rebuild(Rebuild),
}

impl dyn Dialect + '_ {
    /// The queries that tell what a batch has to know of its table on a live connection; `None`
    /// if it rebuilds nothing, and is compiled like any other operation.
    ///
    /// # Errors
    /// [`CompileError`] if the batch contradicts itself.
    pub fn rebuild_queries(
        &self,
        batch: &BatchAlterTable,
        options: &CompileOptions,
    ) -> Result<Option<Vec<String>>, CompileError> {
        let cx = Context {
            dialect: self,
            options,
        };
        if !ddl::recreates(&cx, batch.recreate, &batch.operations) {
            return Ok(None);
        }
        let hooks = self.rebuild();
        if batch.copy_from.is_some() && !hooks.asks_about_given_tables() {
            return Ok(None);
        }
        ddl::check_batch(&cx, batch)?;
        Ok(Some(hooks.queries(self, &batch.table)))
    }

    /// What a batch does to its table, from the answers to `rebuild_queries()`.
    ///
    /// # Errors
    /// [`CompileError`] if the table does not exist, or the batch contradicts it or itself.
    pub fn rebuild_table(
        &self,
        batch: &BatchAlterTable,
        answers: &[ResultSet],
        options: &CompileOptions,
        compilation: &mut Compilation,
    ) -> Result<Next, CompileError> {
        let cx = &Context {
            dialect: self,
            options,
        };
        let hooks = self.rebuild();
        let existing = hooks.read(cx, batch, answers)?;
        if hooks.renames_in_place()
            && existing.is_reflected
            && options.rebuilding == Rebuilding::Complete
            && let Some(first) = rename::rename_first(cx, batch, &existing)?
        {
            return Ok(Next::RenameFirst(first));
        }
        let waiting = compilation.take_statements();
        let compiled = rebuild(cx, batch, &existing, compilation);
        let statements = std::mem::replace(&mut compilation.statements, waiting);
        let kept = compiled?;
        let mut dependents = existing.dependents;
        if dependents.has_triggers {
            let check = hooks.update_check(cx, &existing.table.name, &kept);
            dependents.checks.extend(check);
        }
        Ok(Next::Rebuild(Rebuild {
            before: dependents.before,
            statements,
            checks: dependents.checks,
            after: dependents.after,
        }))
    }
}

/// Makes the statements of a batch on a table as it is; returns the columns that it had and has.
///
/// # Errors
/// [`CompileError`] if the batch contradicts the table or itself; no statement was added then.
pub(crate) fn rebuild(
    cx: &Context<'_>,
    batch: &BatchAlterTable,
    existing: &ExistingTable,
    compilation: &mut Compilation,
) -> Result<Vec<Identifier>, CompileError> {
    for warning in &existing.warnings {
        compilation.warn(warning.as_str());
    }
    let mut changes = changes::Changes::new(cx, batch, existing)?;
    for operation in &batch.operations {
        changes.apply(operation)?;
    }
    changes.order(batch)?;
    let statements = with_only(compilation, |compilation| {
        statements::compile(cx, batch, existing, &changes, compilation)
    })?;
    compilation.statements.extend(statements);
    Ok(changes.kept_columns())
}

/// Runs a compilation of its own and returns its statements.
fn with_only(
    compilation: &mut Compilation,
    compile: impl FnOnce(&mut Compilation) -> Result<(), CompileError>,
) -> Result<Vec<CompiledStatement>, CompileError> {
    let before = compilation.take_statements();
    let compiled = compile(compilation);
    let statements = std::mem::replace(&mut compilation.statements, before);
    compiled.map(|()| statements)
}

/// SQL that goes into a statement as it is.
pub(crate) fn verbatim(text: impl Into<String>) -> Expression {
    Expression::Column(Box::new(ColumnReference {
        id: 0,
        name: Name::Given(Identifier::new(text.into())),
        table: None,
        data_type: SqlType::Null,
        is_literal: true,
    }))
}

/// The SQL of an expression that was given or read as text.
pub(crate) fn text_of(expression: &Expression) -> Option<&str> {
    match expression {
        Expression::Text(clause) => Some(&clause.text),
        Expression::Column(column) if column.is_literal => {
            column.name.given().map(Identifier::as_str)
        }
        _ => None,
    }
}
