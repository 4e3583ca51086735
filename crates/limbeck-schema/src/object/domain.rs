//! Domains.

use crate::{Identifier, QualifiedName};

/// A domain: a type with a default and checks of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Domain {
    /// Its name.
    pub name: QualifiedName,
    /// The type below it, as the server writes it.
    pub data_type: String,
    /// `COLLATE`, if it is not that of the type.
    pub collation: Option<QualifiedName>,
    /// `DEFAULT`, as the server writes it.
    pub default: Option<String>,
    /// `NOT NULL`.
    pub not_null: bool,
    /// Its checks, sorted by name.
    pub constraints: Vec<DomainConstraint>,
    /// Its comment.
    pub comment: Option<String>,
}

/// A check of a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainConstraint {
    /// Its name.
    pub name: Identifier,
    /// `CHECK (...)`, as the server writes it, `NOT VALID` included.
    pub definition: String,
}
