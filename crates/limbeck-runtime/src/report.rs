//! [`RunReport`]: what a run has done.

use limbeck_revisions::{Direction, RevisionId, Step};

/// What a run has done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunReport {
    /// The steps that were carried out, in order.
    pub steps: Vec<StepReport>,
    /// The rows of the version table afterwards, sorted if there were steps.
    pub heads: Vec<RevisionId>,
}

impl RunReport {
    /// The steps as Alembic logs them, such as `upgrade a1 -> b2, add users`.
    pub fn logs(&self) -> Vec<&str> {
        self.steps.iter().map(|step| step.log.as_str()).collect()
    }
}

/// A step that was carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepReport {
    /// What Alembic logs after `Running `, such as `upgrade a1 -> b2, add users`.
    pub log: String,
    /// Up or down.
    pub direction: Direction,
    /// The revisions that came or went: one, unless a stamp joins branches.
    pub revisions: Vec<RevisionId>,
    /// Those below them, dependencies that are news included.
    pub down_revisions: Vec<RevisionId>,
    /// Only the version table was changed, no script was run.
    pub is_stamp: bool,
    /// The project's own Python has run the script.
    pub handed_over: bool,
}

impl StepReport {
    /// A step of this run.
    pub(crate) fn of(step: &Step<'_>) -> Self {
        Self {
            log: step.to_string(),
            direction: step.direction(),
            revisions: step.up_revisions(),
            down_revisions: step.down_revisions(),
            is_stamp: matches!(step, Step::Stamp(_)),
            handed_over: false,
        }
    }
}
