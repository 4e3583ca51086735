//! Comments of tables.

use crate::QualifiedName;

/// `op.create_table_comment`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateTableComment {
    /// The table.
    pub table: QualifiedName,
    /// The comment.
    pub comment: Option<String>,
    /// The comment before.
    pub existing_comment: Option<String>,
}

/// `op.drop_table_comment`.
#[derive(Clone, Debug, PartialEq)]
pub struct DropTableComment {
    /// The table.
    pub table: QualifiedName,
    /// The comment before.
    pub existing_comment: Option<String>,
}
