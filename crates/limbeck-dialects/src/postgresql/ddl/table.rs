//! What stands behind the closing bracket of CREATE TABLE.

use limbeck_schema::{Identifier, QualifiedName, Table};

use super::{super::NAME, index::storage_parameters};
use crate::{
    CompileError,
    ddl::{Context, options::Options},
};

/// The tables of `INHERITS`.
pub(super) fn parents(table: &Table) -> Vec<QualifiedName> {
    let names = Options::new(&table.options, NAME).texts("inherits");
    names
        .into_iter()
        .map(|name| QualifiedName::in_schema(table.name.schema.clone(), name))
        .collect()
}

/// `INHERITS`, `PARTITION BY`, `USING`, `WITH`, `ON COMMIT`, `TABLESPACE`
/// (`PGDDLCompiler.post_create_table()`).
pub(super) fn options(cx: &Context<'_>, table: &Table) -> Result<String, CompileError> {
    let options = Options::new(&table.options, NAME);
    let mut text = String::new();
    let parents: Vec<Identifier> = options
        .texts("inherits")
        .into_iter()
        .map(Identifier::from)
        .collect();
    if !parents.is_empty() {
        text.push_str(&format!("\n INHERITS ({})", cx.quote_all(&parents)));
    }
    if let Some(partition) = options.text("partition_by") {
        text.push_str(&format!("\n PARTITION BY {partition}"));
    }
    if let Some(method) = options.text("using") {
        text.push_str(&format!("\n USING {method}"));
    }
    let with = storage_parameters(&options.map("with"));
    if !with.is_empty() {
        text.push_str(&format!("\n WITH ({with})"));
    }
    match options.flag("with_oids") {
        Some(true) => text.push_str("\n WITH OIDS"),
        Some(false) => text.push_str("\n WITHOUT OIDS"),
        None => {}
    }
    if let Some(action) = options.text("on_commit") {
        let action = action.replace('_', " ").to_uppercase();
        text.push_str(&format!("\n ON COMMIT {action}"));
    }
    if let Some(tablespace) = options.text("tablespace") {
        text.push_str(&format!("\n TABLESPACE {}", cx.quote(&tablespace.into())));
    }
    Ok(text)
}
