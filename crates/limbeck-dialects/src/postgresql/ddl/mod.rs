//! DDL of PostgreSQL.

mod alter_column;
mod alter_enum;
mod column;
mod constraint;
mod conversion;
mod index;
mod locking;
mod named_type;
mod objects;
mod table;

use limbeck_schema::{
    Column, Computed, Constraint, DialectOptions, EnumType, ExcludeConstraint, Expression,
    ForeignKeyConstraint, Identifier, Identity, Index, NamedType, PrimaryKeyConstraint,
    QualifiedName, SchemaObject, SqlType, Table, UniqueConstraint,
    operation::{AlterColumn, AlterEnum, DropEnum},
};

use crate::{
    Compilation, CompileError, Condition,
    ddl::{CheckClause, ConstraintContext, Context, DdlCompiler, DroppedIndex, TableContext},
    hazard::Locking,
};

/// The DDL of PostgreSQL (`PGDDLCompiler`, `PostgresqlImpl`).
pub(super) struct Ddl;

impl DdlCompiler for Ddl {
    fn has_comments(&self) -> bool {
        true
    }

    fn parents(&self, table: &Table) -> Vec<QualifiedName> {
        table::parents(table)
    }

    fn is_added_to_table(&self, constraint: &Constraint) -> bool {
        constraint::is_not_valid(constraint)
    }

    fn converts_defaults(&self) -> bool {
        false
    }

    fn conversion(
        &self,
        cx: &Context<'_>,
        column: &Identifier,
        from: &SqlType,
        to: &SqlType,
    ) -> Result<DialectOptions, CompileError> {
        conversion::using(cx, column, from, to)
    }

    fn has_identity(&self, cx: &Context<'_>) -> bool {
        column::has_identity(cx)
    }

    fn before_table(
        &self,
        cx: &Context<'_>,
        data_type: &SqlType,
        compilation: &mut Compilation,
    ) -> Result<(), CompileError> {
        named_type::before_table(cx, data_type, compilation)
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

    fn computed(
        &self,
        cx: &Context<'_>,
        column: &str,
        computed: &Computed,
        compilation: &mut Compilation,
    ) -> Result<String, CompileError> {
        column::computed(cx, column, computed, compilation)
    }

    fn table_options(&self, cx: &Context<'_>, table: &Table) -> Result<String, CompileError> {
        table::options(cx, table)
    }

    fn primary_key(
        &self,
        context: &ConstraintContext<'_>,
        key: &PrimaryKeyConstraint,
    ) -> Result<Option<String>, CompileError> {
        constraint::primary_key(context, key).map(Some)
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

    fn foreign_key(
        &self,
        context: &ConstraintContext<'_>,
        key: &ForeignKeyConstraint,
    ) -> Result<Option<String>, CompileError> {
        constraint::foreign_key(context, key).map(Some)
    }

    fn ondelete(&self, _cx: &Context<'_>, action: &str) -> Result<String, CompileError> {
        constraint::ondelete(action)
    }

    fn exclude(
        &self,
        context: &ConstraintContext<'_>,
        exclude: &ExcludeConstraint,
    ) -> Result<String, CompileError> {
        constraint::exclude(context, exclude)
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

    fn locking(&self) -> &'static dyn Locking {
        &locking::Locks
    }

    fn index_expression(
        &self,
        cx: &Context<'_>,
        expression: &Expression,
    ) -> Result<String, CompileError> {
        cx.grouped(expression)
    }

    fn drop_index(&self, cx: &Context<'_>, dropped: &DroppedIndex<'_>) -> String {
        index::drop(cx, dropped)
    }

    fn alter_column(
        &self,
        cx: &Context<'_>,
        alter: &AlterColumn,
        compilation: &mut Compilation,
    ) -> Result<(), CompileError> {
        alter_column::compile(cx, alter, compilation)
    }

    fn column_comment(
        &self,
        cx: &Context<'_>,
        table: &QualifiedName,
        column: &Identifier,
        comment: Option<&str>,
    ) -> Result<String, CompileError> {
        alter_column::comment(cx, table, column, comment)
    }

    fn alter_identity(
        &self,
        cx: &Context<'_>,
        alter: &AlterColumn,
        identity: Option<&Identity>,
        existing: Option<&Identity>,
    ) -> Result<Option<String>, CompileError> {
        Ok(alter_column::identity(cx, alter, identity, existing))
    }

    fn sequence_type(&self, cx: &Context<'_>, data_type: &SqlType) -> Result<String, CompileError> {
        Ok(format!(" AS {}", cx.data_type(data_type)?))
    }

    fn create_enum(
        &self,
        cx: &Context<'_>,
        data_type: &EnumType,
    ) -> Result<Option<(String, Condition)>, CompileError> {
        named_type::create_enum(cx, data_type)
    }

    fn drop_enum(
        &self,
        cx: &Context<'_>,
        drop: &DropEnum,
    ) -> Result<Option<(String, Condition)>, CompileError> {
        named_type::drop(cx, "TYPE", "ENUM", &drop.name).map(Some)
    }

    fn create_domain(
        &self,
        cx: &Context<'_>,
        name: &QualifiedName,
        data_type: &NamedType,
    ) -> Result<(String, Condition), CompileError> {
        named_type::create_domain(cx, name, data_type)
    }

    fn drop_domain(
        &self,
        cx: &Context<'_>,
        name: &QualifiedName,
    ) -> Result<(String, Condition), CompileError> {
        named_type::drop(cx, "DOMAIN", "DOMAIN", name)
    }

    fn create_object(
        &self,
        cx: &Context<'_>,
        object: &SchemaObject,
        compilation: &mut Compilation,
    ) -> Result<(), CompileError> {
        objects::create(cx, object, compilation)
    }

    fn drop_object(
        &self,
        cx: &Context<'_>,
        object: &SchemaObject,
        compilation: &mut Compilation,
    ) -> Result<(), CompileError> {
        objects::drop(cx, object, compilation);
        Ok(())
    }

    fn replaces_in_place(&self, before: &SchemaObject, after: &SchemaObject) -> bool {
        objects::replaces_in_place(before, after)
    }

    fn replace_object(
        &self,
        cx: &Context<'_>,
        before: &SchemaObject,
        after: &SchemaObject,
        compilation: &mut Compilation,
    ) -> Result<(), CompileError> {
        objects::replace(cx, before, after, compilation)
    }

    fn alter_enum(
        &self,
        cx: &Context<'_>,
        alter: &AlterEnum,
        compilation: &mut Compilation,
    ) -> Result<(), CompileError> {
        alter_enum::compile(cx, alter, compilation)
    }
}
