//! `current`.

use limbeck_revisions::RevisionRef;

use crate::execution::{self, Destination, Look, Work};
use crate::{Failure, Project, Run};

/// Options of [`current`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CurrentOptions {
    /// Fail unless all heads are applied.
    pub check_heads: bool,
}

/// What [`current`] finds out, in order.
#[derive(Clone, Copy, Debug)]
pub enum CurrentStep<'s> {
    /// The database that is looked at: its URL without the password.
    Database(&'s str),
    /// What is applied to it.
    Revisions(&'s [RevisionRef<'s>]),
}

/// Finds out what is applied to the database, or to each of them. Nothing is created there.
///
/// # Errors
/// [`Failure`] if the database cannot be asked, a row of the version table leads nowhere, or heads
/// are missing that are to be there.
pub fn current(
    project: &Project,
    options: CurrentOptions,
    run: Run,
    each: &mut dyn FnMut(CurrentStep<'_>),
) -> Result<(), Failure> {
    let mut look = |seen: &Look<'_>| {
        each(CurrentStep::Database(seen.url));
        let graph = project.graph()?;
        if options.check_heads {
            graph.check_heads(seen.rows)?;
        }
        each(CurrentStep::Revisions(&graph.current(seen.rows)?));
        Ok(())
    };
    let work = Work::Look {
        creates_version_table: false,
        each: &mut look,
    };
    execution::run(project, run, Destination::default(), work).map(drop)
}
