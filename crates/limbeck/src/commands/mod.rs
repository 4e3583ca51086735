//! The commands, one file each.

pub mod branches;
#[cfg(feature = "python")]
pub mod check;
pub mod current;
pub mod db;
pub mod doctor;
pub mod downgrade;
pub mod edit;
pub mod ensure_version;
pub mod examination;
pub mod graph;
pub mod heads;
pub mod history;
pub mod init;
pub mod list_templates;
#[cfg(feature = "python")]
pub mod merge;
#[cfg(feature = "python")]
pub mod models;
#[cfg(feature = "python")]
pub mod revision;
pub mod show;
pub mod stamp;
pub mod status;
pub mod upgrade;

use std::time::Duration;

use limbeck_revisions::RevisionId;
use limbeck_runtime::StepReport;

/// Options of the commands that run or mark migrations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Migration {
    /// Write the SQL instead of changing the database.
    pub sql: bool,
    /// With `sql`: what scripts read comes from the database, and the SQL starts where it stands unless
    /// the revision says otherwise.
    pub from_db: bool,
    /// A name that `env.py` can ask for.
    pub tag: Option<String>,
}

/// What a command has done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MigrationReport {
    /// A run for every `run_migrations()` of `env.py`, in order.
    pub runs: Vec<MigrationRun>,
}

/// What was done to a database, or written for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationRun {
    /// The URL without the password; with `sql`, the scheme alone.
    pub url: String,
    /// The steps that were carried out, in order.
    pub steps: Vec<MigrationStep>,
    /// The rows of the version table afterwards.
    pub heads: Vec<RevisionId>,
}

/// A step that was carried out, with its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationStep {
    /// The step.
    pub step: StepReport,
    /// How long it took, evaluation and statements, if limbeck ran it by itself.
    pub duration: Option<Duration>,
}
