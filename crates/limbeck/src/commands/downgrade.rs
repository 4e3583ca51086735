//! `downgrade`.

use limbeck_revisions::Target;

use crate::execution::{self, Destination, Work};
use crate::{Failure, Migration, MigrationReport, Project, Run};

/// Downgrades to a revision; with `sql`, from one to another (`b:a`).
///
/// # Errors
/// [`Failure`] if there is no way there, or a migration fails.
pub fn downgrade(
    project: &Project,
    revision: &str,
    options: &Migration,
    run: Run,
) -> Result<MigrationReport, Failure> {
    let target = Target::of_downgrade(revision, options.sql)?;
    let destination = Destination::of_target(target, options);
    let end = target.end;
    let work = Work::Migrate {
        purge: false,
        plan: &|graph, rows| graph.downgrade(end, rows),
    };
    execution::run(project, run, destination, work)
}
