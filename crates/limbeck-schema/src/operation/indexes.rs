//! Indexes created and dropped.

use crate::{ConstraintName, DialectOptions, Index, NamingConvention, QualifiedName};

/// `op.create_index`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateIndex {
    /// The index.
    pub index: Index,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// How what has no name is called: by the `MetaData` that it is part of; `None` is the
    /// convention of `target_metadata`.
    pub naming_convention: Option<NamingConvention>,
}

/// `op.drop_index`.
#[derive(Clone, Debug, PartialEq)]
pub struct DropIndex {
    /// Its name.
    pub name: ConstraintName,
    /// Its table, if said; `schema` alone is kept in [`DropIndex::schema`].
    pub table: Option<QualifiedName>,
    /// Its schema.
    pub schema: Option<crate::Identifier>,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// Dialect keywords.
    pub options: DialectOptions,
    /// The index as it was, if known; what a reverse creates.
    pub before: Option<Box<Index>>,
    /// How what has no name is called: by the `MetaData` that it is part of; `None` is the
    /// convention of `target_metadata`.
    pub naming_convention: Option<NamingConvention>,
}
