//! `op.create_primary_key`, `op.create_unique_constraint`, `op.create_foreign_key`,
//! `op.create_check_constraint`, `op.create_exclude_constraint`.

use std::borrow::Cow;

use limbeck_schema::{
    Constraint, Deferral, DialectOptions, QualifiedName, operation::AddConstraint,
};

use super::{
    Context,
    constraint::{CheckClause, ConstraintContext, check_columns, clause},
    table::{TableConstraint, constraint_name},
    type_check::TypeCheck,
};
use crate::{Compilation, CompileError};

/// `ALTER TABLE ... ADD`.
pub(super) fn compile(
    cx: &Context<'_>,
    add: &AddConstraint,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    check_columns(&add.constraint)?;
    // What the operation refers to is all there is to know: the convention may name it.
    let name = constraint_name(cx, &add.table, &add.constraint, true)?;
    let context = ConstraintContext {
        cx: *cx,
        table_name: &add.table,
        table: None,
        name,
    };
    push(&context, &add.constraint, compilation)
}

/// Adds a constraint that follows from a column.
pub(super) fn compile_constraint(
    cx: &Context<'_>,
    table: &QualifiedName,
    constraint: &TableConstraint<'_>,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    match constraint {
        TableConstraint::Plain(constraint) => {
            let constraint: &Cow<'_, Constraint> = constraint;
            let context = ConstraintContext {
                cx: *cx,
                table_name: table,
                table: None,
                name: constraint_name(cx, table, constraint, false)?,
            };
            push(&context, constraint, compilation)
        }
        TableConstraint::TypeCheck(check) => compile_type_check(cx, table, *check, compilation),
    }
}

/// Adds the CHECK of a boolean or enum where the dialect has no type for it.
pub(super) fn compile_type_check(
    cx: &Context<'_>,
    table: &QualifiedName,
    check: TypeCheck<'_>,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    if !check.applies(cx) {
        return Ok(());
    }
    if let Some(refusal) = cx.ddl().constraint_refusal() {
        compilation.warn(refusal.warning);
        return Ok(());
    }
    let context = ConstraintContext {
        cx: *cx,
        table_name: table,
        table: None,
        name: check.name(cx, table)?,
    };
    let check = CheckClause {
        condition: check.condition(cx)?,
        deferral: &Deferral::default(),
        options: &DialectOptions::default(),
    };
    compilation.push(format!(
        "ALTER TABLE {} ADD {}",
        cx.qualified(table),
        cx.ddl().check(&context, &check)?
    ));
    Ok(())
}

fn push(
    context: &ConstraintContext<'_>,
    constraint: &Constraint,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    if let Some(refusal) = context.cx.ddl().constraint_refusal() {
        return Err(refusal.error());
    }
    if let Some(clause) = clause(context, constraint)? {
        compilation.push(format!(
            "ALTER TABLE {} ADD {clause}",
            context.cx.qualified(context.table_name)
        ));
    }
    Ok(())
}
