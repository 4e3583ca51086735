//! Which dependencies of a revision are news: Alembic's `_normalize_depends_on`.

use std::collections::HashMap;

use super::adjacency::{Adjacency, Index};
use super::closure::NodeSet;

/// For each revision its dependencies without those that one of its versioned ancestors has too.
///
/// `dependencies` are the resolved `depends_on`, `children` the versioned children, `ranks` grow
/// from ancestor to descendant.
pub(super) fn normalized(
    dependencies: &[Vec<Index>],
    children: &Adjacency,
    ranks: &[u32],
) -> Vec<Vec<Index>> {
    let mut dependents: HashMap<Index, Vec<Index>> = HashMap::new();
    for (at, list) in dependencies.iter().enumerate() {
        for &dependency in list {
            dependents
                .entry(dependency)
                .or_default()
                .push(Index::new(at));
        }
    }
    let mut news = dependencies.to_vec();
    for (dependency, dependents) in dependents {
        if dependents.len() < 2 {
            continue;
        }
        let below = descendants_of_any(&dependents, children, ranks);
        for dependent in dependents {
            if below.contains(dependent) {
                news[dependent.at()].retain(|&d| d != dependency);
            }
        }
    }
    news
}

/// The versioned descendants of the given revisions, as far as the youngest of them.
fn descendants_of_any(of: &[Index], children: &Adjacency, ranks: &[u32]) -> NodeSet {
    let youngest = of.iter().map(|i| ranks[i.at()]).max().unwrap_or(0);
    let mut below = NodeSet::empty(ranks.len());
    let mut todo: Vec<Index> = of.to_vec();
    while let Some(index) = todo.pop() {
        for &child in children.of(index) {
            if ranks[child.at()] <= youngest && below.insert(child) {
                todo.push(child);
            }
        }
    }
    below
}

#[cfg(test)]
mod tests {
    use crate::testing::graph;

    fn check(lines: &str, revision: &str, expected: &[&str]) {
        let graph = graph(lines);
        let found = graph.revision(revision).expect("a revision of the test");
        let parents: Vec<&str> = found
            .normalized_down_revisions()
            .map(|r| r.id().as_str())
            .collect();
        assert_eq!(parents, expected);
    }

    #[test]
    fn what_an_ancestor_depends_on_is_no_news() {
        let lines = "lib; a & lib; b <- a & lib; c <- b; d <- c & lib";
        check(lines, "a", &["lib"]);
        check(lines, "b", &["a"]);
        check(lines, "d", &["c"]);
    }

    #[test]
    fn what_a_branch_beside_depends_on_is_news() {
        let lines = "lib; a; b <- a & lib; c <- a & lib; d <- b, c & lib";
        check(lines, "b", &["a", "lib"]);
        check(lines, "c", &["a", "lib"]);
        check(lines, "d", &["b", "c"]);
    }

    #[test]
    fn only_versioned_ancestors_count() {
        check("lib; a & lib; b & a, lib", "b", &["a", "lib"]);
    }
}
