//! Tables.

use crate::{Column, Constraint, DialectOptions, Identifier, Index, Literal, QualifiedName};

/// A table, as `sa.Table(...)` or `op.create_table(...)` describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its name.
    pub name: QualifiedName,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Its table-level constraints, in the order given.
    pub constraints: Vec<Constraint>,
    /// Its indexes, in the order given.
    pub indexes: Vec<Index>,
    /// Its comment.
    pub comment: Option<String>,
    /// Words between CREATE and TABLE.
    pub prefixes: Vec<String>,
    /// Dialect keywords.
    pub options: DialectOptions,
    /// `info`: what the application keeps beside it, as far as it is plain data.
    pub info: Vec<(String, Literal)>,
}

impl Table {
    /// A table without columns.
    pub fn new(name: QualifiedName) -> Self {
        Self {
            name,
            columns: Vec::new(),
            constraints: Vec::new(),
            indexes: Vec::new(),
            comment: None,
            prefixes: Vec::new(),
            options: DialectOptions::default(),
            info: Vec::new(),
        }
    }

    /// The column of that name.
    pub fn column(&self, name: &Identifier) -> Option<&Column> {
        self.columns
            .iter()
            .find(|column| column.name.text == name.text)
    }
}
