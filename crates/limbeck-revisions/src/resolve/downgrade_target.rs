//! Where a downgrade, or the lower end of a range, leads: Alembic's `_parse_downgrade_target`.

use std::collections::HashSet;

use crate::graph::{Index, RevisionGraph};
use crate::spec::{AbsoluteSpec, RelativeSpec, RevisionSpec};
use crate::{RevisionError, RevisionWarning};

use super::upgrade_target::too_few_steps;
use super::{Argument, Bounds, Found, LineageFilter, Place};

/// Where to go down to, and on which branch.
pub(crate) struct DowngradeTarget {
    /// The branch named before the `@`; for `-N` the row that is counted from.
    pub(crate) branch: Option<String>,
    /// `Place::Outside` is where the word `base` leads, `Place::Base` where steps down lead.
    pub(crate) place: Found,
}

impl RevisionGraph {
    /// The revision to go down to from `current`.
    ///
    /// # Errors
    /// [`RevisionError`] if the target leads nowhere or a relative target is ambiguous.
    pub(crate) fn downgrade_target(
        &self,
        target: &str,
        current: Argument<'_>,
        bounds: Bounds,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<DowngradeTarget, RevisionError> {
        if let RevisionSpec::Relative(spec) = RevisionSpec::parse(target) {
            return if spec.offset.steps >= 0 {
                self.steps_up(spec, bounds)
            } else {
                self.steps_down(spec, current, bounds, warnings)
            };
        }
        let (branch, symbol) = match target.rsplit_once('@') {
            Some((branch, symbol)) => (Some(branch.to_owned()), symbol),
            None => (None, target),
        };
        Ok(DowngradeTarget {
            branch: branch.filter(|branch| !branch.is_empty()),
            place: self.find_start(symbol)?,
        })
    }

    /// `symbol+N` names what it leads to.
    fn steps_up(
        &self,
        spec: RelativeSpec<'_>,
        bounds: Bounds,
    ) -> Result<DowngradeTarget, RevisionError> {
        let Some(symbol) = spec.symbol else {
            return Err(too_few_steps(spec.offset));
        };
        let start = self.find_start(symbol)?;
        match self.walk(start, spec.offset.steps, spec.branch, bounds)? {
            Place::Outside => Err(RevisionError::WalkedTooFar),
            place => Ok(DowngradeTarget {
                branch: spec.branch.map(str::to_owned),
                place,
            }),
        }
    }

    fn steps_down(
        &self,
        spec: RelativeSpec<'_>,
        current: Argument<'_>,
        bounds: Bounds,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<DowngradeTarget, RevisionError> {
        let mut branch = spec.branch.map(str::to_owned);
        let symbol = match (spec.symbol, spec.branch) {
            (Some(symbol), _) => symbol.to_owned(),
            (None, Some(branch)) => self.applied_head_on(branch, spec, current)?,
            (None, None) => {
                let names = current.names();
                let Some(first) = names.first() else {
                    return Err(too_few_steps(spec.offset));
                };
                if names.iter().collect::<HashSet<_>>().len() > 1 {
                    warnings.push(RevisionWarning::AmbiguousDowngrade);
                }
                // Stay on the branch of that row.
                branch = Some((*first).to_owned());
                (*first).to_owned()
            }
        };
        let start = self.find_start_on(branch.as_deref(), &symbol)?;
        match self.walk(start, spec.offset.steps, None, bounds)? {
            Place::Outside if spec.symbol.is_none() => Err(too_few_steps(spec.offset)),
            Place::Outside => Err(RevisionError::WalkedTooFar),
            place => Ok(DowngradeTarget { branch, place }),
        }
    }

    /// The only applied head on a branch; if no row is on it, the only one that the rows imply.
    fn applied_head_on(
        &self,
        branch: &str,
        spec: RelativeSpec<'_>,
        current: Argument<'_>,
    ) -> Result<String, RevisionError> {
        let mut filter = LineageFilter::versioned(self, branch)?;
        let mut on_branch: Vec<String> = Vec::new();
        for name in current.names() {
            if filter.keeps_name(name)? {
                on_branch.push(name.to_owned());
            }
        }
        if on_branch.is_empty() {
            let mut applied: Vec<Index> = Vec::new();
            for name in current.names() {
                let found = self.find_all(AbsoluteSpec::parse(name))?;
                applied.extend(found.into_iter().filter_map(Found::index));
            }
            let implied = filter.retain(self.heads_implied_by(&applied))?;
            on_branch.extend(implied.iter().map(|&i| self.id(i).to_string()));
        }
        match &mut on_branch[..] {
            [name] => Ok(std::mem::take(name)),
            others => Err(RevisionError::BranchHeads {
                branch: branch.to_owned(),
                applied: others.len(),
                relative: spec.offset.text.to_owned(),
            }),
        }
    }
}
