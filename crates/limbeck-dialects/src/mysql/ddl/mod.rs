//! DDL of MySQL and MariaDB.

mod alter_column;
mod column;
mod index;
mod locking;
mod objects;
mod table;
#[cfg(test)]
mod tests;

use limbeck_schema::{
    Column, ConstraintKind, EnumType, Expression, Index, PrimaryKeyConstraint, QualifiedName,
    SchemaObject, SequenceOptions, SqlType, Table,
    operation::{AlterColumn, DropEnum, RenameTable},
};

use super::Vendor;
use crate::{
    Compilation, CompileError, Condition,
    ddl::{
        ConstraintContext, Context, DdlCompiler, DroppedConstraint, DroppedIndex, TableContext,
        column::sequence_options, constraint,
    },
    hazard::Locking,
    types::cannot_render,
};

/// The DDL of MySQL and MariaDB (`MySQLDDLCompiler`, `MySQLImpl`).
pub(super) struct Ddl(pub(super) Vendor);

impl DdlCompiler for Ddl {
    fn alters_counting(&self) -> bool {
        true
    }

    fn table_comment(
        &self,
        cx: &Context<'_>,
        table: &QualifiedName,
        comment: Option<&str>,
    ) -> Result<String, CompileError> {
        Ok(format!(
            "ALTER TABLE {} COMMENT {}",
            cx.qualified(table),
            cx.comment(comment)?
        ))
    }

    fn drop_table_comment(
        &self,
        cx: &Context<'_>,
        table: &QualifiedName,
    ) -> Result<String, CompileError> {
        self.table_comment(cx, table, Some(""))
    }

    /// Without its schema the new name would be one of the current database.
    fn new_table_name(&self, cx: &Context<'_>, rename: &RenameTable) -> String {
        cx.dotted(&QualifiedName {
            schema: rename.table.schema.clone(),
            name: rename.new_name.clone(),
        })
    }

    fn column(
        &self,
        cx: &Context<'_>,
        table: &TableContext<'_>,
        column: &Column,
        compilation: &mut Compilation,
    ) -> Result<String, CompileError> {
        column::specification(self.0, cx, table, column, compilation)
    }

    fn table_options(&self, cx: &Context<'_>, table: &Table) -> Result<String, CompileError> {
        table::options(cx, table)
    }

    fn primary_key(
        &self,
        context: &ConstraintContext<'_>,
        key: &PrimaryKeyConstraint,
    ) -> Result<Option<String>, CompileError> {
        let text = constraint::primary_key(context, key, "")?;
        Ok(Some(text + &index::using(&key.options, &context.cx)))
    }

    fn foreign_key_match(&self, _cx: &Context<'_>, _kind: &str) -> Result<String, CompileError> {
        Err(CompileError::Unsupported {
            message: "MySQL ignores the 'MATCH' keyword while at the same time causes ON \
                      UPDATE/ON DELETE clauses to be ignored."
                .to_owned(),
        })
    }

    fn drop_constraint(
        &self,
        cx: &Context<'_>,
        dropped: &DroppedConstraint<'_>,
    ) -> Result<String, CompileError> {
        let word = match (dropped.kind, self.0) {
            (Some(ConstraintKind::ForeignKey), _) => "FOREIGN KEY",
            (Some(ConstraintKind::Unique), _) => "INDEX",
            (Some(ConstraintKind::Check), Vendor::Mysql) => "CHECK",
            (Some(ConstraintKind::Check), Vendor::Mariadb) => "CONSTRAINT",
            (Some(ConstraintKind::PrimaryKey), _) => {
                let table = cx.qualified(dropped.table);
                return Ok(format!("ALTER TABLE {table} DROP PRIMARY KEY "));
            }
            (Some(ConstraintKind::Exclude) | None, _) => {
                return Err(CompileError::NotImplemented {
                    message: "No generic 'DROP CONSTRAINT' in MySQL - please specify constraint \
                              type"
                        .to_owned(),
                });
            }
        };
        Ok(format!(
            "ALTER TABLE {} DROP {word} {}",
            cx.qualified(dropped.table),
            dropped.quoted_name(cx)?
        ))
    }

    fn drops_type_checks(&self) -> bool {
        false
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
        index::expression_element(cx, expression)
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

    fn sequence_options(&self, options: &SequenceOptions) -> String {
        sequence_options(options).replace("NO CYCLE", "NOCYCLE")
    }

    fn before_table(
        &self,
        cx: &Context<'_>,
        data_type: &SqlType,
        _compilation: &mut Compilation,
    ) -> Result<(), CompileError> {
        match data_type.for_dialect(cx.dialect.name()) {
            SqlType::Enum(data_type) if insists_on_type(data_type) && data_type.create_type => {
                Err(cannot_render(cx.dialect, "CreateEnumType"))
            }
            _ => Ok(()),
        }
    }

    fn create_enum(
        &self,
        cx: &Context<'_>,
        data_type: &EnumType,
    ) -> Result<Option<(String, Condition)>, CompileError> {
        if insists_on_type(data_type) {
            return Err(cannot_render(cx.dialect, "CreateEnumType"));
        }
        Ok(None)
    }

    fn drop_enum(
        &self,
        cx: &Context<'_>,
        drop: &DropEnum,
    ) -> Result<Option<(String, Condition)>, CompileError> {
        if is_of_others(drop.dialect.as_deref()) {
            return Err(cannot_render(cx.dialect, "DropEnumType"));
        }
        Ok(None)
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
        objects::drop(cx, object, compilation)
    }

    fn replaces_in_place(&self, before: &SchemaObject, after: &SchemaObject) -> bool {
        objects::replaces_in_place(before, after)
    }

    fn replace_object(
        &self,
        cx: &Context<'_>,
        _before: &SchemaObject,
        after: &SchemaObject,
        compilation: &mut Compilation,
    ) -> Result<(), CompileError> {
        objects::replace(cx, after, compilation)
    }
}

/// Whether an enum is the class of another dialect, whose enums are types of their own: here they
/// belong to their column.
fn insists_on_type(data_type: &EnumType) -> bool {
    data_type.native && is_of_others(data_type.dialect.as_deref())
}

/// Whether a class is that of a dialect outside of the family.
fn is_of_others(dialect: Option<&str>) -> bool {
    dialect.is_some_and(|dialect| dialect != super::NAME)
}
