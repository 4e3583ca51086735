//! `stamp`.

use limbeck_revisions::Target;

use crate::execution::{self, Destination, Work};
use crate::{Failure, Migration, MigrationReport, Project, Run};

/// Sets the version table to revisions without running migrations; with `purge`, after all its
/// rows were deleted.
///
/// # Errors
/// [`Failure`] if a revision is unknown, or the database cannot be changed.
pub fn stamp(
    project: &Project,
    revisions: &[String],
    purge: bool,
    options: &Migration,
    run: Run,
) -> Result<MigrationReport, Failure> {
    let texts: Vec<&str> = revisions.iter().map(String::as_str).collect();
    let (start, ends) = if options.sql {
        Target::of_stamp(&texts)?
    } else {
        (None, texts)
    };
    let destination = Destination {
        from_db: false,
        sql: options.sql,
        tag: options.tag.clone(),
        start: start.map(str::to_owned),
        end: ends.iter().map(|&end| end.to_owned()).collect(),
        is_list: true,
    };
    let work = Work::Migrate {
        purge,
        plan: &|graph, rows| graph.stamp(&ends, rows),
    };
    execution::run(project, run, destination, work)
}
