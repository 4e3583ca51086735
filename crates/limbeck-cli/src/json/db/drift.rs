//! What `db drift` answers.

use schemars::JsonSchema;
use serde::Serialize;

use super::Change;

/// What was changed in a database without a migration.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Drift {
    /// The URL of the database; three asterisks stand for the password.
    pub url: String,
    /// The rows of its version table.
    pub revisions: Vec<String>,
    /// What tells it from what its migrations make. If there is something, the exit status is 3.
    pub changes: Vec<Change>,
}

impl Drift {
    /// The report of the library.
    pub fn of(found: &limbeck::Drift) -> Self {
        Self {
            url: found.url.clone(),
            revisions: found.revisions.iter().map(ToString::to_string).collect(),
            changes: found.changes.iter().map(Change::of).collect(),
        }
    }
}
