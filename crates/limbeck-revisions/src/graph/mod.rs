//! [`RevisionGraph`]: the scripts of a project and how they follow one another.

mod adjacency;
mod build;
mod closure;
mod cycles;
mod dependencies;
mod labels;
mod order;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::{Revision, RevisionId, RevisionWarning};

use adjacency::Adjacency;
pub(crate) use adjacency::Index;
pub(crate) use build::verify_id;
pub(crate) use closure::{NodeSet, Towards};
use labels::Labels;

/// The revisions of a project: Alembic's `RevisionMap`, made once and never changed.
///
/// Revisions keep their load order; where nothing else decides, load order does. (Alembic often
/// leaves such a choice to the order of a Python set.)
#[derive(Debug)]
pub struct RevisionGraph {
    revisions: Vec<Revision>,
    /// Identifiers and labels.
    names: HashMap<RevisionId, Index>,
    /// Labels with the revision that declares them, in load order.
    label_names: Vec<(Arc<str>, Index)>,
    labels: Vec<Labels>,
    /// By `down_revision`.
    down: Adjacency,
    children: Adjacency,
    /// By `down_revision` and `depends_on`.
    all_down: Adjacency,
    all_children: Adjacency,
    /// By `down_revision` and those `depends_on` that no versioned ancestor has. Reaches exactly
    /// what `all_down` reaches.
    normalized_down: Adjacency,
    /// Numbers that grow along every edge from ancestor to descendant.
    ranks: Vec<u32>,
    heads: Vec<Index>,
    effective_heads: Vec<Index>,
    bases: Vec<Index>,
    effective_bases: Vec<Index>,
    warnings: Vec<RevisionWarning>,
}

/// Which edges count as descent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lineage {
    /// `down_revision` alone.
    Versioned,
    /// `down_revision` and `depends_on`.
    WithDependencies,
}

impl RevisionGraph {
    /// All revisions, in load order.
    pub fn revisions(&self) -> impl ExactSizeIterator<Item = RevisionRef<'_>> {
        (0..self.revisions.len()).map(|i| self.at(Index::new(i)))
    }

    /// The revision with exactly this identifier.
    pub fn revision(&self, id: &str) -> Option<RevisionRef<'_>> {
        let found = self.names.get(id).map(|&index| self.at(index));
        found.filter(|revision| revision.id() == id)
    }

    /// The revisions that no other names in `down_revision`: what `heads` lists.
    pub fn heads(&self) -> impl ExactSizeIterator<Item = RevisionRef<'_>> {
        self.heads.iter().map(|&i| self.at(i))
    }

    /// The revisions that no other names at all: the rows of the version table once everything is
    /// applied.
    pub fn effective_heads(&self) -> impl ExactSizeIterator<Item = RevisionRef<'_>> {
        self.effective_heads.iter().map(|&i| self.at(i))
    }

    /// The revisions without `down_revision`.
    pub fn bases(&self) -> impl ExactSizeIterator<Item = RevisionRef<'_>> {
        self.bases.iter().map(|&i| self.at(i))
    }

    /// The revisions with neither `down_revision` nor `depends_on`.
    pub fn effective_bases(&self) -> impl ExactSizeIterator<Item = RevisionRef<'_>> {
        self.effective_bases.iter().map(|&i| self.at(i))
    }

    /// What was worth a warning while the graph was made.
    pub fn warnings(&self) -> &[RevisionWarning] {
        &self.warnings
    }

    /// The number of revisions.
    pub(crate) fn len(&self) -> usize {
        self.revisions.len()
    }

    /// The revision at a place.
    pub(crate) fn at(&self, index: Index) -> RevisionRef<'_> {
        RevisionRef { graph: self, index }
    }

    /// The identifier of the revision at a place.
    pub(crate) fn id(&self, index: Index) -> &RevisionId {
        &self.revisions[index.at()].id
    }

    /// The place of a revision or of the revision that declares a label.
    pub(crate) fn find(&self, name: &str) -> Option<Index> {
        self.names.get(name).copied()
    }

    /// All names that can be asked for: identifiers, then labels, each in load order.
    pub(crate) fn all_names(&self) -> impl Iterator<Item = (&str, Index)> {
        let ids = self.revisions.iter().enumerate();
        let ids = ids.map(|(at, revision)| (revision.id.as_str(), Index::new(at)));
        ids.chain(self.label_names.iter().map(|(label, i)| (&**label, *i)))
    }

    /// The versioned heads.
    pub(crate) fn head_indexes(&self) -> &[Index] {
        &self.heads
    }

    /// The effective heads.
    pub(crate) fn effective_head_indexes(&self) -> &[Index] {
        &self.effective_heads
    }

    /// The bases.
    pub(crate) fn base_indexes(&self) -> &[Index] {
        &self.bases
    }

    /// The versioned children, in load order.
    pub(crate) fn children_of(&self, index: Index) -> &[Index] {
        self.children.of(index)
    }

    /// The children by any edge, in load order.
    pub(crate) fn all_children_of(&self, index: Index) -> &[Index] {
        self.all_children.of(index)
    }

    /// The versioned parents, in the order written.
    pub(crate) fn down_of(&self, index: Index) -> &[Index] {
        self.down.of(index)
    }

    /// The parents by any edge.
    pub(crate) fn all_down_of(&self, index: Index) -> &[Index] {
        self.all_down.of(index)
    }

    /// The versioned parents and the dependencies that are news.
    pub(crate) fn normalized_down_of(&self, index: Index) -> &[Index] {
        self.normalized_down.of(index)
    }

    /// Whether the revision's own script declares a label.
    pub(crate) fn declares_label(&self, index: Index) -> bool {
        !self.revisions[index.at()].branch_labels.is_empty()
    }

    /// A number that is smaller than that of every descendant.
    pub(crate) fn rank(&self, index: Index) -> u32 {
        self.ranks[index.at()]
    }

    /// Whether the revision has the label, declared or by descent.
    pub(crate) fn has_label(&self, index: Index, label: &str) -> bool {
        self.labels[index.at()].iter().any(|l| &**l == label)
    }
}

/// A revision in its graph. Cheap to copy.
#[derive(Clone, Copy)]
pub struct RevisionRef<'g> {
    graph: &'g RevisionGraph,
    index: Index,
}

impl<'g> RevisionRef<'g> {
    /// What the script says about itself.
    pub fn revision(self) -> &'g Revision {
        &self.graph.revisions[self.index.at()]
    }

    /// The identifier.
    pub fn id(self) -> &'g RevisionId {
        &self.revision().id
    }

    /// The labels it has: its own and those it has by descent.
    pub fn branch_labels(self) -> impl ExactSizeIterator<Item = &'g str> {
        self.graph.labels[self.index.at()].iter().map(|l| &**l)
    }

    /// The revisions that name it in `down_revision`, in load order (`nextrev`).
    pub fn children(self) -> impl ExactSizeIterator<Item = RevisionRef<'g>> {
        self.others(self.graph.children.of(self.index))
    }

    /// The revisions that name it in `down_revision` or `depends_on`, in load order.
    pub fn children_with_dependents(self) -> impl ExactSizeIterator<Item = RevisionRef<'g>> {
        self.others(self.graph.all_children.of(self.index))
    }

    /// The revisions it names in `down_revision`, in the order written.
    pub fn down_revisions(self) -> impl ExactSizeIterator<Item = RevisionRef<'g>> {
        self.others(self.graph.down.of(self.index))
    }

    /// The revisions it names in `down_revision`, then those it depends on unless an ancestor
    /// depends on them already (`_normalized_down_revisions`).
    pub fn normalized_down_revisions(self) -> impl ExactSizeIterator<Item = RevisionRef<'g>> {
        self.others(self.graph.normalized_down.of(self.index))
    }

    /// The revisions it depends on; labels are resolved.
    pub fn dependencies(self) -> impl Iterator<Item = RevisionRef<'g>> {
        let names = self.revision().depends_on.iter();
        names.filter_map(move |name| self.graph.find(name).map(|i| self.graph.at(i)))
    }

    /// Whether no revision names it in `down_revision`.
    pub fn is_head(self) -> bool {
        self.children().len() == 0
    }

    /// Whether no revision names it at all.
    pub fn is_effective_head(self) -> bool {
        self.children_with_dependents().len() == 0
    }

    /// Whether it has no `down_revision`.
    pub fn is_base(self) -> bool {
        self.revision().down_revisions.is_empty()
    }

    /// Whether several revisions name it in `down_revision`.
    pub fn is_branch_point(self) -> bool {
        self.children().len() > 1
    }

    /// Whether it has several `down_revision`s.
    pub fn is_merge_point(self) -> bool {
        self.revision().down_revisions.len() > 1
    }

    /// Its place.
    pub(crate) fn index(self) -> Index {
        self.index
    }

    fn others(self, list: &'g [Index]) -> impl ExactSizeIterator<Item = RevisionRef<'g>> {
        list.iter().map(move |&i| self.graph.at(i))
    }
}

impl PartialEq for RevisionRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.graph, other.graph) && self.index == other.index
    }
}

impl Eq for RevisionRef<'_> {}

impl fmt::Debug for RevisionRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RevisionRef({})", self.id())
    }
}
