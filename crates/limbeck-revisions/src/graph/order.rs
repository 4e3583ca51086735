//! The order in which a set of revisions is listed, downgraded, or, backwards, upgraded:
//! Alembic's `RevisionMap._topological_sort`.

use crate::RevisionError;

use super::RevisionGraph;
use super::adjacency::Index;
use super::closure::NodeSet;

impl RevisionGraph {
    /// The revisions of `selection` from its heads to its bases: one line of descent is followed
    /// as far as possible; a revision is left until all that descends from it is out.
    ///
    /// Alembic keeps the set of ancestors of every open line and so needs quadratic time and
    /// memory. Here a revision knows how many of its children are still to come.
    ///
    /// # Errors
    /// [`RevisionError::RangeCrossesDependency`] if a part of the selection is not below `heads`.
    pub(crate) fn ordered(
        &self,
        selection: &NodeSet,
        heads: &[Index],
    ) -> Result<Vec<Index>, RevisionError> {
        let mut todo = Todo::new(self, selection);
        let mut lines: Vec<Index> = Vec::new();
        let mut open = NodeSet::empty(self.len());
        for index in NodeSet::of(self.len(), heads).iter() {
            if selection.contains(index) {
                lines.push(index);
                open.insert(index);
            }
        }
        let mut output = Vec::new();
        let mut line = 0;
        while let Some(&candidate) = lines.get(line) {
            if let Some(other) = todo.blocking_line(candidate, &lines) {
                line = other;
                continue;
            }
            todo.emit(candidate);
            output.push(candidate);
            open.remove(candidate);
            let mut next = self
                .normalized_down
                .of(candidate)
                .iter()
                .copied()
                .filter(|&i| todo.rest.contains(i) && !open.contains(i))
                .collect::<Vec<_>>()
                .into_iter();
            match next.next() {
                None => {
                    lines.remove(line);
                    line = line.saturating_sub(1);
                }
                Some(first) => {
                    lines[line] = first;
                    open.insert(first);
                    for another in next {
                        lines.push(another);
                        open.insert(another);
                    }
                }
            }
        }
        match todo.rest.iter().next() {
            None => Ok(output),
            Some(left) => Err(RevisionError::RangeCrossesDependency(self.id(left).clone())),
        }
    }
}

/// What is still to come.
struct Todo<'g> {
    graph: &'g RevisionGraph,
    rest: NodeSet,
    /// For each revision the number of its children that are still to come.
    children: Vec<u32>,
    /// Whether every way between two revisions of the selection stays inside it. Then a revision
    /// has to wait exactly while it has children to come. A history range may lack revisions that
    /// it touches through `depends_on` only; then the whole graph has to be looked at.
    closed: bool,
    /// The revision last found waiting, with what descends from it. It is asked for again after
    /// each line that it waits for.
    waiting: Option<(Index, NodeSet)>,
}

impl<'g> Todo<'g> {
    fn new(graph: &'g RevisionGraph, selection: &NodeSet) -> Self {
        let mut children = vec![0; graph.len()];
        for index in selection.iter() {
            for parent in graph.all_down.of(index) {
                children[parent.at()] += 1;
            }
        }
        Self {
            graph,
            rest: selection.clone(),
            children,
            closed: is_closed(graph, selection),
            waiting: None,
        }
    }

    fn emit(&mut self, index: Index) {
        self.rest.remove(index);
        for parent in self.graph.all_down.of(index) {
            self.children[parent.at()] -= 1;
        }
    }

    /// The first line whose tip descends from the candidate, so that it has to come before.
    fn blocking_line(&mut self, candidate: Index, lines: &[Index]) -> Option<usize> {
        if self.closed && self.children[candidate.at()] == 0 {
            return None;
        }
        let known = self.waiting.take().filter(|known| known.0 == candidate);
        let (_, above) = self
            .waiting
            .insert(known.unwrap_or_else(|| (candidate, self.above(candidate))));
        lines.iter().position(|&tip| above.contains(tip))
    }

    /// What descends from a revision and may be the tip of a line, now or later.
    fn above(&self, index: Index) -> NodeSet {
        let mut above = NodeSet::empty(self.graph.len());
        let mut todo = vec![index];
        while let Some(index) = todo.pop() {
            for &child in self.graph.all_children.of(index) {
                let matters = !self.closed || self.rest.contains(child);
                if matters && above.insert(child) {
                    todo.push(child);
                }
            }
        }
        above
    }
}

/// Whether no way leaves the selection and comes back into it.
fn is_closed(graph: &RevisionGraph, selection: &NodeSet) -> bool {
    let mut outside = NodeSet::empty(graph.len());
    let mut todo: Vec<Index> = Vec::new();
    for index in selection.iter() {
        for &parent in graph.all_down.of(index) {
            if !selection.contains(parent) && outside.insert(parent) {
                todo.push(parent);
            }
        }
    }
    while let Some(index) = todo.pop() {
        for &parent in graph.all_down.of(index) {
            if selection.contains(parent) {
                return false;
            }
            if outside.insert(parent) {
                todo.push(parent);
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::graph;

    fn check(lines: &str, heads: &[&str], expected: &[&str]) {
        let graph = graph(lines);
        let heads: Vec<Index> = heads
            .iter()
            .map(|id| graph.find(id).expect("a revision of the test"))
            .collect();
        let selection = graph.reach(
            heads.iter().copied(),
            crate::graph::Towards::Bases,
            crate::graph::Lineage::WithDependencies,
        );
        let order = graph.ordered(&selection, &heads).expect("an order");
        let ids: Vec<&str> = order.iter().map(|&i| graph.id(i).as_str()).collect();
        assert_eq!(ids, expected);
    }

    #[test]
    fn a_line_is_followed_to_the_branch_point_then_the_next_one() {
        check(
            "r; a1 <- r; a2 <- a1; b1 <- r; b2 <- b1",
            &["b2", "a2"],
            &["a2", "a1", "b2", "b1", "r"],
        );
    }

    #[test]
    fn the_order_of_a_merge_is_the_order_written() {
        check(
            "r; a <- r; b <- r; m <- b, a",
            &["m"],
            &["m", "b", "a", "r"],
        );
    }

    #[test]
    fn a_dependency_waits_for_its_dependents() {
        check(
            "l1; l2 <- l1; a1 & l1; a2 <- a1",
            &["l2", "a2"],
            &["l2", "a2", "a1", "l1"],
        );
    }
}
