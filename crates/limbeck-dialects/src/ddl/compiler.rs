//! [`DdlCompiler`]: what differs per dialect in DDL.

use limbeck_schema::{
    Column, Computed, Constraint, DialectOptions, EnumType, ExcludeConstraint, Expression,
    ForeignKeyConstraint, Identifier, Identity, Index, NamedType, Operation, PrimaryKeyConstraint,
    QualifiedName, SchemaObject, SequenceOptions, SqlType, Table, UniqueConstraint,
    operation::{AlterColumn, AlterEnum, DropEnum, RenameTable},
};

use super::{
    Context, alter_column, column, comments,
    constraint::{self, CheckClause, ConstraintContext},
    create_index,
    drop_constraint::{self, DroppedConstraint},
    drop_index::{self, DroppedIndex},
    objects,
    table::TableContext,
};
use crate::{
    Compilation, CompileError, Condition,
    hazard::{Locking, NoLocks},
    types::cannot_render,
};

/// What a dialect says that cannot alter the constraints of a table.
#[derive(Clone, Copy, Debug)]
pub struct ConstraintRefusal {
    /// The error for a constraint of the script.
    pub message: &'static str,
    /// The warning for a constraint that only follows from a type.
    pub warning: &'static str,
}

impl ConstraintRefusal {
    /// The error.
    pub(crate) fn error(&self) -> CompileError {
        CompileError::NotImplemented {
            message: self.message.to_owned(),
        }
    }
}

/// What differs per dialect in DDL; the defaults are those of SQLAlchemy's `DDLCompiler` and
/// Alembic's `DefaultImpl`.
pub trait DdlCompiler: Send + Sync {
    /// Whether CREATE TABLE and ADD COLUMN are followed by COMMENT statements.
    fn has_comments(&self) -> bool {
        false
    }

    /// Sets the comment of a table that exists.
    ///
    /// # Errors
    /// [`CompileError`] if the comment has no literal.
    fn table_comment(
        &self,
        cx: &Context<'_>,
        table: &QualifiedName,
        comment: Option<&str>,
    ) -> Result<String, CompileError> {
        comments::table(cx, table, comment)
    }

    /// Removes the comment of a table.
    ///
    /// # Errors
    /// [`CompileError`] if that cannot be said.
    fn drop_table_comment(
        &self,
        cx: &Context<'_>,
        table: &QualifiedName,
    ) -> Result<String, CompileError> {
        self.table_comment(cx, table, None)
    }

    /// The new name of a table as it stands after RENAME TO.
    fn new_table_name(&self, cx: &Context<'_>, rename: &RenameTable) -> String {
        cx.quote(&rename.new_name)
    }

    /// What to say where constraints can neither be added to a table that exists nor dropped
    /// from it (`supports_alter=False`).
    fn constraint_refusal(&self) -> Option<ConstraintRefusal> {
        None
    }

    /// The tables that a table is made of, so that they must be there before it.
    fn parents(&self, table: &Table) -> Vec<QualifiedName> {
        let _ = table;
        Vec::new()
    }

    /// Whether a constraint can be as it is only if it is added to a table that is there: in a new table it would be
    /// another one.
    fn is_added_to_table(&self, constraint: &Constraint) -> bool {
        let _ = constraint;
        false
    }

    /// Whether the default of a column becomes one of the new type by itself when the column gets another type.
    fn converts_defaults(&self) -> bool {
        true
    }

    /// Whether `ALTER COLUMN` can make a column count by itself, and stop it.
    fn alters_counting(&self) -> bool {
        false
    }

    /// The keywords with which `ALTER COLUMN` converts the values of a column to another type; none where the server
    /// does that by itself.
    ///
    /// # Errors
    /// [`CompileError`] if the dialect cannot write a type.
    fn conversion(
        &self,
        cx: &Context<'_>,
        column: &Identifier,
        from: &SqlType,
        to: &SqlType,
    ) -> Result<DialectOptions, CompileError> {
        let _ = (cx, column, from, to);
        Ok(DialectOptions::default())
    }

    /// Whether a column can be `GENERATED ... AS IDENTITY`.
    fn has_identity(&self, cx: &Context<'_>) -> bool {
        let _ = cx;
        false
    }

    /// The statements that a type needs before the first table that uses it.
    ///
    /// # Errors
    /// [`CompileError`] if the dialect has no words for the type.
    fn before_table(
        &self,
        cx: &Context<'_>,
        data_type: &SqlType,
        compilation: &mut Compilation,
    ) -> Result<(), CompileError> {
        let _ = (cx, data_type, compilation);
        Ok(())
    }

    /// Name, type, default and nullability of a column (`get_column_specification()`).
    ///
    /// # Errors
    /// [`CompileError`] if the dialect has no words for it.
    fn column(
        &self,
        cx: &Context<'_>,
        table: &TableContext<'_>,
        column: &Column,
        compilation: &mut Compilation,
    ) -> Result<String, CompileError> {
        column::specification(cx, table, column, compilation)
    }

    /// `GENERATED ALWAYS AS (...)`.
    ///
    /// # Errors
    /// [`CompileError`] if the dialect has no words for it.
    fn computed(
        &self,
        cx: &Context<'_>,
        column: &str,
        computed: &Computed,
        compilation: &mut Compilation,
    ) -> Result<String, CompileError> {
        let _ = (column, compilation);
        column::computed(cx, computed)
    }

    /// What stands behind the closing bracket of CREATE TABLE.
    ///
    /// # Errors
    /// [`CompileError`] if an option has the wrong shape.
    fn table_options(&self, cx: &Context<'_>, table: &Table) -> Result<String, CompileError> {
        let _ = (cx, table);
        Ok(String::new())
    }

    /// The clause of a primary key; `None` if the column has it already.
    ///
    /// # Errors
    /// [`CompileError`].
    fn primary_key(
        &self,
        context: &ConstraintContext<'_>,
        key: &PrimaryKeyConstraint,
    ) -> Result<Option<String>, CompileError> {
        constraint::primary_key(context, key, "").map(Some)
    }

    /// The clause of a unique constraint.
    ///
    /// # Errors
    /// [`CompileError`].
    fn unique(
        &self,
        context: &ConstraintContext<'_>,
        unique: &UniqueConstraint,
    ) -> Result<String, CompileError> {
        constraint::unique(context, unique, "", "")
    }

    /// The clause of a check of a table.
    ///
    /// # Errors
    /// [`CompileError`].
    fn check(
        &self,
        context: &ConstraintContext<'_>,
        check: &CheckClause<'_>,
    ) -> Result<String, CompileError> {
        constraint::check(context, check)
    }

    /// The clause of a check that stands behind its column.
    ///
    /// # Errors
    /// [`CompileError`].
    fn column_check(
        &self,
        context: &ConstraintContext<'_>,
        check: &CheckClause<'_>,
    ) -> Result<String, CompileError> {
        constraint::check(context, check)
    }

    /// The clause of a foreign key; `None` if the dialect cannot have it.
    ///
    /// # Errors
    /// [`CompileError`].
    fn foreign_key(
        &self,
        context: &ConstraintContext<'_>,
        key: &ForeignKeyConstraint,
    ) -> Result<Option<String>, CompileError> {
        let referred = context.cx.qualified(&key.referred_table);
        constraint::foreign_key(context, key, &referred).map(Some)
    }

    /// The kind behind `MATCH`.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] if it is more than keywords, or means nothing here.
    fn foreign_key_match(&self, cx: &Context<'_>, kind: &str) -> Result<String, CompileError> {
        cx.phrase(kind).map(str::to_owned)
    }

    /// `ALTER TABLE ... DROP CONSTRAINT`.
    ///
    /// # Errors
    /// [`CompileError`] if the constraint needs a name, or has to be of a known kind.
    fn drop_constraint(
        &self,
        cx: &Context<'_>,
        dropped: &DroppedConstraint<'_>,
    ) -> Result<String, CompileError> {
        drop_constraint::standard(cx, dropped)
    }

    /// Whether the CHECK that came with the old type of a column is dropped before the type
    /// changes.
    fn drops_type_checks(&self) -> bool {
        true
    }

    /// The action behind `ON DELETE`.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] if it is more than keywords.
    fn ondelete(&self, cx: &Context<'_>, action: &str) -> Result<String, CompileError> {
        cx.phrase(action).map(str::to_owned)
    }

    /// The clause of an exclusion constraint.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] where there are none.
    fn exclude(
        &self,
        context: &ConstraintContext<'_>,
        exclude: &ExcludeConstraint,
    ) -> Result<String, CompileError> {
        let _ = exclude;
        Err(cannot_render(context.cx.dialect, "ExcludeConstraint"))
    }

    /// `CREATE INDEX`; the name is quoted already.
    ///
    /// # Errors
    /// [`CompileError`].
    fn create_index(
        &self,
        cx: &Context<'_>,
        index: &Index,
        if_not_exists: bool,
        name: &str,
    ) -> Result<String, CompileError> {
        create_index::standard(cx, index, if_not_exists, name)
    }

    /// An expression that an index orders by, as it stands among the elements of CREATE INDEX.
    ///
    /// # Errors
    /// [`CompileError`] if the dialect has no words for it.
    fn index_expression(
        &self,
        cx: &Context<'_>,
        expression: &Expression,
    ) -> Result<String, CompileError> {
        cx.expression(expression)
    }

    /// What is locked while every row of a table is read or written.
    fn locking(&self) -> &'static dyn Locking {
        &NoLocks
    }

    /// The SQL of a default, as Alembic writes it into a script.
    fn default_in_script(&self, sql: String) -> String {
        sql
    }

    /// `DROP INDEX`.
    fn drop_index(&self, cx: &Context<'_>, dropped: &DroppedIndex<'_>) -> String {
        drop_index::standard(cx, dropped)
    }

    /// The statements of ALTER COLUMN.
    ///
    /// # Errors
    /// [`CompileError`] for a change that the dialect cannot make.
    fn alter_column(
        &self,
        cx: &Context<'_>,
        alter: &AlterColumn,
        compilation: &mut Compilation,
    ) -> Result<(), CompileError> {
        alter_column::standard(cx, alter, compilation)
    }

    /// The words that rename a column.
    fn rename_column(&self) -> &'static str {
        "RENAME"
    }

    /// Sets the comment of a column that exists.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] where columns have none.
    fn column_comment(
        &self,
        cx: &Context<'_>,
        table: &QualifiedName,
        column: &Identifier,
        comment: Option<&str>,
    ) -> Result<String, CompileError> {
        let _ = (table, column, comment);
        Err(cannot_render(cx.dialect, "ColumnComment"))
    }

    /// Makes, changes or removes the identity of a column that exists; `None` if nothing is to
    /// be changed.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] where that cannot be done.
    fn alter_identity(
        &self,
        cx: &Context<'_>,
        alter: &AlterColumn,
        identity: Option<&Identity>,
        existing: Option<&Identity>,
    ) -> Result<Option<String>, CompileError> {
        let _ = (cx, alter, identity, existing);
        Err(CompileError::Unsupported {
            message: "Adding, removing or modifying an \"identity\" construct, e.g. GENERATED AS \
                      IDENTITY, to or from an existing column is not supported in this dialect."
                .to_owned(),
        })
    }

    /// Whether a batch must rebuild its table (`requires_recreate_in_batch()`).
    fn recreates_in_batch(&self, operations: &[Operation]) -> bool {
        let _ = operations;
        false
    }

    /// The options of a sequence or identity (`get_identity_options()`).
    fn sequence_options(&self, options: &SequenceOptions) -> String {
        column::sequence_options(options)
    }

    /// `AS type` of CREATE SEQUENCE, with a blank before it.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] for a type that the dialect does not have.
    fn sequence_type(&self, cx: &Context<'_>, data_type: &SqlType) -> Result<String, CompileError> {
        let _ = (cx, data_type);
        Ok(String::new())
    }

    /// `CREATE TYPE` of an enum, and the condition that says it is missing; `None` where there
    /// are no such types, and nothing is to be done.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] if the type has no name.
    fn create_enum(
        &self,
        cx: &Context<'_>,
        data_type: &EnumType,
    ) -> Result<Option<(String, Condition)>, CompileError> {
        let _ = (cx, data_type);
        Ok(None)
    }

    /// `DROP TYPE` of an enum, and the condition that says it is there.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] if the type has no name.
    fn drop_enum(
        &self,
        cx: &Context<'_>,
        drop: &DropEnum,
    ) -> Result<Option<(String, Condition)>, CompileError> {
        let _ = (cx, drop);
        Ok(None)
    }

    /// `CREATE DOMAIN`, and the condition that says it is missing.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] where there are none.
    fn create_domain(
        &self,
        cx: &Context<'_>,
        name: &QualifiedName,
        data_type: &NamedType,
    ) -> Result<(String, Condition), CompileError> {
        let _ = (name, data_type);
        Err(cannot_render(cx.dialect, "DOMAIN"))
    }

    /// `DROP DOMAIN`, and the condition that says it is there.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] where there are none.
    fn drop_domain(
        &self,
        cx: &Context<'_>,
        name: &QualifiedName,
    ) -> Result<(String, Condition), CompileError> {
        let _ = name;
        Err(cannot_render(cx.dialect, "DOMAIN"))
    }

    /// Creates a view, trigger, routine, ..., with its comment.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] for a kind of objects that the dialect does not have.
    fn create_object(
        &self,
        cx: &Context<'_>,
        object: &SchemaObject,
        compilation: &mut Compilation,
    ) -> Result<(), CompileError> {
        objects::standard_create(cx, object, compilation)
    }

    /// Drops a view, trigger, routine, ....
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] for a kind of objects that the dialect does not have.
    fn drop_object(
        &self,
        cx: &Context<'_>,
        object: &SchemaObject,
        compilation: &mut Compilation,
    ) -> Result<(), CompileError> {
        objects::standard_drop(cx, object, compilation)
    }

    /// Whether an object can become another one of its identity without being dropped, so that
    /// what uses it stays.
    fn replaces_in_place(&self, before: &SchemaObject, after: &SchemaObject) -> bool {
        let _ = (before, after);
        false
    }

    /// Replaces an object in place; asked only where [`Self::replaces_in_place`] said that this
    /// can be done.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] for a kind of objects that the dialect does not have.
    fn replace_object(
        &self,
        cx: &Context<'_>,
        before: &SchemaObject,
        after: &SchemaObject,
        compilation: &mut Compilation,
    ) -> Result<(), CompileError> {
        let _ = (before, compilation);
        Err(objects::refused(cx, after))
    }

    /// Changes the labels of an enum type.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] where there are no such types.
    fn alter_enum(
        &self,
        cx: &Context<'_>,
        alter: &AlterEnum,
        compilation: &mut Compilation,
    ) -> Result<(), CompileError> {
        let _ = (alter, compilation);
        Err(cannot_render(cx.dialect, "ENUM"))
    }
}
