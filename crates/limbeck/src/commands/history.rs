//! `history`.

use limbeck_revisions::{HistoryRange, RevisionId, RevisionRef};

use crate::execution::{self, Destination, Look, Work};
use crate::{Failure, Project, Run};

/// Options of [`history`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HistoryOptions<'o> {
    /// `[start]:[end]`; all revisions if `None`.
    pub range: Option<&'o str>,
    /// Mark what is applied to the database.
    pub indicate_current: bool,
}

/// Receives the revisions of a range, and the rows of the version table if they are to be marked.
pub type HistoryListing<'l> = dyn FnMut(&[RevisionRef<'_>], Option<&[RevisionId]>) + 'l;

/// Hands the revisions of a range to `each`, the newest first, with the rows of the version table
/// if what is applied is to be marked. The database is asked if that is wanted, if the range begins
/// or ends at `current`, or if `revision_environment` says so; `each` is then called once per
/// database of `env.py`.
///
/// # Errors
/// [`Failure`] if the range is none, or the database cannot be asked.
pub fn history(
    project: &Project,
    options: HistoryOptions<'_>,
    run: Run,
    each: &mut HistoryListing<'_>,
) -> Result<(), Failure> {
    let range = match options.range {
        Some(text) => HistoryRange::parse(text)?,
        None => HistoryRange::default(),
    };
    let environment = options.indicate_current
        || range.needs_current()
        || project.configuration().revision_environment()?;
    let log = run.log.clone();
    let mut list = |rows: &[RevisionId]| {
        let listing = project.graph()?.history(range, rows)?;
        for warning in &listing.warnings {
            log.observer().warning("UserWarning", &warning.to_string());
        }
        each(&listing.revisions, options.indicate_current.then_some(rows));
        Ok(())
    };
    if !environment {
        return list(&[]);
    }
    let mut look = |seen: &Look<'_>| list(seen.rows);
    let work = Work::Look {
        creates_version_table: true,
        each: &mut look,
    };
    execution::run(project, run, Destination::default(), work).map(drop)
}
