//! What a command does, step by step.

mod downgrade;
mod stamp;
mod upgrade;

use std::fmt;

use crate::error::comma;
use crate::graph::RevisionGraph;
use crate::{RevisionId, RevisionRef, RevisionWarning};

/// The steps of a command, in order, and what was worth a warning while finding them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan<'g> {
    /// The steps.
    pub steps: Vec<Step<'g>>,
    /// The warnings; those of the graph itself are not repeated.
    pub warnings: Vec<RevisionWarning>,
}

/// Up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Towards the heads.
    Upgrade,
    /// Towards the bases.
    Downgrade,
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Upgrade => "upgrade",
            Self::Downgrade => "downgrade",
        })
    }
}

/// One step: Alembic's `MigrationStep`.
///
/// Shown, it is what Alembic logs after `Running `, such as `upgrade a1 -> b2, add users`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<'g> {
    /// Run a script.
    Revision(RevisionStep<'g>),
    /// Change the version table only.
    Stamp(StampStep),
}

/// Run the `upgrade` or `downgrade` of a script: Alembic's `RevisionStep`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RevisionStep<'g> {
    /// The script.
    pub revision: RevisionRef<'g>,
    /// Which of its functions.
    pub direction: Direction,
}

/// Move in the version table without running a script: Alembic's `StampStep`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StampStep {
    /// A branch that is not applied begins at this revision.
    Insert(RevisionId),
    /// The branch with this head is not applied any more.
    Delete(RevisionId),
    /// The heads become another revision of their branch.
    Move {
        /// The heads, at least one.
        from: Vec<RevisionId>,
        /// The revision.
        to: RevisionId,
        /// Whether that lies above or below them.
        direction: Direction,
    },
}

impl<'g> Step<'g> {
    /// Whether the step goes up or down.
    pub fn direction(&self) -> Direction {
        match self {
            Self::Revision(step) => step.direction,
            Self::Stamp(step) => step.direction(),
        }
    }

    /// The script to run, if the step runs one.
    pub fn revision(&self) -> Option<RevisionRef<'g>> {
        match self {
            Self::Revision(step) => Some(step.revision),
            Self::Stamp(_) => None,
        }
    }

    /// The revisions that come or go (`MigrationInfo.up_revision_ids`).
    pub fn up_revisions(&self) -> Vec<RevisionId> {
        match self {
            Self::Revision(step) => vec![step.revision.id().clone()],
            Self::Stamp(StampStep::Insert(id) | StampStep::Delete(id)) => vec![id.clone()],
            Self::Stamp(StampStep::Move {
                from,
                to,
                direction,
            }) => match direction {
                Direction::Upgrade => vec![to.clone()],
                Direction::Downgrade => from.clone(),
            },
        }
    }

    /// The revisions below them, dependencies that are news included
    /// (`MigrationInfo.down_revision_ids`).
    pub fn down_revisions(&self) -> Vec<RevisionId> {
        match self {
            Self::Revision(step) => {
                let down = step.revision.normalized_down_revisions();
                down.map(|r| r.id().clone()).collect()
            }
            Self::Stamp(StampStep::Insert(_) | StampStep::Delete(_)) => Vec::new(),
            Self::Stamp(StampStep::Move {
                from,
                to,
                direction,
            }) => match direction {
                Direction::Upgrade => from.clone(),
                Direction::Downgrade => vec![to.clone()],
            },
        }
    }

    /// The step without the script's message, such as `upgrade a1 -> b2`: what an offline script
    /// shows after `-- Running ` (`MigrationStep.short_log`).
    pub fn short_log(&self) -> String {
        let (name, from, to) = match self {
            Self::Revision(RevisionStep {
                revision,
                direction,
            }) => {
                let id = revision.id().to_string();
                let down = comma(&revision.revision().down_revisions);
                match direction {
                    Direction::Upgrade => ("upgrade", down, id),
                    Direction::Downgrade => ("downgrade", id, down),
                }
            }
            Self::Stamp(StampStep::Insert(id)) => ("stamp_revision", String::new(), id.to_string()),
            Self::Stamp(StampStep::Delete(id)) => ("stamp_revision", id.to_string(), String::new()),
            Self::Stamp(StampStep::Move { from, to, .. }) => {
                ("stamp_revision", comma(from), to.to_string())
            }
        };
        format!("{name} {from} -> {to}")
    }
}

impl StampStep {
    fn direction(&self) -> Direction {
        match self {
            Self::Insert(_) => Direction::Upgrade,
            Self::Delete(_) => Direction::Downgrade,
            Self::Move { direction, .. } => *direction,
        }
    }
}

impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short_log())?;
        match self.revision().map(|r| r.revision().doc()) {
            Some("") | None => Ok(()),
            Some(doc) => write!(f, ", {doc}"),
        }
    }
}

/// Running the given revisions in one direction.
fn run(
    graph: &RevisionGraph,
    indexes: impl IntoIterator<Item = crate::graph::Index>,
    direction: Direction,
) -> Vec<Step<'_>> {
    let step = |index| {
        Step::Revision(RevisionStep {
            revision: graph.at(index),
            direction,
        })
    };
    indexes.into_iter().map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_lines_are_alembics() {
        let graph = crate::testing::graph("dep; a; b; c <- a, b & dep \"join them\"");
        let revision = graph.revision("c").expect("a revision of the test");
        let step = |direction| {
            Step::Revision(RevisionStep {
                revision,
                direction,
            })
        };
        let up = step(Direction::Upgrade);
        assert_eq!(up.to_string(), "upgrade a, b -> c, join them");
        assert_eq!(up.short_log(), "upgrade a, b -> c");
        assert_eq!(up.down_revisions(), ["a", "b", "dep"]);
        assert_eq!(
            step(Direction::Downgrade).to_string(),
            "downgrade c -> a, b, join them"
        );
        let stamp = |step| Step::Stamp(step).to_string();
        assert_eq!(stamp(StampStep::Insert("a".into())), "stamp_revision  -> a");
        assert_eq!(stamp(StampStep::Delete("a".into())), "stamp_revision a -> ");
        assert_eq!(
            stamp(StampStep::Move {
                from: vec!["a".into(), "b".into()],
                to: "c".into(),
                direction: Direction::Upgrade,
            }),
            "stamp_revision a, b -> c"
        );
    }
}
