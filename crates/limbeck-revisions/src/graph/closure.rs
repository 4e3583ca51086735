//! Sets of revisions, and everything that can be reached from some.

use crate::RevisionError;

use super::adjacency::{Adjacency, Index};
use super::{Lineage, RevisionGraph};

/// A set of revisions: one bit for each revision of the graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NodeSet {
    words: Vec<u64>,
}

impl NodeSet {
    /// The empty set over a graph of `len` revisions.
    pub(crate) fn empty(len: usize) -> Self {
        Self {
            words: vec![0; len.div_ceil(64)],
        }
    }

    /// The set of the given revisions.
    pub(crate) fn of(len: usize, members: &[Index]) -> Self {
        let mut set = Self::empty(len);
        for &member in members {
            set.insert(member);
        }
        set
    }

    /// Adds a revision; false if it was there.
    pub(crate) fn insert(&mut self, index: Index) -> bool {
        let (word, bit) = place(index);
        let fresh = self.words[word] & bit == 0;
        self.words[word] |= bit;
        fresh
    }

    /// Takes a revision out; false if it was not there.
    pub(crate) fn remove(&mut self, index: Index) -> bool {
        let (word, bit) = place(index);
        let present = self.words[word] & bit != 0;
        self.words[word] &= !bit;
        present
    }

    /// Whether the revision is in the set.
    pub(crate) fn contains(&self, index: Index) -> bool {
        let (word, bit) = place(index);
        self.words[word] & bit != 0
    }

    /// Whether nothing is in the set.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
    }

    /// Keeps what is in both.
    pub(crate) fn intersect(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// Takes out what is in the other.
    pub(crate) fn subtract(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= !other;
        }
    }

    /// The members in load order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Index> + '_ {
        self.words.iter().enumerate().flat_map(|(at, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                if rest == 0 {
                    return None;
                }
                let bit = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                Some(Index::new(at * 64 + bit))
            })
        })
    }
}

fn place(index: Index) -> (usize, u64) {
    (index.at() / 64, 1 << (index.at() % 64))
}

/// Whether to look towards the bases or towards the heads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Towards {
    Bases,
    Heads,
}

impl RevisionGraph {
    /// The edges to follow.
    pub(crate) fn edges(&self, towards: Towards, lineage: Lineage) -> &Adjacency {
        match (towards, lineage) {
            (Towards::Bases, Lineage::Versioned) => &self.down,
            (Towards::Bases, Lineage::WithDependencies) => &self.all_down,
            (Towards::Heads, Lineage::Versioned) => &self.children,
            (Towards::Heads, Lineage::WithDependencies) => &self.all_children,
        }
    }

    /// The given revisions and all that can be reached from them.
    pub(crate) fn reach(
        &self,
        from: impl IntoIterator<Item = Index>,
        towards: Towards,
        lineage: Lineage,
    ) -> NodeSet {
        let mut seen = NodeSet::empty(self.len());
        self.extend_reach(&mut seen, from, towards, lineage);
        seen
    }

    /// The given revisions, their ancestors and their descendants: all that shares their lineage.
    pub(crate) fn relatives(&self, of: &[Index], lineage: Lineage) -> NodeSet {
        // Two walks that do not share what they have seen: below a descendant there are
        // revisions that are not related.
        let mut seen = self.reach(of.iter().copied(), Towards::Bases, lineage);
        let up = self.reach(of.iter().copied(), Towards::Heads, lineage);
        for index in up.iter() {
            seen.insert(index);
        }
        seen
    }

    fn extend_reach(
        &self,
        seen: &mut NodeSet,
        from: impl IntoIterator<Item = Index>,
        towards: Towards,
        lineage: Lineage,
    ) {
        let edges = self.edges(towards, lineage);
        let mut todo: Vec<Index> = from.into_iter().collect();
        while let Some(index) = todo.pop() {
            if seen.insert(index) {
                todo.extend(edges.of(index));
            }
        }
    }

    /// Like [`Self::reach`], but no two of the given revisions may be ancestor and descendant
    /// (Alembic's `_iterate_related_revisions` with `check`).
    pub(crate) fn reach_apart(
        &self,
        from: &[Index],
        towards: Towards,
        lineage: Lineage,
    ) -> Result<NodeSet, RevisionError> {
        let edges = self.edges(towards, lineage);
        let wanted = NodeSet::of(self.len(), from);
        let mut seen = NodeSet::empty(self.len());
        for &target in from {
            let mut overlap = false;
            let mut todo = vec![target];
            while let Some(index) = todo.pop() {
                overlap |= index != target && wanted.contains(index);
                if seen.insert(index) {
                    todo.extend(edges.of(index));
                }
            }
            if overlap {
                let reached = self.reach([target], towards, lineage);
                let mut others: Vec<Index> = Vec::new();
                for &other in from {
                    if other != target && reached.contains(other) && !others.contains(&other) {
                        others.push(other);
                    }
                }
                return Err(RevisionError::Overlap {
                    revision: self.id(target).clone(),
                    others: others.iter().map(|&o| self.id(o).clone()).collect(),
                });
            }
        }
        Ok(seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_iterates_in_load_order_across_words() {
        let mut set = NodeSet::empty(200);
        for i in [199, 0, 64, 63, 128] {
            assert!(set.insert(Index::new(i)));
        }
        assert!(!set.insert(Index::new(64)));
        assert!(set.remove(Index::new(63)) && !set.remove(Index::new(63)));
        let members: Vec<usize> = set.iter().map(Index::at).collect();
        assert_eq!(members, [0, 64, 128, 199]);
        assert!(!set.is_empty() && set.contains(Index::new(199)));

        let other = NodeSet::of(200, &[Index::new(0), Index::new(199), Index::new(5)]);
        let mut both = set.clone();
        both.intersect(&other);
        assert_eq!(both.iter().map(Index::at).collect::<Vec<_>>(), [0, 199]);
        set.subtract(&other);
        assert_eq!(set.iter().map(Index::at).collect::<Vec<_>>(), [64, 128]);
    }
}
