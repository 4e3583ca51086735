//! `stamp`: Alembic's `ScriptDirectory._stamp_revs`.

use crate::command_error::Wording;
use crate::graph::{Index, Lineage, NodeSet, RevisionGraph, Towards};
use crate::resolve::{LineageFilter, Place};
use crate::spec::AbsoluteSpec;
use crate::{CommandError, RevisionError, RevisionId};

use super::{Direction, Plan, StampStep, Step};

impl RevisionGraph {
    /// The steps that make the version table say that the given revisions are the applied ones on
    /// their branches. Branches that no target lies on stay as they are.
    ///
    /// # Errors
    /// [`CommandError::Revision`] if a target or a row leads nowhere or is ambiguous.
    pub fn stamp(
        &self,
        targets: &[impl AsRef<str>],
        current: &[RevisionId],
    ) -> Result<Plan<'_>, CommandError> {
        let wording = Wording {
            multiple_heads: Some(
                "Multiple heads are present; please specify a single target revision",
            ),
            ..Wording::default()
        };
        // The look-ups say their own words; only what they leave gets this command's.
        let heads = self.find_rows(current).map_err(CommandError::from)?;
        let mut affected = Affected::new(self);
        for target in targets.iter().map(AsRef::as_ref).filter(|t| !t.is_empty()) {
            affected
                .add(target, &heads)
                .map_err(|error| wording.tell(error))?;
        }
        let mut destinations = Vec::new();
        for target in targets {
            destinations.extend(self.find_all(AbsoluteSpec::parse(target.as_ref()))?);
        }
        if destinations.is_empty() {
            destinations.push(Place::Outside);
        }
        let mut steps = Vec::new();
        for destination in destinations {
            match destination {
                Place::Revision(index) if affected.set.contains(index) => {}
                Place::Revision(index) => {
                    let step = affected.step_to(index);
                    steps.push(Step::Stamp(step.map_err(|error| wording.tell(error))?));
                }
                // Nothing to stamp: the branches are not applied any more. As in Alembic, steps
                // down that lead outside the graph mean this too; steps to the base do not.
                Place::Outside => {
                    let gone = |&head: &Index| StampStep::Delete(self.id(head).clone());
                    steps.extend(affected.heads.iter().map(gone).map(Step::Stamp));
                }
                Place::Base => return Err(RevisionError::WalkedTooFar.into()),
            }
        }
        Ok(Plan {
            steps,
            warnings: Vec::new(),
        })
    }
}

/// The applied heads on the branches of the targets.
struct Affected<'g> {
    graph: &'g RevisionGraph,
    heads: Vec<Index>,
    set: NodeSet,
}

impl<'g> Affected<'g> {
    fn new(graph: &'g RevisionGraph) -> Self {
        Self {
            graph,
            heads: Vec::new(),
            set: NodeSet::empty(graph.len()),
        }
    }

    fn add(&mut self, target: &str, heads: &[Index]) -> Result<(), RevisionError> {
        let mut filter = LineageFilter::with_dependencies(self.graph, target)?;
        for head in filter.retain(heads.to_vec())? {
            if self.set.insert(head) {
                self.heads.push(head);
            }
        }
        Ok(())
    }

    fn step_to(&self, destination: Index) -> Result<StampStep, RevisionError> {
        let to = self.graph.id(destination).clone();
        let above = self.meeting(destination, Towards::Heads);
        let below = self.meeting(destination, Towards::Bases);
        let direction = match (above.is_empty(), below.is_empty()) {
            (true, true) => return Ok(StampStep::Insert(to)),
            (false, true) => Direction::Downgrade,
            (true, false) => Direction::Upgrade,
            // The rows imply one another; the version table has been edited by hand.
            (false, false) => {
                let others = above.iter().chain(below.iter());
                return Err(RevisionError::Overlap {
                    revision: to,
                    others: others.map(|i| self.graph.id(i).clone()).collect(),
                });
            }
        };
        let from = self.heads.iter().map(|&h| self.graph.id(h).clone());
        Ok(StampStep::Move {
            from: from.collect(),
            to,
            direction,
        })
    }

    /// The affected heads that are to be met in one direction.
    fn meeting(&self, destination: Index, towards: Towards) -> NodeSet {
        let lineage = Lineage::WithDependencies;
        let mut met = self.graph.reach([destination], towards, lineage);
        met.intersect(&self.set);
        met
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{graph, rows};

    fn check(lines: &str, current: &str, targets: &[&str], expected: &[&str]) {
        let graph = graph(lines);
        let found: Vec<String> = match graph.stamp(targets, &rows(current)) {
            Ok(plan) => plan.steps.iter().map(ToString::to_string).collect(),
            Err(error) => vec![error.to_string()],
        };
        assert_eq!(found, expected, "{current} to {targets:?}");
    }

    const FORK: &str = "root; left #west <- root; rght #east <- root; rght2 <- rght";

    #[test]
    fn on_one_branch() {
        check(FORK, "", &["left"], &["stamp_revision  -> left"]);
        check(FORK, "root", &["left"], &["stamp_revision root -> left"]);
        check(FORK, "rght2", &["rght"], &["stamp_revision rght2 -> rght"]);
        check(FORK, "rght2", &["rght2"], &[]);
        check(FORK, "rght2", &["left"], &["stamp_revision  -> left"]);
    }

    #[test]
    fn several_heads_meet_at_their_root() {
        check(
            FORK,
            "left rght2",
            &["root"],
            &["stamp_revision left, rght2 -> root"],
        );
    }

    #[test]
    fn to_the_base() {
        check(
            FORK,
            "left rght2",
            &["base"],
            &["stamp_revision left -> ", "stamp_revision rght2 -> "],
        );
        check(
            FORK,
            "left rght2",
            &["east@base"],
            &["stamp_revision rght2 -> "],
        );
    }

    #[test]
    fn steps_down_from_the_heads_while_nothing_is_applied() {
        let line = "ab10; ab20 <- ab10";
        check(line, "", &["-1"], &["stamp_revision  -> ab10"]);
        check(line, "", &["-2"], &["Walked too far"]);
        check(line, "", &["-3"], &[]);
        check(
            line,
            "ab10",
            &["-1"],
            &["Can't locate revision identified by '-1'"],
        );
    }

    #[test]
    fn several_targets() {
        check(
            FORK,
            "",
            &["heads"],
            &["stamp_revision  -> left", "stamp_revision  -> rght2"],
        );
        check(
            FORK,
            "",
            &["head"],
            &["Multiple heads are present; please specify a single target revision"],
        );
        check(
            FORK,
            "gone",
            &["left"],
            &["Can't locate revision identified by 'gone'"],
        );
    }
}
