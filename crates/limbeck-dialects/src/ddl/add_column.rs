//! `op.add_column`.

use limbeck_schema::{Column, Constraint, Table, operation::AddColumn};

use super::{
    Context, add_constraint, column, comments, constraint, create_index,
    table::{TableConstraint, TableContext, column_constraints, column_index},
};
use crate::{Compilation, CompileError};

/// ADD COLUMN, then an ALTER for every constraint that does not stand in the column itself.
pub(super) fn compile(
    cx: &Context<'_>,
    add: &AddColumn,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let mut table = Table::new(add.table.clone());
    table.columns.push(add.column.clone());
    let table = TableContext::new(cx, &table)?;
    let statement = statement(cx, add, &table, compilation)?;
    compilation.push(statement);
    for constraint in separate_constraints(add) {
        add_constraint::compile_constraint(cx, &add.table, &constraint, compilation)?;
    }
    if add.column.index {
        let index = column_index(&add.table, &add.column);
        create_index::compile_index(cx, &index, false, compilation)?;
    }
    if let (true, Some(comment)) = (cx.ddl().has_comments(), &add.column.comment) {
        compilation.push(comments::column(cx, &add.table, &add.column.name, comment)?);
    }
    Ok(())
}

/// The constraints of the column that need statements of their own.
pub(crate) fn separate_constraints(add: &AddColumn) -> Vec<TableConstraint<'_>> {
    let inline_key = inline_foreign_key(add).is_some();
    column_constraints(&add.column)
        .into_iter()
        .filter(|constraint| match constraint {
            TableConstraint::Plain(constraint) => {
                !(inline_key && matches!(constraint.as_ref(), Constraint::ForeignKey(_)))
            }
            TableConstraint::TypeCheck(_) => true,
        })
        .collect()
}

fn statement(
    cx: &Context<'_>,
    add: &AddColumn,
    table: &TableContext<'_>,
    compilation: &mut Compilation,
) -> Result<String, CompileError> {
    let mut text = format!(
        "{} ADD COLUMN {}{}",
        cx.alter_table(&add.table),
        if add.if_not_exists {
            "IF NOT EXISTS "
        } else {
            ""
        },
        cx.ddl().column(cx, table, &add.column, compilation)?
    );
    if add.inline_primary_key && add.column.primary_key {
        text.push_str(" PRIMARY KEY");
    }
    if let Some(key) = inline_foreign_key(add) {
        let referred_column = key.referred_column.as_ref().unwrap_or(&add.column.name);
        text.push_str(&format!(
            " REFERENCES {} ({}){}",
            cx.qualified(&key.referred_table),
            cx.quote(referred_column),
            constraint::foreign_key_actions(
                cx,
                key.match_.as_deref(),
                key.ondelete.as_deref(),
                key.onupdate.as_deref(),
                &key.deferral,
            )?
        ));
    }
    for check in column::checks(cx, table, &add.column)? {
        text.push(' ');
        text.push_str(&check);
    }
    Ok(text)
}

/// The foreign key that stands in the column itself: its only one, if that was asked for.
fn inline_foreign_key(add: &AddColumn) -> Option<&limbeck_schema::InlineForeignKey> {
    let Column { foreign_keys, .. } = &add.column;
    match foreign_keys.as_slice() {
        [key] if add.inline_references => Some(key),
        _ => None,
    }
}
