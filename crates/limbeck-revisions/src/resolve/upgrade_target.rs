//! Where an upgrade, or the upper end of a range, leads: Alembic's `_parse_upgrade_target`.

use crate::RevisionError;
use crate::graph::{Index, Lineage, NodeSet, RevisionGraph, Towards};
use crate::spec::{AbsoluteSpec, Offset, RelativeSpec, RevisionSpec};

use super::{Argument, Bounds, Found, LineageFilter, Place};

impl RevisionGraph {
    /// The revisions to go to from `current`.
    ///
    /// # Errors
    /// [`RevisionError`] if the target leads nowhere or a relative target is ambiguous.
    pub(crate) fn upgrade_target(
        &self,
        target: Argument<'_>,
        current: Argument<'_>,
        bounds: Bounds,
    ) -> Result<Vec<Found>, RevisionError> {
        let Argument::Typed(text) = target else {
            return self.find_argument(target);
        };
        match RevisionSpec::parse(text) {
            RevisionSpec::Absolute(spec) => self.find_all(spec),
            RevisionSpec::Relative(spec) => Ok(vec![self.relative_upgrade(spec, current, bounds)?]),
        }
    }

    fn relative_upgrade(
        &self,
        spec: RelativeSpec<'_>,
        current: Argument<'_>,
        bounds: Bounds,
    ) -> Result<Found, RevisionError> {
        let steps = spec.offset.steps;
        match spec.symbol {
            None if steps <= 0 => Err(RevisionError::TooFewSteps {
                relative: steps.to_string(),
                steps: steps.unsigned_abs(),
            }),
            None => {
                let start = self.upgrade_start(spec.branch, current)?;
                match self.walk(start, steps, spec.branch, bounds)? {
                    Place::Outside => Err(too_few_steps(spec.offset)),
                    found => Ok(found),
                }
            }
            Some(symbol) if steps > 0 => {
                let start = self.find_start(symbol)?;
                self.walk(start, steps, spec.branch, bounds)
            }
            Some(symbol) => {
                let start = self.find_start_on(spec.branch, symbol)?;
                self.walk(start, steps, None, bounds)
            }
        }
    }

    /// Where `+N` starts: the only applied head, on the branch if one is named.
    fn upgrade_start(
        &self,
        branch: Option<&str>,
        current: Argument<'_>,
    ) -> Result<Found, RevisionError> {
        let names = current.names();
        let Some(branch) = branch else {
            return match names[..] {
                [] => Ok(Place::Outside),
                [name] => self.find_start(name),
                _ => Err(RevisionError::AmbiguousUpgrade),
            };
        };
        let applied: Vec<Index> = self
            .find_argument(current)?
            .into_iter()
            .filter_map(Found::index)
            .collect();
        let mut filter = LineageFilter::versioned(self, branch)?;
        let mut starts = filter.retain(applied.clone())?;
        if starts.is_empty() {
            // No head is on the branch; but ancestors of the heads may be.
            let below = self.reach(applied, Towards::Bases, Lineage::WithDependencies);
            starts = filter.retain(below.iter().collect())?;
            let mut lower = NodeSet::empty(self.len());
            for &index in &starts {
                for &parent in self.normalized_down_of(index) {
                    lower.insert(parent);
                }
            }
            starts.retain(|&index| !lower.contains(index));
        }
        match starts[..] {
            [] => Ok(Place::Outside),
            [index] => Ok(Place::Revision(index)),
            _ => Err(RevisionError::AmbiguousUpgrade),
        }
    }

    /// The place that a symbol stands for; `base` is outside, before everything.
    pub(crate) fn find_start(&self, symbol: &str) -> Result<Found, RevisionError> {
        let found = self.find_one(AbsoluteSpec::parse(symbol))?;
        Ok(found.map_or(Place::Outside, Place::Revision))
    }

    /// The same, on a branch.
    pub(crate) fn find_start_on(
        &self,
        branch: Option<&str>,
        symbol: &str,
    ) -> Result<Found, RevisionError> {
        match branch {
            None => self.find_start(symbol),
            Some(branch) => self.find_start(&format!("{branch}@{symbol}")),
        }
    }
}

/// The error of a walk that the graph is too small for.
pub(crate) fn too_few_steps(offset: Offset<'_>) -> RevisionError {
    RevisionError::TooFewSteps {
        relative: offset.text.to_owned(),
        steps: offset.steps.unsigned_abs(),
    }
}
