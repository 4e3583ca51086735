//! The commands, one file each.

pub mod branches;
pub mod current;
pub mod doctor;
pub mod downgrade;
pub mod ensure_version;
pub mod heads;
pub mod history;
pub mod show;
pub mod stamp;
pub mod status;
pub mod upgrade;

use limbeck_runtime::RunReport;

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

/// What a command has done: a report for every `run_migrations()` of `env.py`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MigrationReport {
    /// The reports, in order.
    pub runs: Vec<RunReport>,
}
