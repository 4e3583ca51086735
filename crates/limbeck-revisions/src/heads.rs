//! [`Heads`]: the rows of the version table and how each step changes them.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use thiserror::Error;

use crate::graph::{Index, RevisionGraph};
use crate::plan::{Direction, RevisionStep, StampStep, Step};
use crate::{RevisionError, RevisionId, RevisionRef};

/// One statement on the version table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersionChange {
    /// A new row.
    Insert(RevisionId),
    /// A row becomes another.
    Update {
        /// The row's old value.
        from: RevisionId,
        /// The row's new value.
        to: RevisionId,
    },
    /// A row goes.
    Delete(RevisionId),
    /// All rows go (`stamp --purge`).
    DeleteAll,
}

/// Why a step does not fit the rows of the version table. Alembic fails with an `AssertionError`
/// or a `KeyError` here.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HeadsError {
    /// The step needs a row that is not there.
    #[error(
        "The version table has no row '{0}' that this step could change; set it right with \
         `stamp --purge` and the revisions that are really applied"
    )]
    Missing(RevisionId),
    /// The step adds a row that is there already.
    #[error(
        "The version table has a row '{0}' already; set it right with `stamp --purge` and the \
         revisions that are really applied"
    )]
    Present(RevisionId),
    /// Several rows, or none, could become the step's revision.
    #[error("Can't do an UPDATE because downrevision is ambiguous for revision {0}")]
    Ambiguous(RevisionId),
}

/// The rows of the version table while a plan is carried out: Alembic's `HeadMaintainer`.
///
/// Which row a merge updates and which it deletes Alembic leaves to the order of a Python set;
/// here the last parent in the order written is the one updated, as Alembic does where no
/// set comes in.
#[derive(Clone)]
pub struct Heads<'g> {
    graph: &'g RevisionGraph,
    rows: BTreeMap<RevisionId, Vec<Index>>,
    /// For each revision the number of rows that stand for it.
    rows_at: Vec<u32>,
    /// For each revision the number of rows and applied children that imply it: it is applied
    /// while there is one.
    holders: Vec<u32>,
}

impl<'g> Heads<'g> {
    /// The rows as they are in the database.
    ///
    /// # Errors
    /// [`RevisionError`] if a row leads nowhere.
    pub fn new(graph: &'g RevisionGraph, rows: &[RevisionId]) -> Result<Self, RevisionError> {
        let mut heads = Self::empty(graph);
        for row in rows {
            let stands_for = graph.find_rows(std::slice::from_ref(row))?;
            heads.add(row.clone(), stands_for);
        }
        Ok(heads)
    }

    /// No rows: an empty or purged version table.
    pub fn empty(graph: &'g RevisionGraph) -> Self {
        let none = vec![0; graph.revisions().len()];
        Self {
            graph,
            rows: BTreeMap::new(),
            rows_at: none.clone(),
            holders: none,
        }
    }

    /// The rows, sorted.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &RevisionId> {
        self.rows.keys()
    }

    /// Whether a row has this value.
    pub fn contains(&self, id: &str) -> bool {
        self.rows.contains_key(id)
    }

    /// Takes the step and tells the statements it needs, in order.
    ///
    /// # Errors
    /// [`HeadsError`] if the step does not fit the rows; then some of its changes may have been
    /// taken, and these heads are of no further use.
    pub fn apply(&mut self, step: &Step<'_>) -> Result<Vec<VersionChange>, HeadsError> {
        let changes = match step {
            Step::Revision(RevisionStep {
                revision,
                direction: Direction::Upgrade,
            }) => self.upgrade(*revision)?,
            Step::Revision(RevisionStep {
                revision,
                direction: Direction::Downgrade,
            }) => self.downgrade(*revision)?,
            Step::Stamp(step) => self.stamp(step)?,
        };
        for change in &changes {
            self.change(change)?;
        }
        Ok(changes)
    }

    fn upgrade(&self, revision: RevisionRef<'_>) -> Result<Vec<VersionChange>, HeadsError> {
        let to = revision.id().clone();
        let applied: Vec<RevisionRef<'_>> = revision
            .normalized_down_revisions()
            .filter(|parent| self.contains(parent.id().as_str()))
            .collect();
        match applied[..] {
            [] => Ok(vec![VersionChange::Insert(to)]),
            [from] => Ok(vec![update(from.id(), to)]),
            _ => {
                let mut merged = self.not_implied_by_others(&applied);
                let last = merged
                    .pop()
                    .ok_or_else(|| HeadsError::Ambiguous(to.clone()))?;
                let mut changes: Vec<_> = merged.into_iter().map(VersionChange::Delete).collect();
                changes.push(update(&last, to));
                Ok(changes)
            }
        }
    }

    fn downgrade(&self, revision: RevisionRef<'_>) -> Result<Vec<VersionChange>, HeadsError> {
        let from = revision.id();
        if !self.contains(from.as_str()) {
            return Err(HeadsError::Missing(from.clone()));
        }
        let mut left = self.not_implied_without(revision);
        match left.pop() {
            None => Ok(vec![VersionChange::Delete(from.clone())]),
            Some(last) => {
                let mut changes: Vec<_> = left.into_iter().map(VersionChange::Insert).collect();
                changes.push(update(from, last));
                Ok(changes)
            }
        }
    }

    fn stamp(&self, step: &StampStep) -> Result<Vec<VersionChange>, HeadsError> {
        Ok(match step {
            StampStep::Delete(id) => vec![VersionChange::Delete(id.clone())],
            StampStep::Insert(id) => vec![VersionChange::Insert(id.clone())],
            StampStep::Move {
                from,
                to,
                direction,
            } => {
                let is_new = *direction == Direction::Upgrade
                    && from.iter().any(|row| !self.contains(row.as_str()))
                    && !self.contains(to.as_str());
                match from.split_last() {
                    Some((last, others)) if !is_new => {
                        let gone = others.iter().cloned().map(VersionChange::Delete);
                        gone.chain([update(last, to.clone())]).collect()
                    }
                    Some(_) | None => vec![VersionChange::Insert(to.clone())],
                }
            }
        })
    }

    /// Those of a merge's applied parents that its row replaces: all but those which other rows
    /// imply.
    fn not_implied_by_others(&self, merged: &[RevisionRef<'_>]) -> Vec<RevisionId> {
        let others = self.rows.len() > merged.len();
        let among: HashSet<Index> = merged.iter().map(|parent| parent.index()).collect();
        let is_other_row =
            |index: Index| self.rows_at[index.at()] > u32::from(among.contains(&index));
        merged
            .iter()
            .filter(|parent| {
                let parent = parent.index();
                let has_applied_children = self.holders[parent.at()] > self.rows_at[parent.at()];
                !(others && has_applied_children && self.climbs_to(parent, u32::MAX, is_other_row))
            })
            .map(|parent| parent.id().clone())
            .collect()
    }

    /// Those of a revision's parents that nothing implies any more once it is gone: neither
    /// another row nor, where there is none, another of the parents.
    fn not_implied_without(&self, revision: RevisionRef<'_>) -> Vec<RevisionId> {
        let itself = revision.index();
        let parents = self.graph.normalized_down_of(itself);
        let among: HashSet<Index> = parents.iter().copied().collect();
        let highest = parents.iter().map(|&parent| self.graph.rank(parent)).max();
        let is_below_another = |parent: Index| {
            let is_another = |index: Index| index != parent && among.contains(&index);
            among.len() > 1 && self.climbs_to(parent, highest.unwrap_or(0), is_another)
        };
        let implied = |parent: Index| {
            if self.rows.len() == 1 {
                is_below_another(parent)
            } else if is_below_another(parent) {
                let is_other_row =
                    |index: Index| self.rows_at[index.at()] > u32::from(index == itself);
                self.climbs_to(parent, u32::MAX, is_other_row)
            } else {
                // Whatever holds it besides the revision is not there for the revision's sake.
                self.holders[itself.at()] > 1 || self.holders[parent.at()] > 1
            }
        };
        let left = parents.iter().filter(|&&parent| !implied(parent));
        left.map(|&parent| self.graph.id(parent).clone()).collect()
    }

    /// Whether the revision, or one that descends from it and is applied, is wanted. Nothing with
    /// a greater rank is looked at.
    fn climbs_to(&self, start: Index, highest: u32, wanted: impl Fn(Index) -> bool) -> bool {
        let mut seen = HashSet::from([start]);
        let mut todo = vec![start];
        while let Some(index) = todo.pop() {
            if wanted(index) {
                return true;
            }
            for &child in self.graph.all_children_of(index) {
                let may_lead_there =
                    self.holders[child.at()] > 0 && self.graph.rank(child) <= highest;
                if may_lead_there && seen.insert(child) {
                    todo.push(child);
                }
            }
        }
        false
    }

    fn change(&mut self, change: &VersionChange) -> Result<(), HeadsError> {
        match change {
            VersionChange::Insert(id) => self.insert(id),
            VersionChange::Delete(id) => self.delete(id),
            VersionChange::Update { from, to } => {
                if self.contains(to.as_str()) {
                    return Err(HeadsError::Present(to.clone()));
                }
                if !self.contains(from.as_str()) {
                    return Err(HeadsError::Missing(from.clone()));
                }
                // In this order the ancestors that both imply stay implied throughout.
                self.insert(to)?;
                self.delete(from)
            }
            VersionChange::DeleteAll => {
                *self = Self::empty(self.graph);
                Ok(())
            }
        }
    }

    fn insert(&mut self, id: &RevisionId) -> Result<(), HeadsError> {
        if self.contains(id.as_str()) {
            return Err(HeadsError::Present(id.clone()));
        }
        let stands_for = self.graph.find(id.as_str()).into_iter().collect();
        self.add(id.clone(), stands_for);
        Ok(())
    }

    fn delete(&mut self, id: &RevisionId) -> Result<(), HeadsError> {
        let stands_for = self
            .rows
            .remove(id.as_str())
            .ok_or_else(|| HeadsError::Missing(id.clone()))?;
        for index in stands_for {
            self.rows_at[index.at()] -= 1;
            self.release(index);
        }
        Ok(())
    }

    fn add(&mut self, row: RevisionId, stands_for: Vec<Index>) {
        for &index in &stands_for {
            self.rows_at[index.at()] += 1;
            self.hold(index);
        }
        self.rows.insert(row, stands_for);
    }

    /// One more reason for a revision to be applied.
    fn hold(&mut self, index: Index) {
        let mut todo = vec![index];
        while let Some(index) = todo.pop() {
            self.holders[index.at()] += 1;
            if self.holders[index.at()] == 1 {
                todo.extend(self.graph.all_down_of(index));
            }
        }
    }

    /// One reason less.
    fn release(&mut self, index: Index) {
        let mut todo = vec![index];
        while let Some(index) = todo.pop() {
            self.holders[index.at()] -= 1;
            if self.holders[index.at()] == 0 {
                todo.extend(self.graph.all_down_of(index));
            }
        }
    }
}

impl fmt::Debug for Heads<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.rows.keys()).finish()
    }
}

fn update(from: &RevisionId, to: RevisionId) -> VersionChange {
    VersionChange::Update {
        from: from.clone(),
        to,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{graph, rows};

    /// Runs the plan of `upgrade TARGET` or `downgrade TARGET` and shows the statements.
    fn check(lines: &str, current: &str, command: &str, expected: &str, left: &str) {
        let graph = graph(lines);
        let rows = rows(current);
        let plan = match command.split_once(' ') {
            Some(("upgrade", target)) => graph.upgrade(target, &rows),
            Some(("downgrade", target)) => graph.downgrade(target, &rows),
            Some(("stamp", target)) => graph.stamp(&[target], &rows),
            _ => panic!("no such command: {command}"),
        }
        .expect("a plan");
        let mut heads = Heads::new(&graph, &rows).expect("known rows");
        let mut statements = Vec::new();
        for step in &plan.steps {
            for change in heads.apply(step).expect("a step that fits") {
                statements.push(match change {
                    VersionChange::Insert(id) => format!("+{id}"),
                    VersionChange::Update { from, to } => format!("{from}>{to}"),
                    VersionChange::Delete(id) => format!("-{id}"),
                    VersionChange::DeleteAll => "-*".to_owned(),
                });
            }
        }
        assert_eq!(statements.join(" "), expected, "{current} {command}");
        let rows: Vec<&str> = heads.rows().map(RevisionId::as_str).collect();
        assert_eq!(rows.join(" "), left, "{current} {command}");
    }

    const MERGED: &str = "r; a <- r; b <- r; m <- a, b; n <- m";

    #[test]
    fn a_branch_inserts_a_merge_deletes() {
        check(MERGED, "", "upgrade head", "+r r>b +a -a b>m m>n", "n");
        check(MERGED, "n", "downgrade base", "n>m +a m>b -a b>r -r", "");
    }

    const DEPENDENT: &str = "lib1; lib2 <- lib1; app1; app2 <- app1 & lib2; app3 <- app2";

    #[test]
    fn a_dependency_loses_its_row() {
        check(
            DEPENDENT,
            "",
            "upgrade heads",
            "+lib1 lib1>lib2 +app1 -app1 lib2>app2 app2>app3",
            "app3",
        );
        check(
            DEPENDENT,
            "app3",
            "downgrade app1",
            "app3>app2 +app1 app2>lib2",
            "app1 lib2",
        );
    }

    #[test]
    fn what_another_row_implies_gets_none() {
        check(
            "root; lib <- root; a & lib; b & lib",
            "a b",
            "downgrade root",
            "-a b>lib lib>root",
            "root",
        );
    }

    #[test]
    fn what_another_parent_implies_gets_none() {
        let lines = "lib1; lib2 <- lib1; a & lib2; m <- a & lib1";
        check(
            lines,
            "",
            "upgrade heads",
            "+lib1 lib1>lib2 lib2>a a>m",
            "m",
        );
        check(lines, "m", "downgrade a", "m>a", "a");
    }

    #[test]
    fn a_merge_replaces_only_rows() {
        let lines = "lib1; lib2 <- lib1; a & lib2; b; m <- a, b & lib1";
        check(lines, "a b", "upgrade m", "-a b>m", "m");
    }

    #[test]
    fn stamps() {
        check(MERGED, "a b", "stamp r", "-a b>r", "r");
        check(MERGED, "r", "stamp n", "r>n", "n");
        check(MERGED, "n", "stamp base", "-n", "");
        check(MERGED, "", "stamp n", "+n", "n");
    }

    #[test]
    fn a_row_that_is_not_there_is_an_error() {
        let graph = graph("a; b <- a");
        let plan = graph.downgrade("base", &rows("b")).expect("a plan");
        let mut heads = Heads::empty(&graph);
        assert_eq!(
            heads.apply(&plan.steps[0]),
            Err(HeadsError::Missing("b".into()))
        );
        let up = graph.upgrade("a", &[]).expect("a plan");
        let mut heads = Heads::new(&graph, &rows("a")).expect("known rows");
        assert_eq!(
            heads.apply(&up.steps[0]),
            Err(HeadsError::Present("a".into()))
        );
        assert_eq!(format!("{heads:?}"), "{\"a\"}");
    }
}
