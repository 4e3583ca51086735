//! What `check` answers.

use limbeck::CheckReport;
use schemars::JsonSchema;
use serde::Serialize;

/// What the models want that the databases do not have.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Check {
    /// The operations of `upgrade()` in a new script, in order. There are none: with some, `check` fails.
    pub operations: Vec<String>,
}

impl Check {
    /// The report of the library.
    pub fn of(report: &CheckReport) -> Self {
        Self {
            operations: report.operations.clone(),
        }
    }
}
