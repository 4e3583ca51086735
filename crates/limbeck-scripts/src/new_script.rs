//! [`NewScript`]: what a new script says about itself.

use limbeck_project::CreateDate;
use limbeck_revisions::RevisionId;

/// What a new script says about itself, whatever its format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewScript {
    /// Its identifier.
    pub revision: RevisionId,
    /// What it follows; empty for a base.
    pub down_revisions: Vec<RevisionId>,
    /// The labels of the branch that it begins.
    pub branch_labels: Vec<String>,
    /// What it depends on: identifiers and labels.
    pub depends_on: Vec<String>,
    /// When it is made.
    pub create_date: CreateDate,
    /// The message, if one was given.
    pub message: Option<String>,
}

impl NewScript {
    /// The message that is written: Alembic's words if none was given.
    pub fn message(&self) -> &str {
        self.message.as_deref().unwrap_or("empty message")
    }
}
