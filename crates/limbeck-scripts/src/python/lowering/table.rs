//! Tables.

use limbeck_python::Tree;
use limbeck_schema::Table;

use super::{
    column::column,
    constraint::constraint,
    fields::{Lowered, each, node_of, optional_text, unexpected},
    index::index,
    names::qualified_name,
    options::{info, options},
};

/// `sa.Table(...)`.
pub(crate) fn table(tree: &Tree) -> Lowered<Table> {
    node_of(tree, "Table")?;
    Ok(Table {
        name: qualified_name(tree, "name")?,
        columns: each(tree, "columns", column)?,
        constraints: each(tree, "constraints", constraint)?,
        indexes: each(tree, "indexes", index)?,
        comment: optional_text(tree, "comment")?,
        prefixes: each(tree, "prefixes", |prefix| {
            prefix
                .as_str()
                .map(str::to_owned)
                .ok_or_else(|| unexpected("a string among the prefixes", prefix))
        })?,
        options: options(tree, "options")?,
        info: info(tree)?,
    })
}
