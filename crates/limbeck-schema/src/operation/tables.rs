//! Tables as a whole.

use crate::{Identifier, QualifiedName, Table};

/// `op.create_table`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateTable {
    /// The table with its columns, constraints and indexes.
    pub table: Table,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
}

/// `op.drop_table`.
#[derive(Clone, Debug, PartialEq)]
pub struct DropTable {
    /// Its name.
    pub table: QualifiedName,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// The table as it was, if the script or autogenerate knows it; what a reverse creates.
    pub before: Option<Box<Table>>,
}

/// `op.rename_table`.
#[derive(Clone, Debug, PartialEq)]
pub struct RenameTable {
    /// Its name.
    pub table: QualifiedName,
    /// Its new name, in the same schema.
    pub new_name: Identifier,
}
