//! Where databases stand: what `current` and `status` answer.

use limbeck_revisions::RevisionRef;
use schemars::JsonSchema;
use serde::Serialize;

use super::Revision;
use super::migration::Direction;

/// What is applied.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Current {
    /// The databases that env.py works on, in its order.
    pub databases: Vec<CurrentDatabase>,
}

/// What is applied to a database.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CurrentDatabase {
    /// Its URL; three asterisks stand for the password.
    pub url: String,
    /// The revisions that its version table names.
    pub current: Vec<Revision>,
}

impl CurrentDatabase {
    /// What `current` has found out.
    pub fn of(url: &str, current: &[RevisionRef<'_>]) -> Self {
        Self {
            url: url.to_owned(),
            current: revisions(current),
        }
    }
}

/// Where databases stand, and what is left to do.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Status {
    /// Whether nothing is left to do on any database. If not, the exit status is 3 with --check.
    pub is_up_to_date: bool,
    /// The databases that env.py works on, in its order.
    pub databases: Vec<StatusDatabase>,
}

/// Where a database stands.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StatusDatabase {
    /// Its URL; three asterisks stand for the password.
    pub url: String,
    /// Whether nothing is left to do, and nothing is wrong.
    pub is_up_to_date: bool,
    /// The rows of the version table that scripts have.
    pub current: Vec<Revision>,
    /// The rows of the version table that no script has.
    pub unknown: Vec<UnknownRevision>,
    /// What `upgrade heads` would run, in that order. Empty while there are unknown rows.
    pub pending: Vec<Revision>,
    /// What an earlier run has left in the middle, on a database that cannot roll back DDL.
    pub unfinished: Option<Unfinished>,
}

impl StatusDatabase {
    /// What `status` has found out.
    pub fn of(status: &limbeck::Status<'_>) -> Self {
        Self {
            url: status.url.to_owned(),
            is_up_to_date: status.is_up_to_date(),
            current: revisions(&status.at),
            unknown: status.unknown.iter().map(UnknownRevision::of).collect(),
            pending: revisions(&status.pending),
            unfinished: status.unfinished.as_ref().map(Unfinished::of),
        }
    }
}

/// A row of the version table that no script has.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UnknownRevision {
    /// The row.
    pub revision: String,
    /// The git branches that have a script of it, if git knows some.
    pub git_branches: Vec<String>,
}

impl UnknownRevision {
    fn of(unknown: &limbeck::UnknownRevision) -> Self {
        Self {
            revision: unknown.id.to_string(),
            git_branches: unknown.git_branches.clone(),
        }
    }
}

/// A migration that ended in the middle. The same command goes on with it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Unfinished {
    /// Whose script it is.
    pub revision: String,
    /// Which of its functions was running.
    pub direction: Direction,
    /// The statements that took effect, in order; long ones are cut.
    pub took_effect: Vec<String>,
    /// The statement of which nobody knows whether it took effect.
    pub in_doubt: Option<String>,
}

impl Unfinished {
    fn of(step: &limbeck::UnfinishedStep) -> Self {
        Self {
            revision: step.revision.to_string(),
            direction: step.direction.into(),
            took_effect: step.done.clone(),
            in_doubt: step.in_doubt.clone(),
        }
    }
}

fn revisions(revisions: &[RevisionRef<'_>]) -> Vec<Revision> {
    revisions.iter().copied().map(Revision::of).collect()
}
