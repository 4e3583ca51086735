//! Privileges.

use crate::{Identifier, QualifiedName};

/// All privileges that one role was given on one object. The owner's own are not among them, and
/// who gave them does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The object.
    pub on: GrantTarget,
    /// Who has them; roles are not created.
    pub grantee: Grantee,
    /// The privileges, sorted by name, those on single columns after those on all.
    pub privileges: Vec<Privilege>,
}

/// What privileges are given on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GrantTarget {
    /// A table, view or materialised view.
    Table(QualifiedName),
    /// A sequence.
    Sequence(QualifiedName),
    /// A schema.
    Schema(Identifier),
}

/// Who is given privileges.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grantee {
    /// `PUBLIC`: everybody.
    Public,
    /// A role.
    Role(Identifier),
}

/// One privilege.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Privilege {
    /// Its keyword, such as `SELECT`.
    pub name: String,
    /// The only columns that it is for; empty if it is for the object as a whole.
    pub columns: Vec<Identifier>,
    /// `WITH GRANT OPTION`.
    pub grantable: bool,
}
