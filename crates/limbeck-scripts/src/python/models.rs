//! Parts of a `MetaData` from trees of the shape that the stand-ins have: what real models are lowered with, too.

use limbeck_python::{Raise, Tree};
use limbeck_schema::{Identifier, NamingConvention, Sequence, Table};

use super::lowering::{column, names, table};

/// A table.
///
/// # Errors
/// [`Raise`] if the tree is none.
pub fn table(tree: &Tree) -> Result<Table, Raise> {
    table::table(tree)
}

/// A sequence.
///
/// # Errors
/// [`Raise`] if the tree is none.
pub fn sequence(tree: &Tree) -> Result<Sequence, Raise> {
    column::sequence(tree)
}

/// A naming convention.
///
/// # Errors
/// [`Raise`] if the tree is none.
pub fn naming_convention(tree: &Tree) -> Result<NamingConvention, Raise> {
    names::naming_convention(tree)
}

/// The field of a tree that is a name, or `None`.
///
/// # Errors
/// [`Raise`] if it is neither.
pub fn optional_identifier(tree: &Tree, field: &str) -> Result<Option<Identifier>, Raise> {
    names::optional_identifier(tree, field)
}
