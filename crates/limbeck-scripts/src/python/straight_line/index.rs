//! Indexes as `op.create_index` and `op.drop_index` describe them.

use limbeck_python::Tree;

use super::arguments::Bound;
use super::symbols::is_index_keyword;
use super::value::{Value, node, text, truth};

/// What the index is on.
pub(super) struct On {
    /// The table.
    pub(super) table: Tree,
    /// Its schema.
    pub(super) schema: Tree,
    /// Columns and expressions; those of an index that is dropped are not known.
    pub(super) elements: Vec<Tree>,
}

/// Columns by name, and expressions.
pub(super) fn elements(value: Value) -> Option<Vec<Tree>> {
    let element = |member: Value| match member {
        Value::Element(element) => Some(element),
        other => text(other.plain()?),
    };
    value.members()?.into_iter().map(element).collect()
}

/// The node of an index; what is left of the arguments are keywords of single dialects.
pub(super) fn index(name: Tree, on: On, arguments: &mut Bound) -> Option<Tree> {
    let unique = truth(&arguments.plain("unique")?)?;
    let options = arguments.options(is_index_keyword)?;
    Some(node(
        "Index",
        vec![
            ("name", name),
            ("table", on.table),
            ("schema", on.schema),
            ("elements", Tree::List(on.elements)),
            ("unique", Tree::Bool(unique)),
            ("options", options),
        ],
    ))
}
