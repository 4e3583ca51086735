//! Triggers.

use crate::{Identifier, QualifiedName};

/// A trigger of a table or view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// Its name.
    pub name: Identifier,
    /// The table or view.
    pub table: QualifiedName,
    /// Its whole `CREATE` statement.
    pub definition: String,
    /// When it fires.
    pub firing: TriggerFiring,
    /// Its comment.
    pub comment: Option<String>,
}

/// In which sessions a trigger fires (`session_replication_role`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TriggerFiring {
    /// `ENABLE`: in all but those that replicate.
    #[default]
    Origin,
    /// `ENABLE REPLICA`: only in those that replicate.
    Replica,
    /// `ENABLE ALWAYS`: in all.
    Always,
    /// `DISABLE`: in none.
    Disabled,
}

impl TriggerFiring {
    /// The words that set it.
    pub fn keywords(self) -> &'static str {
        match self {
            TriggerFiring::Origin => "ENABLE",
            TriggerFiring::Replica => "ENABLE REPLICA",
            TriggerFiring::Always => "ENABLE ALWAYS",
            TriggerFiring::Disabled => "DISABLE",
        }
    }
}

/// A trigger of the database as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventTrigger {
    /// Its name.
    pub name: Identifier,
    /// The event, such as `ddl_command_end`.
    pub event: String,
    /// The commands that it is for (`WHEN TAG IN`), sorted; all if empty.
    pub tags: Vec<String>,
    /// The function, which has no parameters.
    pub function: QualifiedName,
    /// When it fires.
    pub firing: TriggerFiring,
    /// Its comment.
    pub comment: Option<String>,
}
