//! Columns added and dropped.

use crate::{Column, DialectOptions, Identifier, QualifiedName, SqlType};

/// `op.add_column`.
#[derive(Clone, Debug, PartialEq)]
pub struct AddColumn {
    /// The table.
    pub table: QualifiedName,
    /// The column.
    pub column: Column,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `inline_references=True`: `REFERENCES` in the same statement.
    pub inline_references: bool,
    /// `inline_primary_key=True`: `PRIMARY KEY` in the same statement.
    pub inline_primary_key: bool,
    /// `insert_before` of batch mode.
    pub insert_before: Option<Identifier>,
    /// `insert_after` of batch mode.
    pub insert_after: Option<Identifier>,
}

/// `op.drop_column`.
#[derive(Clone, Debug, PartialEq)]
pub struct DropColumn {
    /// The table.
    pub table: QualifiedName,
    /// The column.
    pub column: Identifier,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// Its type, if said: a batch drops the CHECK of that name with it.
    pub existing_type: Option<SqlType>,
    /// Dialect keywords.
    pub options: DialectOptions,
    /// The column as it was, if known; what a reverse adds.
    pub before: Option<Box<Column>>,
}
