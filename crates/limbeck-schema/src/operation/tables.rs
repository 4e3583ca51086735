//! Tables as a whole.

use crate::{Identifier, NamingConvention, QualifiedName, Table};

/// `op.create_table`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateTable {
    /// The table with its columns, constraints and indexes.
    pub table: Table,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// How what has no name is called: by the `MetaData` that it is part of; `None` is the
    /// convention of `target_metadata`.
    pub naming_convention: Option<NamingConvention>,
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
    /// How what has no name is called: by the `MetaData` that it is part of; `None` is the
    /// convention of `target_metadata`.
    pub naming_convention: Option<NamingConvention>,
}

/// `op.rename_table`.
#[derive(Clone, Debug, PartialEq)]
pub struct RenameTable {
    /// Its name.
    pub table: QualifiedName,
    /// Its new name, in the same schema.
    pub new_name: Identifier,
}
