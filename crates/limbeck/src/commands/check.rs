//! `check`.

use crate::environment;
use crate::{Failure, Project, Run};

/// What [`check`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// The differences as Alembic's message shows them: the `repr()` of each, in order.
    pub differences: Vec<String>,
    /// What would lead to the models, as it would stand in `upgrade()`: the lines of each operation, in order.
    pub operations: Vec<String>,
}

impl CheckReport {
    /// Whether the database is as the models want it.
    pub fn is_empty(&self) -> bool {
        self.differences.is_empty() && self.operations.is_empty()
    }
}

/// Compares the databases with the models, as `revision --autogenerate` does, and writes nothing.
///
/// # Errors
/// [`Failure`] if a database is behind the scripts, or cannot be compared with the models.
pub fn check(project: &Project, run: Run) -> Result<CheckReport, Failure> {
    environment::check(project, run)
}
