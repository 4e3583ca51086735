//! Schemas, sequences, enum types, and the objects of [`SchemaObject`].

use crate::{EnumType, Identifier, NamedType, QualifiedName, SchemaObject, Sequence};

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
    /// The sequence as it was, if known; what a reverse creates.
    pub before: Option<Box<Sequence>>,
}

/// A sequence of other options or type; where it stands stays as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct AlterSequence {
    /// The sequence as it was.
    pub before: Sequence,
    /// The sequence as it shall be, of the same name.
    pub after: Sequence,
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

/// An enum type of other labels.
///
/// Where labels were only added, they are; else a new type takes the place of the old one, and
/// its columns are moved over. Views, policies and the like over these columns, and what compares
/// them with a label (a CHECK, the predicate of an index), must be dropped before and created
/// after; a row with a label that is gone is an error of the server. A label that was added can be
/// used once the transaction is over.
#[derive(Clone, Debug, PartialEq)]
pub struct AlterEnum {
    /// The type as it was.
    pub before: EnumType,
    /// The type as it shall be, of the same name.
    pub after: EnumType,
    /// All columns of the type.
    pub columns: Vec<EnumColumn>,
}

/// A column of a type that [`AlterEnum`] changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumColumn {
    /// The table.
    pub table: QualifiedName,
    /// The column.
    pub column: Identifier,
    /// Whether it holds arrays of the type.
    pub array: bool,
    /// Its default, as the server writes it.
    pub default: Option<String>,
}

/// An object is made.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateObject {
    /// The object.
    pub object: SchemaObject,
}

/// An object is dropped.
#[derive(Clone, Debug, PartialEq)]
pub struct DropObject {
    /// The object as it was.
    pub object: SchemaObject,
}

/// An object takes the place of one of the same identity.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplaceObject {
    /// The object as it was.
    pub before: SchemaObject,
    /// The object as it shall be.
    pub after: SchemaObject,
}
