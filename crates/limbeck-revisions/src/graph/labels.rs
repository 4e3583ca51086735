//! The branch labels that a revision has by descent: Alembic's `_add_branches`.

use std::sync::Arc;

use super::adjacency::{Adjacency, Index};

/// The labels of one revision; shared by all revisions of a stretch that have the same.
pub(crate) type Labels = Arc<[Arc<str>]>;

/// For each revision its labels: its own, those of its versioned ancestors, and those that a line
/// without branch and merge points carries up from its head.
///
/// `order` has ancestors before descendants. `is_stop` tells the branch points (dependents
/// counted) and the merge points.
pub(super) fn inherited(
    own: &[Vec<Arc<str>>],
    down: &Adjacency,
    children: &Adjacency,
    order: &[Index],
    is_stop: impl Fn(Index) -> bool,
) -> Vec<Labels> {
    let none: Labels = Arc::new([]);
    let mut labels = vec![none.clone(); own.len()];
    if own.iter().all(Vec::is_empty) {
        return labels;
    }
    for &index in order {
        let parents = down.of(index);
        let own = &own[index.at()];
        let parent = parents.first().map_or(&none, |p| &labels[p.at()]);
        labels[index.at()] = if own.is_empty() && parents.len() <= 1 {
            parent.clone()
        } else {
            let mut all: Vec<Arc<str>> = Vec::new();
            let inherited = parents.iter().flat_map(|p| labels[p.at()].iter());
            for label in inherited.chain(own) {
                if !all.contains(label) {
                    all.push(label.clone());
                }
            }
            all.into()
        };
    }
    for &index in order {
        if children.of(index).is_empty() {
            carry_up(index, own, down, &is_stop, &mut labels);
        }
    }
    labels
}

/// Gives the labels of a head to all that lies below it up to the next branch or merge point, if
/// one of these declares a label.
fn carry_up(
    head: Index,
    own: &[Vec<Arc<str>>],
    down: &Adjacency,
    is_stop: impl Fn(Index) -> bool,
    labels: &mut [Labels],
) {
    let line: Vec<Index> = std::iter::successors(Some(head), |&i| down.of(i).first().copied())
        .take_while(|&i| !is_stop(i))
        .collect();
    if line.iter().any(|i| !own[i.at()].is_empty()) {
        let all = labels[head.at()].clone();
        for index in line {
            labels[index.at()] = all.clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::graph;

    fn check(lines: &str, revision: &str, expected: &[&str]) {
        let graph = graph(lines);
        let found = graph.revision(revision).expect("a revision of the test");
        let labels: Vec<&str> = found.branch_labels().collect();
        assert_eq!(labels, expected, "labels of {revision}");
    }

    #[test]
    fn descendants_have_the_label() {
        let lines = "a; b #x <- a; c <- b; d <- b; e <- c, d";
        for revision in ["b", "c", "d", "e"] {
            check(lines, revision, &["x"]);
        }
        check(lines, "a", &[]);
    }

    #[test]
    fn a_label_goes_up_to_the_next_branch_point() {
        let lines = "a; b <- a; c <- b; d #x <- c; e <- d; other <- a";
        check(lines, "b", &["x"]);
        check(lines, "a", &[]);
        check(lines, "other", &[]);
    }

    #[test]
    fn a_dependent_makes_a_branch_point() {
        let lines = "a; b <- a; c #x <- b; other & a";
        check(lines, "b", &["x"]);
        check(lines, "a", &[]);
    }

    #[test]
    fn a_label_does_not_go_up_from_below_a_merge() {
        let lines = "a; b #x <- a; z; m <- b, z";
        check(lines, "m", &["x"]);
        check(lines, "a", &[]);
    }

    #[test]
    fn labels_keep_the_order_of_descent() {
        check("a #x; b #y, z <- a; c <- b", "c", &["x", "y", "z"]);
        check("a #x; b #y <- a; c <- b", "a", &["x", "y"]);
    }
}
