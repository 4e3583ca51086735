//! Constraints added to and dropped from existing tables.

use crate::{Constraint, ConstraintKind, ConstraintName, NamingConvention, QualifiedName};

/// `op.create_primary_key`, `op.create_unique_constraint`, `op.create_foreign_key`,
/// `op.create_check_constraint`, `op.create_exclude_constraint`.
#[derive(Clone, Debug, PartialEq)]
pub struct AddConstraint {
    /// The table.
    pub table: QualifiedName,
    /// The constraint.
    pub constraint: Constraint,
    /// How what has no name is called: by the `MetaData` that it is part of; `None` is the
    /// convention of `target_metadata`.
    pub naming_convention: Option<NamingConvention>,
}

/// `op.drop_constraint`.
#[derive(Clone, Debug, PartialEq)]
pub struct DropConstraint {
    /// The table.
    pub table: QualifiedName,
    /// Its name.
    pub name: ConstraintName,
    /// Its kind, if said.
    pub kind: Option<ConstraintKind>,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// The constraint as it was, if known; what a reverse adds.
    pub before: Option<Box<Constraint>>,
    /// How what has no name is called: by the `MetaData` that it is part of; `None` is the
    /// convention of `target_metadata`.
    pub naming_convention: Option<NamingConvention>,
}
