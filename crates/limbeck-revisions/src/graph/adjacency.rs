//! Edges between revisions, packed.

/// A revision's place in the graph: its position in load order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Index(u32);

impl Index {
    /// The index of the `position`th revision. A graph of four thousand million revisions does
    /// not fit into memory, so the cast loses nothing.
    pub(crate) fn new(position: usize) -> Self {
        debug_assert!(u32::try_from(position).is_ok());
        Self(position as u32)
    }

    /// The position to use with a vector that has one entry per revision.
    pub(crate) fn at(self) -> usize {
        self.0 as usize
    }
}

/// For each revision a short list of others, all in two vectors.
#[derive(Clone, Debug, Default)]
pub(crate) struct Adjacency {
    /// Where each revision's list begins; one entry more than there are revisions.
    starts: Vec<u32>,
    targets: Vec<Index>,
}

impl Adjacency {
    /// Packs one list per revision, in load order. A revision that occurs twice in a list counts
    /// once, at its first place.
    pub(crate) fn pack<L>(lists: impl Iterator<Item = L>) -> Self
    where
        L: IntoIterator<Item = Index>,
    {
        let mut packed = Self {
            starts: vec![0],
            targets: Vec::new(),
        };
        // For each target the number of the last list it was seen in, counted from 1.
        let mut seen: Vec<u32> = Vec::new();
        for (number, list) in (1_u32..).zip(lists) {
            for target in list {
                if seen.len() <= target.at() {
                    seen.resize(target.at() + 1, 0);
                }
                if std::mem::replace(&mut seen[target.at()], number) != number {
                    packed.targets.push(target);
                }
            }
            packed.starts.push(packed.targets.len() as u32);
        }
        packed
    }

    /// The same edges backwards; every list is in load order.
    pub(crate) fn reversed(&self) -> Self {
        let mut starts = vec![0_u32; self.starts.len()];
        for target in &self.targets {
            starts[target.at() + 1] += 1;
        }
        for position in 1..starts.len() {
            starts[position] += starts[position - 1];
        }
        let mut free = starts.clone();
        let mut targets = vec![Index(0); self.targets.len()];
        for source in 0..self.len() {
            for target in self.of(Index::new(source)) {
                let slot = &mut free[target.at()];
                targets[*slot as usize] = Index::new(source);
                *slot += 1;
            }
        }
        Self { starts, targets }
    }

    /// The list of one revision.
    pub(crate) fn of(&self, index: Index) -> &[Index] {
        let start = self.starts[index.at()] as usize;
        let end = self.starts[index.at() + 1] as usize;
        &self.targets[start..end]
    }

    /// The number of revisions.
    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(adjacency: &Adjacency) -> Vec<Vec<usize>> {
        (0..adjacency.len())
            .map(|i| adjacency.of(Index::new(i)).iter().map(|t| t.at()).collect())
            .collect()
    }

    #[test]
    fn packs_and_reverses() {
        let down = [vec![], vec![0, 0], vec![0], vec![2, 1]];
        let down = Adjacency::pack(down.iter().map(|l| l.iter().map(|&i| Index::new(i))));
        assert_eq!(lists(&down), [vec![], vec![0], vec![0], vec![2, 1]]);
        assert_eq!(
            lists(&down.reversed()),
            [vec![1, 2], vec![3], vec![3], vec![]]
        );
    }

    #[test]
    fn an_empty_graph_has_no_lists() {
        let none = Adjacency::pack(std::iter::empty::<Vec<Index>>());
        assert_eq!(none.len(), 0);
        assert_eq!(none.reversed().len(), 0);
    }
}
