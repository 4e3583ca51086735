//! Row-level security.

use super::Grantee;
use crate::{Identifier, QualifiedName};

/// Whether the policies of a table count. A table without any such setting has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowSecurity {
    /// The table.
    pub table: QualifiedName,
    /// `ENABLE ROW LEVEL SECURITY`.
    pub enabled: bool,
    /// `FORCE ROW LEVEL SECURITY`: the owner of the table is bound, too.
    pub forced: bool,
}

/// `CREATE POLICY`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The table.
    pub table: QualifiedName,
    /// Its name.
    pub name: Identifier,
    /// `AS PERMISSIVE`, which is the server's default, or else `AS RESTRICTIVE`.
    pub permissive: bool,
    /// The statements that it is for.
    pub command: PolicyCommand,
    /// The roles that it is for, sorted.
    pub roles: Vec<Grantee>,
    /// `USING`: which rows are there, as the server writes it.
    pub using: Option<String>,
    /// `WITH CHECK`: which rows may be written, as the server writes it.
    pub with_check: Option<String>,
    /// Its comment.
    pub comment: Option<String>,
}

/// The statements that a policy is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyCommand {
    /// All of them.
    All,
    /// `SELECT`.
    Select,
    /// `INSERT`.
    Insert,
    /// `UPDATE`.
    Update,
    /// `DELETE`.
    Delete,
}

impl PolicyCommand {
    /// Its keyword.
    pub fn keyword(self) -> &'static str {
        match self {
            PolicyCommand::All => "ALL",
            PolicyCommand::Select => "SELECT",
            PolicyCommand::Insert => "INSERT",
            PolicyCommand::Update => "UPDATE",
            PolicyCommand::Delete => "DELETE",
        }
    }
}
