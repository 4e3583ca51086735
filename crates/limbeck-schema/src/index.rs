//! Indexes.

use crate::{ConstraintName, DialectOptions, Expression, Identifier, QualifiedName};

/// What an index orders by.
#[derive(Clone, Debug, PartialEq)]
pub enum IndexElement {
    /// A column.
    Column(Identifier),
    /// An expression; a label around it is its key in `postgresql_ops`.
    Expression(Expression),
}

/// `sa.Index(...)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    /// Its name.
    pub name: ConstraintName,
    /// The table it belongs to.
    pub table: QualifiedName,
    /// What it orders by.
    pub elements: Vec<IndexElement>,
    /// `UNIQUE`.
    pub unique: bool,
    /// Dialect keywords.
    pub options: DialectOptions,
}
