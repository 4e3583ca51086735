//! Finding cycles, and the order of ranks that exists when there are none.

use crate::{CycleKind, RevisionError, RevisionId};

use super::adjacency::{Adjacency, Index};
use super::closure::NodeSet;

/// The parts of a graph that the search for cycles needs, before the graph exists.
pub(super) struct Edges<'a> {
    pub(super) ids: &'a [RevisionId],
    pub(super) down: &'a Adjacency,
    pub(super) children: &'a Adjacency,
    pub(super) all_down: &'a Adjacency,
    pub(super) all_children: &'a Adjacency,
    /// Revisions that nothing names in `down_revision`.
    pub(super) heads: &'a [Index],
    /// Revisions without `down_revision`.
    pub(super) bases: &'a [Index],
    /// Revisions that nothing names at all.
    pub(super) effective_heads: &'a [Index],
    /// Revisions with neither `down_revision` nor `depends_on`.
    pub(super) effective_bases: &'a [Index],
}

impl Edges<'_> {
    /// Fails if there is a cycle, first over `down_revision` alone, then with `depends_on`.
    ///
    /// Alembic's `_detect_cycles` tells the revisions that lie on no way from a head to a base.
    /// That misses a cycle through which such a way passes; those are found by ranking, and told
    /// in the same words.
    pub(super) fn check_acyclic(&self) -> Result<(), RevisionError> {
        self.check(
            CycleKind::Cycle,
            (self.down, self.heads),
            (self.children, self.bases),
        )?;
        self.check(
            CycleKind::Dependency,
            (self.all_down, self.effective_heads),
            (self.all_children, self.effective_bases),
        )
    }

    fn check(
        &self,
        kind: CycleKind,
        (down, heads): (&Adjacency, &[Index]),
        (up, bases): (&Adjacency, &[Index]),
    ) -> Result<(), RevisionError> {
        if self.ids.is_empty() {
            return Ok(());
        }
        let found = |revisions: Vec<RevisionId>| RevisionError::CycleDetected { kind, revisions };
        if heads.is_empty() || bases.is_empty() {
            return Err(found(self.ids.to_vec()));
        }
        let mut between = reach(down, heads);
        between.intersect(&reach(up, bases));
        let mut lost: Vec<RevisionId> = (0..self.ids.len())
            .filter(|&i| !between.contains(Index::new(i)))
            .map(|i| self.ids[i].clone())
            .collect();
        if lost.is_empty() {
            // On a cycle, or between two: neither all that is below nor all that is above can be
            // placed first.
            let from_bases = ranked(down, up);
            if from_bases.len() == self.ids.len() {
                return Ok(());
            }
            let placed_from_bases = NodeSet::of(self.ids.len(), &from_bases);
            let placed_from_heads = NodeSet::of(self.ids.len(), &ranked(up, down));
            lost = (0..self.ids.len())
                .filter(|&i| {
                    let index = Index::new(i);
                    !placed_from_bases.contains(index) && !placed_from_heads.contains(index)
                })
                .map(|i| self.ids[i].clone())
                .collect();
        }
        lost.sort();
        Err(found(lost))
    }
}

fn reach(edges: &Adjacency, from: &[Index]) -> NodeSet {
    let mut seen = NodeSet::empty(edges.len());
    let mut todo = from.to_vec();
    while let Some(index) = todo.pop() {
        if seen.insert(index) {
            todo.extend(edges.of(index));
        }
    }
    seen
}

/// The revisions in an order in which each comes after all it refers to by `down`; those that are
/// on or above a cycle are left out.
fn ranked(down: &Adjacency, up: &Adjacency) -> Vec<Index> {
    let mut missing: Vec<usize> = (0..down.len())
        .map(|i| down.of(Index::new(i)).len())
        .collect();
    let mut order: Vec<Index> = (0..down.len())
        .map(Index::new)
        .filter(|&i| missing[i.at()] == 0)
        .collect();
    let mut next = 0;
    while next < order.len() {
        for &child in up.of(order[next]) {
            missing[child.at()] -= 1;
            if missing[child.at()] == 0 {
                order.push(child);
            }
        }
        next += 1;
    }
    order
}

/// For each revision its rank: greater than the ranks of all it refers to. The edges must be free
/// of cycles.
pub(super) fn ranks(down: &Adjacency, up: &Adjacency) -> (Vec<Index>, Vec<u32>) {
    let order = ranked(down, up);
    let mut ranks = vec![0; down.len()];
    for (rank, index) in order.iter().enumerate() {
        ranks[index.at()] = rank as u32;
    }
    (order, ranks)
}

#[cfg(test)]
mod tests {
    use crate::testing::graph_error;

    fn check(lines: &str, expected: &str) {
        assert_eq!(graph_error(lines).to_string(), expected);
    }

    #[test]
    fn no_base_or_no_head() {
        check(
            "c1 <- c2; c2 <- c1",
            "Cycle is detected in revisions (c1, c2)",
        );
        check(
            "c2 <- c1; c1 <- c2; c3 <- c2",
            "Cycle is detected in revisions (c2, c1, c3)",
        );
    }

    #[test]
    fn beside_a_good_line() {
        check(
            "ok0; ok1 <- ok0; c1 <- c2; c2 <- c1",
            "Cycle is detected in revisions (c1, c2)",
        );
    }

    #[test]
    fn a_cycle_that_a_way_from_head_to_base_passes() {
        check(
            "b; c1 <- b, c2; c2 <- c1; h <- c2",
            "Cycle is detected in revisions (c1, c2)",
        );
    }

    #[test]
    fn through_dependencies() {
        check(
            "p0; p1 <- p0 & q1; q0; q1 <- q0 & p1",
            "Dependency cycle is detected in revisions (p0, p1, q0, q1)",
        );
        check(
            "i0 & i1; i1 <- i0",
            "Dependency cycle is detected in revisions (i0, i1)",
        );
    }

    #[test]
    fn loops() {
        check("a; b <- a, b", "Self-loop is detected in revisions (b)");
        check(
            "a; b <- a & b",
            "Dependency self-loop is detected in revisions (b)",
        );
    }
}
