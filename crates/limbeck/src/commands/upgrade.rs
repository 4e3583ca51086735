//! `upgrade`.

use limbeck_revisions::Target;

use crate::execution::{self, Destination, Work};
use crate::{Failure, Migration, MigrationReport, Project, Run};

/// Upgrades to a revision; with `sql`, from one to another (`a:b`).
///
/// # Errors
/// [`Failure`] if there is no way there, or a migration fails.
pub fn upgrade(
    project: &Project,
    revision: &str,
    options: &Migration,
    run: Run,
) -> Result<MigrationReport, Failure> {
    let target = Target::of_upgrade(revision, options.sql)?;
    let destination = Destination::of_target(target, options);
    let end = target.end;
    let work = Work::Migrate {
        purge: false,
        plan: &|graph, rows| graph.upgrade(end, rows),
    };
    execution::run(project, run, destination, work)
}
