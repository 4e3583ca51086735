//! What was done: what `upgrade`, `downgrade`, `stamp` and `ensure_version` answer.

use limbeck::MigrationStep;
use schemars::JsonSchema;
use serde::Serialize;

/// What was done.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MigrationReport {
    /// The databases that env.py works on, in its order.
    pub databases: Vec<MigratedDatabase>,
    /// With --sql: what is to be run on them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sql: Option<String>,
}

impl MigrationReport {
    /// The report of the library, with the text that was written for `--sql`.
    pub fn of(report: limbeck::MigrationReport, sql: Option<String>) -> Self {
        let databases = report.runs.into_iter().map(|run| MigratedDatabase {
            url: run.url,
            steps: run.steps.into_iter().map(Step::of).collect(),
            heads: run.heads.iter().map(ToString::to_string).collect(),
        });
        Self {
            databases: databases.collect(),
            sql,
        }
    }
}

/// What was done on a database.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MigratedDatabase {
    /// Its URL; three asterisks stand for the password. With --sql only the scheme may be known.
    pub url: String,
    /// The steps that were carried out, in order.
    pub steps: Vec<Step>,
    /// The rows of the version table afterwards.
    pub heads: Vec<String>,
}

/// A step that was carried out.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Step {
    /// What the step is.
    pub kind: StepKind,
    /// Towards the heads, or towards the bases.
    pub direction: Direction,
    /// The revisions that were added or removed: one, unless a stamp joins branches.
    pub revisions: Vec<String>,
    /// The revisions below them, dependencies included unless a revision below has them already.
    pub down_revisions: Vec<String>,
    /// The step as Alembic logs it.
    pub log: String,
    /// How long it took, in milliseconds. Null if the project's own Python ran the script.
    pub duration_ms: Option<f64>,
    /// Whether the project's own Python ran the script, because it needs more than limbeck has.
    pub handed_over: bool,
}

/// What a step is.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// The script of a revision was run.
    Script,
    /// Only the version table was changed.
    Stamp,
}

/// Where a step leads.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Towards the heads.
    Upgrade,
    /// Towards the bases.
    Downgrade,
}

impl From<limbeck_revisions::Direction> for Direction {
    fn from(direction: limbeck_revisions::Direction) -> Self {
        match direction {
            limbeck_revisions::Direction::Upgrade => Direction::Upgrade,
            limbeck_revisions::Direction::Downgrade => Direction::Downgrade,
        }
    }
}

impl Step {
    fn of(step: MigrationStep) -> Self {
        let MigrationStep { step, duration } = step;
        let texts =
            |ids: &[limbeck_revisions::RevisionId]| ids.iter().map(ToString::to_string).collect();
        Self {
            kind: if step.is_stamp {
                StepKind::Stamp
            } else {
                StepKind::Script
            },
            direction: step.direction.into(),
            revisions: texts(&step.revisions),
            down_revisions: texts(&step.down_revisions),
            log: step.log,
            duration_ms: duration.map(super::milliseconds),
            handed_over: step.handed_over,
        }
    }
}
