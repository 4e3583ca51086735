//! What the graph must say, worked out the slow way: with sets of names and fixed points.

use std::collections::{BTreeMap, BTreeSet};

use limbeck_revisions::{Revision, RevisionId};

pub type Ids = BTreeSet<String>;

/// The scripts by identifier.
pub struct Oracle {
    /// Identifiers in load order.
    pub order: Vec<String>,
    scripts: BTreeMap<String, Revision>,
}

impl Oracle {
    pub fn new(revisions: &[Revision]) -> Self {
        let keyed = |revision: &Revision| (revision.id.to_string(), revision.clone());
        Self {
            order: revisions.iter().map(|r| r.id.to_string()).collect(),
            scripts: revisions.iter().map(keyed).collect(),
        }
    }

    fn all(&self) -> Ids {
        self.order.iter().cloned().collect()
    }

    pub fn down(&self, id: &str) -> Vec<String> {
        let down = self.scripts[id].down_revisions.iter();
        down.map(RevisionId::to_string).collect()
    }

    /// `depends_on` with labels replaced by the revisions that declare them.
    pub fn dependencies(&self, id: &str) -> Vec<String> {
        let resolve = |name: &String| {
            let mut scripts = self.scripts.values();
            let labelled = scripts.find(|script| script.branch_labels.contains(name));
            labelled.map_or(name.clone(), |script| script.id.to_string())
        };
        let mut found: Vec<String> = Vec::new();
        for id in self.scripts[id].depends_on.iter().map(resolve) {
            if !found.contains(&id) {
                found.push(id);
            }
        }
        found
    }

    /// `down_revision`, then `depends_on` without what a versioned ancestor depends on.
    pub fn normalized_down(&self, id: &str) -> Vec<String> {
        let mut ancestors = self.versioned_ancestors(id);
        ancestors.remove(id);
        let mut found = self.down(id);
        for dependency in self.dependencies(id) {
            let is_known = |a: &String| self.dependencies(a).contains(&dependency);
            if !ancestors.iter().any(is_known) && !found.contains(&dependency) {
                found.push(dependency);
            }
        }
        found
    }

    fn close(&self, from: Ids, step: impl Fn(&str) -> Vec<String>) -> Ids {
        let mut found = from;
        loop {
            let next: Ids = found.iter().flat_map(|id| step(id)).collect();
            let before = found.len();
            found.extend(next);
            if found.len() == before {
                return found;
            }
        }
    }

    /// The revision and its ancestors by `down_revision`.
    pub fn versioned_ancestors(&self, id: &str) -> Ids {
        self.close(Ids::from([id.to_owned()]), |id| self.down(id))
    }

    /// The revisions and all that they need.
    pub fn ancestors(&self, ids: &Ids) -> Ids {
        self.close(ids.clone(), |id| {
            let mut needs = self.down(id);
            needs.extend(self.dependencies(id));
            needs
        })
    }

    /// The revisions that name this one in `down_revision`.
    pub fn children(&self, id: &str) -> Ids {
        let all = self.all().into_iter();
        all.filter(|other| self.down(other).iter().any(|d| d == id))
            .collect()
    }

    /// The revisions and all that needs them.
    pub fn descendants(&self, ids: &Ids) -> Ids {
        let all = self.all().into_iter();
        all.filter(|other| {
            let needs = self.ancestors(&Ids::from([other.clone()]));
            ids.iter().any(|id| needs.contains(id))
        })
        .collect()
    }

    /// Those that none of the others needs.
    pub fn maximal(&self, ids: &Ids) -> Ids {
        let of = ids.iter().cloned();
        of.filter(|id| {
            self.descendants(&Ids::from([id.clone()]))
                .intersection(ids)
                .count()
                == 1
        })
        .collect()
    }

    pub fn heads(&self) -> Vec<String> {
        let mut all = self.order.clone();
        all.retain(|id| self.children(id).is_empty());
        all
    }

    pub fn effective_heads(&self) -> Vec<String> {
        let maximal = self.maximal(&self.all());
        let mut all = self.order.clone();
        all.retain(|id| maximal.contains(id));
        all
    }

    /// What `current` lists: of all that is applied, what no applied child follows.
    pub fn current(&self, rows: &Ids) -> Ids {
        let applied = self.ancestors(rows);
        let of = applied.iter().cloned();
        of.filter(|id| self.children(id).is_disjoint(&applied))
            .collect()
    }

    /// The labels of every revision, spread as Alembic's `_add_branches` does it.
    pub fn labels(&self) -> BTreeMap<String, Ids> {
        let mut labels: BTreeMap<String, Ids> = BTreeMap::new();
        for (id, script) in &self.scripts {
            let own = script.branch_labels.iter().cloned().collect();
            labels.insert(id.clone(), own);
        }
        for id in self
            .order
            .iter()
            .filter(|id| !self.own_labels(id).is_empty())
        {
            let given = labels[id].clone();
            let below = self.close(Ids::from([id.clone()]), |id| {
                self.children(id).into_iter().collect()
            });
            let mut last = None;
            for node in below {
                labels
                    .entry(node.clone())
                    .or_default()
                    .extend(given.clone());
                if self.children(&node).is_empty() {
                    last = Some(node);
                }
            }
            let mut node = last;
            while let Some(id) = node {
                let dependents = self.all().into_iter().filter(|other| {
                    self.down(other).contains(&id) || self.dependencies(other).contains(&id)
                });
                let down = self.down(&id);
                if dependents.count() > 1 || down.len() > 1 {
                    break;
                }
                labels.entry(id).or_default().extend(given.clone());
                node = down.first().cloned();
            }
        }
        labels
    }

    fn own_labels(&self, id: &str) -> &[String] {
        &self.scripts[id].branch_labels
    }

    /// The order of a selection as Alembic's quadratic `_topological_sort` finds it.
    pub fn topological(&self, selection: &Ids, heads: &Ids) -> Vec<String> {
        let needs = |id: &String| self.ancestors(&Ids::from([id.clone()]));
        let mut todo = selection.clone();
        let mut lines: Vec<String> = self.order.clone();
        lines.retain(|id| heads.contains(id) && todo.contains(id));
        let mut output = Vec::new();
        let mut at = 0;
        while !lines.is_empty() {
            let candidate = lines[at].clone();
            let waits_for = lines
                .iter()
                .position(|line| *line != candidate && needs(line).contains(&candidate));
            if let Some(other) = waits_for {
                at = other;
                continue;
            }
            todo.remove(&candidate);
            let mut next = self.normalized_down(&candidate);
            next.retain(|id| todo.contains(id) && !lines.contains(id));
            output.push(candidate);
            if next.is_empty() {
                lines.remove(at);
                at = at.saturating_sub(1);
            } else {
                lines[at] = next.remove(0);
                lines.extend(next);
            }
        }
        assert!(todo.is_empty(), "left over: {todo:?}");
        output
    }
}
