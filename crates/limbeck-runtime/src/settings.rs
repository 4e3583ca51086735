//! [`RunSettings`]: the options of `context.configure()` that decide how a run is carried out.

use std::time::Duration;

use limbeck_revisions::RevisionId;
use limbeck_schema::QualifiedName;

use crate::CancellationToken;

/// How a run is carried out.
#[derive(Clone, Debug)]
pub struct RunSettings {
    /// The table that says which revisions are applied.
    pub version_table: VersionTable,
    /// `transactional_ddl`; `None` is the dialect's default.
    pub transactional_ddl: Option<bool>,
    /// `transaction_per_migration`.
    pub transaction_per_migration: bool,
    /// The revisions that a `--sql` script starts from, resolved; empty is `base`. Online runs
    /// read the version table instead.
    pub starting_revisions: Vec<RevisionId>,
    /// How long a run waits for another one that works on the same database.
    pub lock_timeout: Duration,
    /// Stops the run.
    pub cancellation: CancellationToken,
}

impl Default for RunSettings {
    fn default() -> Self {
        Self {
            version_table: VersionTable::default(),
            transactional_ddl: None,
            transaction_per_migration: false,
            starting_revisions: Vec::new(),
            lock_timeout: DEFAULT_LOCK_TIMEOUT,
            cancellation: CancellationToken::new(),
        }
    }
}

/// How long a run waits for the lock unless told otherwise.
pub const DEFAULT_LOCK_TIMEOUT: Duration = Duration::from_secs(60);

/// The table that says which revisions are applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionTable {
    /// `version_table` and `version_table_schema`.
    pub name: QualifiedName,
    /// `version_table_pk`.
    pub primary_key: bool,
}

impl Default for VersionTable {
    fn default() -> Self {
        Self {
            name: QualifiedName::new("alembic_version"),
            primary_key: true,
        }
    }
}
