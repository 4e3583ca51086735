//! `graph`.

use std::collections::HashSet;

use limbeck_revisions::{HistoryRange, RevisionGraph, RevisionId, RevisionRef};

use crate::execution::{self, Destination, Look, Work};
use crate::{Failure, Project, Run};

/// Options of [`graph`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GraphOptions<'o> {
    /// `[start]:[end]` as for `history`; all revisions if `None`.
    pub range: Option<&'o str>,
    /// Ask the database, or each of them, where it stands.
    pub current: bool,
}

/// The revisions to draw, and where the databases stand.
#[derive(Clone, Debug)]
pub struct GraphReport<'p> {
    /// The revisions, children before their parents.
    pub revisions: Vec<RevisionRef<'p>>,
    /// What the databases say, if they were asked.
    pub standing: Option<GraphStanding>,
}

/// Where the databases stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GraphStanding {
    /// The rows of the version tables, without repetitions.
    pub current: Vec<RevisionId>,
    /// What is not applied everywhere. Nothing is known of it for a database with a row that no
    /// script has.
    pub pending: HashSet<RevisionId>,
}

/// The revision graph, or a part of it, and where the databases stand if that is wanted or the range
/// begins or ends at `current`. Nothing is created there.
///
/// # Errors
/// [`Failure`] if the range is none, the scripts cannot be read, or a database cannot be asked.
pub fn graph<'p>(
    project: &'p Project,
    options: GraphOptions<'_>,
    run: Run,
) -> Result<GraphReport<'p>, Failure> {
    let range = match options.range {
        Some(text) => HistoryRange::parse(text)?,
        None => HistoryRange::default(),
    };
    let asks = options.current || range.needs_current();
    let standing = match asks {
        true => Some(ask(project, run)?),
        false => None,
    };
    let rows = standing
        .as_ref()
        .map_or(&[][..], |standing| standing.current.as_slice());
    let listing = project.graph()?.history(range, rows)?;
    Ok(GraphReport {
        revisions: listing.revisions,
        standing,
    })
}

fn ask(project: &Project, run: Run) -> Result<GraphStanding, Failure> {
    let mut standing = GraphStanding::default();
    let mut look = |seen: &Look<'_>| {
        standing.add(project.graph()?, seen.rows);
        Ok(())
    };
    let work = Work::Look {
        creates_version_table: false,
        each: &mut look,
    };
    execution::run(project, run, Destination::default(), work)?;
    Ok(standing)
}

impl GraphStanding {
    fn add(&mut self, graph: &RevisionGraph, rows: &[RevisionId]) {
        for row in rows {
            if !self.current.contains(row) {
                self.current.push(row.clone());
            }
        }
        if let Ok(plan) = graph.upgrade("heads", rows) {
            let pending = plan.steps.iter().filter_map(|step| step.revision());
            self.pending
                .extend(pending.map(|revision| revision.id().clone()));
        }
    }
}
