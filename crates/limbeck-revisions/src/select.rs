//! Which revisions an upgrade, a downgrade or a listing touches: Alembic's
//! `_collect_upgrade_revisions` and `_collect_downgrade_revisions`.

use crate::graph::{Index, Lineage, NodeSet, RevisionGraph, Towards};
use crate::resolve::{Argument, Bounds, DowngradeTarget, Found, Place};
use crate::spec::AbsoluteSpec;
use crate::{RevisionError, RevisionWarning};

impl RevisionGraph {
    /// The revisions that an upgrade from `current` to `target` runs, from the last to the first:
    /// what the target needs and the database has not.
    pub(crate) fn revisions_to_upgrade(
        &self,
        target: Argument<'_>,
        current: Argument<'_>,
    ) -> Result<Vec<Index>, RevisionError> {
        let targets = only_revisions(self.upgrade_target(target, current, Bounds::Strict)?)?;
        let mut needed = self.ancestors_apart(&targets)?;
        let applied = only_revisions(self.find_argument(current)?)?;
        needed.subtract(&self.ancestors_apart(&applied)?);
        self.ordered(&needed, &targets)
    }

    /// The revisions of a range, both ends included, from the last to the first.
    ///
    /// A lower end such as `-3` counts from the upper end where that is a single revision, and
    /// from every head otherwise. Revisions that the range needs through `depends_on` only are
    /// left out, unless it begins at the base.
    pub(crate) fn revisions_in_range(
        &self,
        lower: Argument<'_>,
        upper: Argument<'_>,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<Vec<Index>, RevisionError> {
        let mut targets = only_revisions(self.upgrade_target(upper, lower, Bounds::Lenient)?)?;
        if let Argument::Typed(text) = lower
            && let Some((branch, _)) = text.split_once('@')
        {
            let label = self.label_of(branch)?;
            targets.retain(|&target| self.has_label(target, &label));
        }
        let mut range = self.ancestors_apart(&targets)?;

        let mut starts = self.find_argument(lower)?;
        let strange = |place: &Found| match place {
            Place::Revision(index) => !range.contains(*index),
            Place::Base => true,
            Place::Outside => false,
        };
        if starts.iter().any(strange) {
            return Err(RevisionError::RangeNotAncestor {
                lower: lower.to_string(),
                upper: upper.to_string(),
            });
        }
        if let (Some(Place::Outside), Argument::Typed(text)) = (starts.first(), lower) {
            // More steps than there are revisions below a head.
            let target = self.downgrade_target(text, upper, Bounds::Lenient, warnings)?;
            starts = match target.place {
                Place::Revision(index) => vec![Place::Revision(index)],
                Place::Base => Vec::new(),
                Place::Outside => return Err(RevisionError::WalkedTooFar),
            };
        }
        let starts = only_revisions(starts)?;

        range.subtract(&self.ancestors_apart(&starts)?);
        for &start in &starts {
            range.insert(start);
        }
        if !starts.is_empty() {
            range.intersect(&self.reach_apart(&starts, Towards::Heads, Lineage::Versioned)?);
        }
        self.ordered(&range, &targets)
    }

    /// The revisions that a downgrade from `current` to `target` undoes, from the last to the
    /// first: what descends from the target, or depends on what does, and is applied.
    pub(crate) fn revisions_to_downgrade(
        &self,
        target: &str,
        current: Argument<'_>,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<Vec<Index>, RevisionError> {
        let target = self.downgrade_target(target, current, Bounds::Strict, warnings)?;
        let roots = self.downgrade_roots(&target)?;
        let heads = only_revisions(self.find_argument(current)?)?;
        let mut undone = self.reach(roots, Towards::Heads, Lineage::WithDependencies);
        let applied = heads.iter().copied();
        undone.intersect(&self.reach(applied, Towards::Bases, Lineage::WithDependencies));
        if let Place::Revision(index) = target.place
            && undone.is_empty()
            && !heads.contains(&index)
        {
            return Err(RevisionError::RangeNotAncestor {
                lower: "Nothing to drop".to_owned(),
                upper: current.to_string(),
            });
        }
        self.ordered(&undone, &heads)
    }

    /// The first revisions to go: the children of the target, or the bases; on a branch, those of
    /// them that the branch descends from.
    fn downgrade_roots(&self, target: &DowngradeTarget) -> Result<Vec<Index>, RevisionError> {
        let (mut roots, choice) = match target.place {
            Place::Revision(index) => {
                let children = self.children_of(index).to_vec();
                let choice = children.len() > 1;
                (children, choice)
            }
            Place::Base | Place::Outside => {
                // Alembic meets a base under its identifier and again under each of its labels,
                // and looks at the branch as soon as it meets two.
                let bases = self.base_indexes().to_vec();
                let labelled = bases.iter().any(|&base| self.declares_label(base));
                let choice = bases.len() > 1 || labelled;
                (bases, choice)
            }
        };
        if let Some(branch) = &target.branch
            && choice
        {
            let root = self.find_branch(branch)?;
            let ancestors = self.reach([root], Towards::Bases, Lineage::Versioned);
            roots.retain(|&root| ancestors.contains(root));
            if roots.is_empty() {
                return Err(RevisionError::NotADowngradeTarget);
            }
        }
        Ok(roots)
    }

    /// The heads of what is applied: of the given revisions and all that they imply, those without
    /// a versioned child among them (`_get_all_current`). The given ones come first.
    pub(crate) fn heads_implied_by(&self, applied: &[Index]) -> Vec<Index> {
        let all = self.reach(
            applied.iter().copied(),
            Towards::Bases,
            Lineage::WithDependencies,
        );
        let is_head = |index: Index| !self.children_of(index).iter().any(|&c| all.contains(c));
        let mut heads: Vec<Index> = Vec::new();
        let mut listed = NodeSet::empty(self.len());
        for index in applied.iter().copied().chain(all.iter()) {
            if is_head(index) && listed.insert(index) {
                heads.push(index);
            }
        }
        heads
    }

    /// The label that the part of a range before the `@` stands for: itself, or, if it is a
    /// revision's whole identifier, the only label which that revision has.
    fn label_of(&self, branch: &str) -> Result<String, RevisionError> {
        let found = self.find_one(AbsoluteSpec::parse(branch))?;
        let Some(revision) = found.map(|i| self.at(i)).filter(|r| r.id() == branch) else {
            return Ok(branch.to_owned());
        };
        let mut labels = revision.branch_labels();
        match (labels.len(), labels.next()) {
            (1, Some(label)) => Ok(label.to_owned()),
            (labels, _) => Err(RevisionError::BranchWithoutLabel {
                revision: revision.id().clone(),
                labels,
            }),
        }
    }

    fn ancestors_apart(&self, of: &[Index]) -> Result<NodeSet, RevisionError> {
        self.reach_apart(of, Towards::Bases, Lineage::WithDependencies)
    }
}

/// The revisions, if no place is outside the graph.
fn only_revisions(places: Vec<Found>) -> Result<Vec<Index>, RevisionError> {
    let found = places.into_iter().map(Found::index);
    found
        .collect::<Option<Vec<Index>>>()
        .ok_or(RevisionError::WalkedTooFar)
}
