//! What `db diff` answers.

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::Change;

/// What leads from a database to the models.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SchemaDiff {
    /// The URL of the database; three asterisks stand for the password.
    pub url: String,
    /// Whether the database is as the models want it. If not, the exit status is 3 with --check.
    pub is_empty: bool,
    /// What is to be done, in order.
    pub changes: Vec<PlannedChange>,
    /// What --strategy leaves out.
    pub left_out: Vec<PlannedChange>,
    /// The file that was written; null without --output.
    pub file: Option<String>,
}

/// One thing that is to be done.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PlannedChange {
    /// What it changes.
    #[serde(flatten)]
    pub change: Change,
    /// The statements, in order. Null if the database has none for it.
    pub sql: Option<Vec<String>>,
    /// What whoever runs it should know, one sentence each.
    pub hazards: Vec<String>,
    /// How many rows lose something; null if nothing is lost, or they could not be counted.
    pub rows_at_risk: Option<u64>,
}

impl SchemaDiff {
    /// The report of the library.
    pub fn of(diff: &limbeck::SchemaDiff, file: Option<&Path>) -> Self {
        Self {
            url: diff.url.clone(),
            is_empty: diff.is_empty(),
            changes: diff.changes.iter().map(PlannedChange::of).collect(),
            left_out: diff.left_out.iter().map(PlannedChange::of).collect(),
            file: file.map(|file| file.display().to_string()),
        }
    }
}

impl PlannedChange {
    fn of(planned: &limbeck::PlannedChange) -> Self {
        Self {
            change: Change::of(&planned.change),
            sql: planned.statements.clone().ok(),
            hazards: planned
                .hazards
                .iter()
                .map(|hazard| hazard.sentence().to_owned())
                .collect(),
            rows_at_risk: planned.rows_at_risk,
        }
    }
}
