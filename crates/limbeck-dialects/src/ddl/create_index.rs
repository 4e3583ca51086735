//! `op.create_index`.

use limbeck_schema::{Index, IndexElement, operation::CreateIndex};

use super::{Context, table::index_name};
use crate::{Compilation, CompileError};

/// `CREATE INDEX`.
pub(super) fn compile(
    cx: &Context<'_>,
    create: &CreateIndex,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    compile_index(cx, &create.index, create.if_not_exists, compilation)
}

/// Creates an index of a table that may have come just before it.
pub(super) fn compile_index(
    cx: &Context<'_>,
    index: &Index,
    if_not_exists: bool,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let name = index_name(cx, index)?.ok_or_else(|| CompileError::Unsupported {
        message: "CREATE INDEX requires that the index have a name".to_owned(),
    })?;
    let name = cx.constraint_name(&name)?;
    let sql = cx.ddl().create_index(cx, index, if_not_exists, &name)?;
    compilation.push(sql);
    Ok(())
}

/// CREATE INDEX with what all dialects know.
pub(crate) fn standard(
    cx: &Context<'_>,
    index: &Index,
    if_not_exists: bool,
    name: &str,
) -> Result<String, CompileError> {
    Ok(format!(
        "CREATE {}INDEX {}{name} ON {} ({})",
        if index.unique { "UNIQUE " } else { "" },
        if if_not_exists { "IF NOT EXISTS " } else { "" },
        cx.qualified(&index.table),
        elements(cx, index)?
    ))
}

/// What an index orders by, separated by commas.
pub(crate) fn elements(cx: &Context<'_>, index: &Index) -> Result<String, CompileError> {
    let elements = index
        .elements
        .iter()
        .map(|element| match element {
            IndexElement::Column(name) => Ok(cx.quote(name)),
            IndexElement::Expression(expression) => cx.expression(expression),
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(elements.join(", "))
}
