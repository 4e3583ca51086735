//! `status`.

use limbeck_revisions::{RevisionId, RevisionRef};
use limbeck_runtime::UnfinishedStep;

use crate::execution::{self, Destination, Look, Work};
use crate::{Failure, Project, Run, UnknownRevision};

/// Where a database stands.
#[derive(Clone, Debug)]
pub struct Status<'s> {
    /// Its URL without the password.
    pub url: &'s str,
    /// The rows of the version table that scripts have.
    pub at: Vec<RevisionRef<'s>>,
    /// The rows that no script has.
    pub unknown: Vec<UnknownRevision>,
    /// What `upgrade heads` would run, in that order. Nothing is known of it while there are unknown rows.
    pub pending: Vec<RevisionRef<'s>>,
    /// A step that an earlier run has left in the middle, on a database that cannot roll back DDL.
    pub unfinished: Option<UnfinishedStep>,
}

impl Status<'_> {
    /// Whether nothing is left to do, and nothing is wrong.
    pub fn is_up_to_date(&self) -> bool {
        self.pending.is_empty() && self.unknown.is_empty() && self.unfinished.is_none()
    }
}

/// Finds out where the database stands, or each of them. Nothing is created there.
///
/// # Errors
/// [`Failure`] if the database cannot be asked or the scripts cannot be read.
pub fn status(
    project: &Project,
    run: Run,
    each: &mut dyn FnMut(&Status<'_>),
) -> Result<(), Failure> {
    let mut look = |seen: &Look<'_>| {
        let graph = project.graph()?;
        let is_known = |row: &RevisionId| graph.revisions().any(|revision| revision.id() == row);
        let (known, unknown): (Vec<RevisionId>, Vec<RevisionId>) =
            seen.rows.iter().cloned().partition(is_known);
        let pending = if unknown.is_empty() {
            let plan = graph.upgrade("heads", seen.rows)?;
            plan.steps
                .iter()
                .filter_map(|step| step.revision())
                .collect()
        } else {
            Vec::new()
        };
        each(&Status {
            url: seen.url,
            at: project.revisions_of_rows(&known)?,
            unknown: unknown
                .iter()
                .map(|row| UnknownRevision::find(project, row))
                .collect(),
            pending,
            unfinished: seen.unfinished.clone(),
        });
        Ok(())
    };
    let work = Work::Look {
        creates_version_table: false,
        each: &mut look,
    };
    execution::run(project, run, Destination::default(), work).map(drop)
}
