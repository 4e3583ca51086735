//! Indexes: the schema stands before the name of the index, and WHERE.

use limbeck_schema::{Index, QualifiedName};

use super::super::NAME;
use crate::{
    CompileError, CompileOptions, SchemaTranslateMap,
    ddl::{Context, create_index, options::Options},
};

/// `CREATE INDEX` (`SQLiteDDLCompiler.visit_create_index()`).
pub(super) fn create(
    cx: &Context<'_>,
    index: &Index,
    if_not_exists: bool,
    name: &str,
) -> Result<String, CompileError> {
    let name = match cx.options.schema(index.table.schema.as_ref()) {
        Some(schema) if !schema.as_str().is_empty() => format!("{}.{name}", cx.quote(schema)),
        _ => name.to_owned(),
    };
    let local = Index {
        table: QualifiedName::new(index.table.name.clone()),
        ..index.clone()
    };
    // The table is in the schema of the index, and is named without it.
    let options = CompileOptions {
        schema_translate_map: SchemaTranslateMap::default(),
        ..cx.options.clone()
    };
    let cx = &Context {
        options: &options,
        ..*cx
    };
    let mut text = create_index::standard(cx, &local, if_not_exists, &name)?;
    if let Some(condition) = Options::new(&index.options, NAME).condition("where") {
        text.push_str(&format!(" WHERE {}", cx.expression(&condition)?));
    }
    Ok(text)
}
