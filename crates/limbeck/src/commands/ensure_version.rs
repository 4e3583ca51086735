//! `ensure_version`.

use crate::execution::{self, Destination, Work};
use crate::{Failure, MigrationReport, Project, Run};

/// Creates the version table if it is missing.
///
/// # Errors
/// [`Failure`] if the database cannot be changed.
pub fn ensure_version(project: &Project, sql: bool, run: Run) -> Result<MigrationReport, Failure> {
    let destination = Destination {
        sql,
        ..Destination::default()
    };
    execution::run(project, run, destination, Work::EnsureVersion)
}
