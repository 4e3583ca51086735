//! Columns: SERIAL, identity and generated columns.

use limbeck_schema::{Column, Computed, ServerDefault, SqlType};

use super::super::NAME;
use crate::{
    Compilation, CompileError,
    ddl::{Context, TableContext, column},
    types::{IntegerWidth, integer_width},
};

/// Name, type, default and nullability (`PGDDLCompiler.get_column_specification()`).
pub(super) fn specification(
    cx: &Context<'_>,
    table: &TableContext<'_>,
    column: &Column,
    compilation: &mut Compilation,
) -> Result<String, CompileError> {
    let mut text = cx.quote(&column.name);
    text.push(' ');
    if is_serial(cx, table, column)? {
        text.push_str(serial(column.data_type.for_dialect(NAME)));
    } else {
        text.push_str(&cx.data_type(&column.data_type)?);
        if let Some(default) = cx.server_default(column.server_default.as_ref())? {
            text.push_str(&format!(" DEFAULT {default}"));
        }
    }
    let has_identity = column::push_generated(cx, table, column, &mut text, compilation)?;
    match (column.nullable, has_identity) {
        (false, false) => text.push_str(" NOT NULL"),
        (true, true) => text.push_str(" NULL"),
        (false, true) | (true, false) => {}
    }
    Ok(text)
}

/// Whether the server counts with a sequence that it makes itself.
fn is_serial(
    cx: &Context<'_>,
    table: &TableContext<'_>,
    column: &Column,
) -> Result<bool, CompileError> {
    let has_identity =
        has_identity(cx) && matches!(column.server_default, Some(ServerDefault::Identity(_)));
    let has_client_default = column.default.is_some() || column.has_callable_default;
    let has_sequence = column
        .sequence
        .as_ref()
        .is_some_and(|sequence| !sequence.optional);
    let counts = table.is_autoincrement(column)?;
    Ok(counts && !has_identity && !has_client_default && !has_sequence)
}

fn serial(data_type: &SqlType) -> &'static str {
    match integer_width(data_type) {
        Some(IntegerWidth::Big) => "BIGSERIAL",
        Some(IntegerWidth::Small) => "SMALLSERIAL",
        Some(IntegerWidth::Normal) | None => "SERIAL",
    }
}

/// Whether the server has identity columns: since version 10.
pub(super) fn has_identity(cx: &Context<'_>) -> bool {
    cx.options
        .server_version
        .is_none_or(|version| version >= (10, 0, 0))
}

/// `GENERATED ALWAYS AS (...)`; before version 18 the server has stored columns only.
pub(super) fn computed(
    cx: &Context<'_>,
    name: &str,
    computed: &Computed,
    compilation: &mut Compilation,
) -> Result<String, CompileError> {
    let has_virtual = cx
        .options
        .server_version
        .is_none_or(|version| version >= (18, 0, 0));
    if has_virtual {
        return column::computed(cx, computed);
    }
    match computed.persisted {
        Some(true) => {}
        Some(false) => {
            return Err(CompileError::Unsupported {
                message: "PostrgreSQL computed columns do not support 'virtual' persistence; set \
                          the 'persisted' flag to None or True for PostgreSQL support."
                    .to_owned(),
            });
        }
        None => compilation.warn(format!(
            "Computed column {name} is being created as 'STORED' since the current PostgreSQL \
             version does not support VIRTUAL columns. On PostgreSQL 18+, when 'persisted' is not \
             specified, no keyword will be rendered and VIRTUAL will be used by default. Set \
             'persisted=True' to ensure STORED behavior across all PostgreSQL versions."
        )),
    }
    Ok(format!(
        "GENERATED ALWAYS AS ({}) STORED",
        cx.expression(&computed.expression)?
    ))
}
