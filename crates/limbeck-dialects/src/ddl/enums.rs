//! `Enum(...).create(bind)` and `Enum(...).drop(bind)`.

use limbeck_schema::operation::{CreateEnum, DropEnum};

use super::Context;
use crate::{Compilation, CompileError};

/// Creates the type, where the dialect has such types; else nothing is to be done.
pub(super) fn create(
    cx: &Context<'_>,
    create: &CreateEnum,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    if let Some((sql, condition)) = cx.ddl().create_enum(cx, &create.data_type)? {
        compilation.push_if(sql, create.check_first.then_some(condition));
    }
    Ok(())
}

/// Drops the type, where the dialect has such types; else nothing is to be done.
pub(super) fn drop(
    cx: &Context<'_>,
    drop: &DropEnum,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    if let Some((sql, condition)) = cx.ddl().drop_enum(cx, &drop.name)? {
        compilation.push_if(sql, drop.check_first.then_some(condition));
    }
    Ok(())
}
