//! `show`.

use limbeck_revisions::RevisionRef;

use crate::execution::{self, Destination, Look, Work};
use crate::{Failure, Project, Run};

/// Hands the revisions that a name stands for to `each`. For `current`, which is what is applied
/// to the database, it is called once per database of `env.py`.
///
/// # Errors
/// [`Failure`] if the name stands for nothing, or the database cannot be asked.
pub fn show(
    project: &Project,
    revision: &str,
    run: Run,
    each: &mut dyn FnMut(&[RevisionRef<'_>]),
) -> Result<(), Failure> {
    if revision != "current" {
        each(&project.revisions(revision)?);
        return Ok(());
    }
    let mut look = |seen: &Look<'_>| {
        each(&project.revisions_of_rows(seen.rows)?);
        Ok(())
    };
    let work = Work::Look {
        creates_version_table: true,
        each: &mut look,
    };
    execution::run(project, run, Destination::default(), work).map(drop)
}
