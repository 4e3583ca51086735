//! Schemas, sequences and enum types.

use crate::{EnumType, Identifier, NamedType, QualifiedName, Sequence};

/// `sa.schema.CreateSchema`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateSchema {
    /// Its name.
    pub name: Identifier,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
}

/// `sa.schema.DropSchema`.
#[derive(Clone, Debug, PartialEq)]
pub struct DropSchema {
    /// Its name.
    pub name: Identifier,
    /// `CASCADE`.
    pub cascade: bool,
    /// `IF EXISTS`.
    pub if_exists: bool,
}

/// `sa.schema.CreateSequence`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateSequence {
    /// The sequence.
    pub sequence: Sequence,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
}

/// `sa.schema.DropSequence`.
#[derive(Clone, Debug, PartialEq)]
pub struct DropSequence {
    /// Its name.
    pub name: QualifiedName,
    /// `IF EXISTS`.
    pub if_exists: bool,
}

/// `Enum(...).create(bind, checkfirst=...)`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateEnum {
    /// The type; it has a name.
    pub data_type: EnumType,
    /// Only where the type does not exist yet.
    pub check_first: bool,
}

/// `Enum(...).drop(bind, checkfirst=...)`.
#[derive(Clone, Debug, PartialEq)]
pub struct DropEnum {
    /// The name of the type.
    pub name: QualifiedName,
    /// The dialect whose own class it is (`postgresql.ENUM`), if it is not the generic one.
    pub dialect: Option<String>,
    /// Only where the type exists.
    pub check_first: bool,
    /// The type as it was, if known; what a reverse creates.
    pub before: Option<EnumType>,
}

/// `postgresql.DOMAIN(...).create(bind, checkfirst=...)`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateDomain {
    /// The name of the type.
    pub name: QualifiedName,
    /// The type, with what the domain is made of as its arguments.
    pub data_type: NamedType,
    /// Only where the type does not exist yet.
    pub check_first: bool,
}

/// `postgresql.DOMAIN(...).drop(bind, checkfirst=...)`.
#[derive(Clone, Debug, PartialEq)]
pub struct DropDomain {
    /// The name of the type.
    pub name: QualifiedName,
    /// Only where the type exists.
    pub check_first: bool,
    /// The type as it was, if known; what a reverse creates.
    pub before: Option<NamedType>,
}
