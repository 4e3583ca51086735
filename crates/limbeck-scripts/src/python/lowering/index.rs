//! Indexes.

use limbeck_python::Tree;
use limbeck_schema::{Identifier, Index, IndexElement, QualifiedName};

use super::{
    expression,
    fields::{Lowered, each, flag, node_of},
    names::{constraint_name, identifier, optional_identifier},
    options::options,
};

/// `sa.Index(...)`.
pub(crate) fn index(tree: &Tree) -> Lowered<Index> {
    let node = node_of(tree, "Index")?;
    Ok(Index {
        name: constraint_name(node.get("name"))?,
        table: QualifiedName::in_schema(
            optional_identifier(tree, "schema")?,
            optional_identifier(tree, "table")?.unwrap_or_else(|| Identifier::new("no_table")),
        ),
        elements: each(tree, "elements", element)?,
        unique: flag(tree, "unique")?,
        options: options(tree, "options")?,
    })
}

fn element(tree: &Tree) -> Lowered<IndexElement> {
    Ok(if tree.as_str().is_some() {
        IndexElement::Column(identifier(tree)?)
    } else {
        IndexElement::Expression(expression::expression(tree)?)
    })
}
