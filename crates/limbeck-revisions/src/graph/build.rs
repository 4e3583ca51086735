//! From scripts to a graph: Alembic's `RevisionMap._revision_map`.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use crate::{CycleKind, Revision, RevisionError, RevisionId, RevisionWarning};

use super::adjacency::{Adjacency, Index};
use super::cycles::{self, Edges};
use super::{RevisionGraph, dependencies, labels};

/// Characters that the identifier grammar needs for itself, sorted.
const ILLEGAL: [char; 4] = ['+', '-', ':', '@'];

/// The shortest text that is taken for the beginning of an identifier in a script.
const SHORTEST_ABBREVIATION: usize = 4;

impl RevisionGraph {
    /// The graph of the given scripts, which must come in load order (folder by folder, by file
    /// name), because load order decides every tie.
    ///
    /// # Errors
    /// [`RevisionError::CycleDetected`], [`RevisionError::IllegalCharacters`],
    /// [`RevisionError::LabelInUse`], [`RevisionError::MissingDownRevision`] or
    /// [`RevisionError::MissingDependency`].
    pub fn new(revisions: impl IntoIterator<Item = Revision>) -> Result<Self, RevisionError> {
        let mut loaded = Loaded::default();
        for revision in revisions {
            loaded.add(revision)?;
        }
        let labels = loaded.map_labels()?;
        loaded.complete_down_revisions();
        let dependencies = loaded.resolve_dependencies()?;
        let down = loaded.resolve_down_revisions()?;
        loaded
            .connect(labels, &dependencies, down)
            .completed(&dependencies)
    }
}

/// The scripts read so far.
#[derive(Default)]
struct Loaded {
    revisions: Vec<Revision>,
    /// Identifiers, then labels.
    names: HashMap<RevisionId, Index>,
    /// Labels of scripts that a later script with the same id has replaced. They still take part
    /// in the check that a label is used once, as they do in Alembic.
    replaced_labels: Vec<(String, Index)>,
    warnings: Vec<RevisionWarning>,
}

impl Loaded {
    fn add(&mut self, revision: Revision) -> Result<(), RevisionError> {
        verify(&revision)?;
        if let Some(&at) = self.names.get(&revision.id) {
            self.warnings
                .push(RevisionWarning::Duplicate(revision.id.clone()));
            let replaced = std::mem::replace(&mut self.revisions[at.at()], revision);
            let labels = replaced.branch_labels.into_iter();
            self.replaced_labels.extend(labels.map(|label| (label, at)));
        } else {
            let at = Index::new(self.revisions.len());
            self.names.insert(revision.id.clone(), at);
            self.revisions.push(revision);
        }
        Ok(())
    }

    /// The declared labels in load order (Alembic's `_map_branch_labels`).
    fn map_labels(&mut self) -> Result<Vec<(Arc<str>, Index)>, RevisionError> {
        for (label, at) in std::mem::take(&mut self.replaced_labels) {
            self.claim(label.into(), at)?;
        }
        let declared: Vec<(Arc<str>, Index)> = self
            .revisions
            .iter()
            .enumerate()
            .flat_map(|(at, revision)| {
                let labels = revision.branch_labels.iter();
                labels.map(move |label| (Arc::from(label.as_str()), Index::new(at)))
            })
            .collect();
        for (label, at) in &declared {
            self.claim(label.clone(), *at)?;
        }
        Ok(declared)
    }

    fn claim(&mut self, label: Arc<str>, at: Index) -> Result<(), RevisionError> {
        match self.names.entry(RevisionId::new(label)) {
            Entry::Vacant(free) => {
                free.insert(at);
                Ok(())
            }
            Entry::Occupied(taken) => Err(RevisionError::LabelInUse {
                label: taken.key().to_string(),
                revision: self.revisions[at.at()].id.clone(),
                other: self.revisions[taken.get().at()].id.clone(),
            }),
        }
    }

    /// Alembic's `_add_depends_on`: dependencies may be given by label.
    fn resolve_dependencies(&self) -> Result<Vec<Vec<Index>>, RevisionError> {
        let resolve = |revision: &Revision, name: &String| match self.names.get(name.as_str()) {
            Some(&at) => Ok(at),
            None => Err(RevisionError::MissingDependency {
                name: name.clone(),
                revision: revision.id.clone(),
                path: revision.path.display().to_string(),
            }),
        };
        self.revisions
            .iter()
            .map(|revision| {
                let names = revision.depends_on.iter();
                names.map(|name| resolve(revision, name)).collect()
            })
            .collect()
    }

    /// Writes abbreviated `down_revision`s out, as Alembic does with identifiers on the command line; in a
    /// script they make it fail with a `KeyError`.
    fn complete_down_revisions(&mut self) {
        for at in 0..self.revisions.len() {
            for place in 0..self.revisions[at].down_revisions.len() {
                let name = &self.revisions[at].down_revisions[place];
                if self.names.contains_key(name) || name.as_str().len() < SHORTEST_ABBREVIATION {
                    continue;
                }
                let ids = self.revisions.iter().map(|revision| &revision.id);
                let mut meant = ids.filter(|id| id.as_str().starts_with(name.as_str()));
                if let (Some(id), None) = (meant.next().cloned(), meant.next()) {
                    self.revisions[at].down_revisions[place] = id;
                }
            }
        }
    }

    fn resolve_down_revisions(&self) -> Result<Adjacency, RevisionError> {
        let mut lists = Vec::with_capacity(self.revisions.len());
        for revision in &self.revisions {
            let mut found = Vec::with_capacity(revision.down_revisions.len());
            for name in &revision.down_revisions {
                match self.names.get(name) {
                    // Unlike a dependency, this cannot be a label.
                    Some(&at) if self.revisions[at.at()].id == *name => found.push(at),
                    Some(_) | None => {
                        return Err(RevisionError::MissingDownRevision {
                            name: name.clone(),
                            revision: revision.id.clone(),
                            path: revision.path.display().to_string(),
                        });
                    }
                }
            }
            lists.push(found);
        }
        Ok(Adjacency::pack(lists.into_iter()))
    }

    /// All edges, both ways; dependencies not yet normalised, labels not yet inherited.
    fn connect(
        self,
        label_names: Vec<(Arc<str>, Index)>,
        dependencies: &[Vec<Index>],
        down: Adjacency,
    ) -> RevisionGraph {
        let all_down = with_dependencies(&down, dependencies);
        let children = down.reversed();
        let all_children = all_down.reversed();
        let every = || (0..self.revisions.len()).map(Index::new);
        let bases: Vec<Index> = every()
            .filter(|i| self.revisions[i.at()].down_revisions.is_empty())
            .collect();
        RevisionGraph {
            heads: every().filter(|&i| children.of(i).is_empty()).collect(),
            effective_heads: every().filter(|&i| all_children.of(i).is_empty()).collect(),
            effective_bases: bases
                .iter()
                .copied()
                .filter(|i| self.revisions[i.at()].depends_on.is_empty())
                .collect(),
            bases,
            normalized_down: Adjacency::default(),
            ranks: Vec::new(),
            labels: Vec::new(),
            names: self.names,
            label_names,
            revisions: self.revisions,
            warnings: self.warnings,
            down,
            children,
            all_down,
            all_children,
        }
    }
}

impl RevisionGraph {
    /// Looks for cycles; then what needs an order of descent can be filled in.
    fn completed(mut self, dependencies: &[Vec<Index>]) -> Result<Self, RevisionError> {
        let ids: Vec<RevisionId> = self.revisions.iter().map(|r| r.id.clone()).collect();
        Edges {
            ids: &ids,
            down: &self.down,
            children: &self.children,
            all_down: &self.all_down,
            all_children: &self.all_children,
            heads: &self.heads,
            bases: &self.bases,
            effective_heads: &self.effective_heads,
            effective_bases: &self.effective_bases,
        }
        .check_acyclic()?;
        let (order, ranks) = cycles::ranks(&self.all_down, &self.all_children);
        let news = dependencies::normalized(dependencies, &self.children, &ranks);
        self.normalized_down = with_dependencies(&self.down, &news);
        self.ranks = ranks;
        let mut own: Vec<Vec<Arc<str>>> = vec![Vec::new(); self.len()];
        for (label, at) in &self.label_names {
            own[at.at()].push(label.clone());
        }
        self.labels = labels::inherited(&own, &self.down, &self.children, &order, |i| {
            self.all_children.of(i).len() > 1 || self.revisions[i.at()].down_revisions.len() > 1
        });
        Ok(self)
    }
}

fn with_dependencies(down: &Adjacency, dependencies: &[Vec<Index>]) -> Adjacency {
    Adjacency::pack(dependencies.iter().enumerate().map(|(at, dependencies)| {
        let down = down.of(Index::new(at)).iter().copied();
        down.chain(dependencies.iter().copied())
    }))
}

/// Alembic's checks of a single script.
fn verify(revision: &Revision) -> Result<(), RevisionError> {
    let itself = |kind| RevisionError::CycleDetected {
        kind,
        revisions: vec![revision.id.clone()],
    };
    if revision.down_revisions.contains(&revision.id) {
        return Err(itself(CycleKind::SelfLoop));
    }
    if revision
        .depends_on
        .iter()
        .any(|d| revision.id == d.as_str())
    {
        return Err(itself(CycleKind::DependencySelfLoop));
    }
    verify_id(revision.id.as_str())
}

/// Whether a text may be the identifier of a revision.
pub(crate) fn verify_id(id: &str) -> Result<(), RevisionError> {
    let illegal: Vec<String> = ILLEGAL
        .iter()
        .filter(|&&c| id.contains(c))
        .map(char::to_string)
        .collect();
    if illegal.is_empty() {
        Ok(())
    } else {
        Err(RevisionError::IllegalCharacters {
            characters: illegal.join(", "),
            revision: id.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{graph, graph_error};

    fn check(lines: &str, expected: &str) {
        assert_eq!(graph_error(lines).to_string(), expected);
    }

    #[test]
    fn names_are_checked() {
        check(
            "a:b",
            "Character(s) ':' not allowed in revision identifier 'a:b'",
        );
        check(
            "a; b <- gone",
            "Revision gone referenced from b is not present; restore its script or correct \
             down_revision in versions/001_rev.py",
        );
        check(
            "a; b <- a & gone",
            "Revision or branch gone, which b depends on, is not present; restore its script or \
             correct depends_on in versions/001_rev.py (it takes whole identifiers)",
        );
        check(
            "a #x; b <- x",
            "Revision x referenced from b is not present; restore its script or correct \
             down_revision in versions/001_rev.py",
        );
    }

    #[test]
    fn a_down_revision_may_be_abbreviated_if_it_is_clear() {
        let of = |lines: &str| {
            let graph = graph(lines);
            let revision = graph.revisions().last().expect("there are some");
            revision.revision().down_revisions.clone()
        };
        assert_eq!(of("abcdef12; b <- abcdef"), [RevisionId::from("abcdef12")]);
        check(
            "abcdef12; abcdef34; b <- abcdef",
            "Revision abcdef referenced from b is not present; restore its script or correct \
             down_revision in versions/002_rev.py",
        );
        check(
            "abcdef12; b <- abc",
            "Revision abc referenced from b is not present; restore its script or correct \
             down_revision in versions/001_rev.py",
        );
    }

    #[test]
    fn labels_are_unique_among_labels_and_ids() {
        check(
            "a #x; b #x <- a",
            "Branch name 'x' in revision b already used by revision a",
        );
        check(
            "a #b; b <- a",
            "Branch name 'b' in revision a already used by revision b",
        );
        check(
            "a #a",
            "Branch name 'a' in revision a already used by revision a",
        );
        check(
            "a #x; a #x",
            "Branch name 'x' in revision a already used by revision a",
        );
    }

    #[test]
    fn the_last_of_two_scripts_with_one_id_counts() {
        let mut first = Revision::new("a", "one.py");
        first.long_doc = "one".into();
        let mut second = Revision::new("a", "two.py");
        second.long_doc = "two".into();
        let graph = RevisionGraph::new([first, second]).expect("a warning only");
        assert_eq!(graph.warnings(), [RevisionWarning::Duplicate("a".into())]);
        let docs: Vec<&str> = graph.revisions().map(|r| r.revision().doc()).collect();
        assert_eq!(docs, ["two"]);
    }

    #[test]
    fn heads_and_bases_with_and_without_dependencies() {
        let graph = graph("lib; lib2 <- lib; app & lib2");
        let ids = |revisions: Vec<crate::RevisionRef<'_>>| -> Vec<String> {
            revisions.iter().map(|r| r.id().to_string()).collect()
        };
        assert_eq!(ids(graph.heads().collect()), ["lib2", "app"]);
        assert_eq!(ids(graph.effective_heads().collect()), ["app"]);
        assert_eq!(ids(graph.bases().collect()), ["lib", "app"]);
        assert_eq!(ids(graph.effective_bases().collect()), ["lib"]);
    }

    #[test]
    fn no_script_makes_an_empty_graph() {
        let graph = graph("");
        assert_eq!(graph.revisions().count(), 0);
        assert_eq!(graph.heads().count(), 0);
    }
}
