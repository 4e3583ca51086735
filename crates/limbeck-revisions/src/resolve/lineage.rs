//! Staying on a branch: Alembic's `filter_for_lineage`.

use crate::RevisionError;
use crate::graph::{Index, Lineage, NodeSet, RevisionGraph};
use crate::spec::AbsoluteSpec;

use super::Resolved;

/// Keeps the revisions that are ancestors or descendants of a given one.
///
/// As in Alembic, what it is given is looked up when the first revision comes, so that a wrong
/// branch is no error where there is nothing to choose from.
pub(crate) struct LineageFilter<'g, 't> {
    graph: &'g RevisionGraph,
    lineage: Lineage,
    against: Against<'t>,
    related: Option<NodeSet>,
}

/// What shares its lineage with the revisions to keep.
enum Against<'t> {
    Everything,
    Names(Vec<&'t str>),
    Places {
        branch: Option<&'t str>,
        indexes: Vec<Index>,
    },
}

impl<'g, 't> LineageFilter<'g, 't> {
    /// By `down_revision` alone.
    pub(crate) fn versioned(
        graph: &'g RevisionGraph,
        branch: &'t str,
    ) -> Result<Self, RevisionError> {
        Self::new(graph, branch, Lineage::Versioned)
    }

    /// By `down_revision` and `depends_on`.
    pub(crate) fn with_dependencies(
        graph: &'g RevisionGraph,
        branch: &'t str,
    ) -> Result<Self, RevisionError> {
        Self::new(graph, branch, Lineage::WithDependencies)
    }

    fn new(
        graph: &'g RevisionGraph,
        branch: &'t str,
        lineage: Lineage,
    ) -> Result<Self, RevisionError> {
        let spec = AbsoluteSpec::parse(branch);
        let label = spec.branch_label();
        let against = match graph.resolve(spec)? {
            Resolved::Name(name) => Against::Names(label.into_iter().chain([name]).collect()),
            Resolved::Places(indexes) if label.is_none() && indexes.is_empty() => {
                Against::Everything
            }
            Resolved::Places(indexes) => Against::Places {
                branch: label,
                indexes,
            },
        };
        Ok(Self {
            graph,
            lineage,
            against,
            related: None,
        })
    }

    /// Whether the revision shares the lineage.
    pub(crate) fn keeps(&mut self, index: Index) -> Result<bool, RevisionError> {
        if let Some(related) = &self.related {
            return Ok(related.contains(index));
        }
        let find = |name: &str| self.graph.find_name(name, None);
        let tests = match &self.against {
            Against::Everything => return Ok(true),
            Against::Names(names) => names
                .iter()
                .map(|name| find(name))
                .collect::<Result<Vec<_>, _>>()?,
            Against::Places { branch, indexes } => {
                let branch = branch.map(find).transpose()?;
                branch.into_iter().chain(indexes.iter().copied()).collect()
            }
        };
        let related = self
            .related
            .insert(self.graph.relatives(&tests, self.lineage));
        Ok(related.contains(index))
    }

    /// Whether the revision with this name shares the lineage. If everything does, the name is not
    /// looked at.
    pub(crate) fn keeps_name(&mut self, name: &str) -> Result<bool, RevisionError> {
        match self.against {
            Against::Everything => Ok(true),
            Against::Names(_) | Against::Places { .. } => {
                let index = self.graph.find_name(name, None)?;
                self.keeps(index)
            }
        }
    }

    /// Those of the revisions that share the lineage.
    pub(crate) fn retain(&mut self, indexes: Vec<Index>) -> Result<Vec<Index>, RevisionError> {
        let mut kept = Vec::new();
        for index in indexes {
            if self.keeps(index)? {
                kept.push(index);
            }
        }
        Ok(kept)
    }
}
