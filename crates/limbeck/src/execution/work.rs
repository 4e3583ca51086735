//! What a command wants of `env.py`: Alembic's `fn` and its companions.

use limbeck_revisions::{CommandError, Plan, RevisionGraph, RevisionId, Target};

use limbeck_runtime::UnfinishedStep;

#[cfg(feature = "python")]
use crate::LoadedModels;
#[cfg(feature = "python")]
use crate::database::ComparedDatabase;
use crate::database::LocatedDatabase;
#[cfg(feature = "python")]
use crate::generate::Wanted;
use crate::{Examination, Failure, Migration, ScriptReadiness};

/// Finds the steps from the rows of the version table.
pub(crate) type PlanFunction<'w> =
    dyn for<'g> Fn(&'g RevisionGraph, &[RevisionId]) -> Result<Plan<'g>, CommandError> + 'w;

/// What happens when `env.py` calls `run_migrations()`.
pub(crate) enum Work<'w> {
    /// Carry out a plan.
    Migrate {
        /// Delete all rows of the version table first.
        purge: bool,
        /// Finds the plan.
        plan: &'w PlanFunction<'w>,
    },
    /// Create the version table.
    EnsureVersion,
    /// Let `env.py` say what it has to say about new scripts; the database is only asked where it stands.
    #[cfg(feature = "python")]
    Generate {
        /// The script that `process_revision_directives` may change.
        wanted: Option<&'w Wanted>,
        /// The database is compared with its models, and the script does what that finds.
        autogenerate: bool,
    },
    /// See what the models describe.
    #[cfg(feature = "python")]
    Models {
        /// Called for every database.
        each: &'w mut dyn FnMut(LoadedModels) -> Result<(), Failure>,
    },
    /// See what leads from the databases to the models.
    #[cfg(feature = "python")]
    Compare {
        /// Called for every database.
        each: &'w mut dyn FnMut(ComparedDatabase),
    },
    /// See what every script needs to run.
    Rehearse {
        /// Called for every script.
        each: &'w mut dyn FnMut(&ScriptReadiness<'_>),
    },
    /// See how the databases are configured.
    Examine(&'w mut Examination),
    /// See where the databases are.
    Locate {
        /// Called for every database.
        each: &'w mut dyn FnMut(LocatedDatabase),
    },
    /// Look at the version table.
    Look {
        /// As a side effect that Alembic's command has.
        creates_version_table: bool,
        /// Called for every database.
        each: &'w mut dyn FnMut(&Look<'_>) -> Result<(), Failure>,
    },
}

/// What a look at a database shows.
pub(crate) struct Look<'l> {
    /// The URL, without the password.
    pub(crate) url: &'l str,
    /// The rows of the version table, in its order.
    pub(crate) rows: &'l [RevisionId],
    /// What an earlier run has left in the middle.
    pub(crate) unfinished: Option<UnfinishedStep>,
}

/// Where a command leads, as `env.py` can ask for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Destination {
    /// SQL is written instead of changing the database.
    pub(crate) sql: bool,
    /// What scripts read comes from the database all the same.
    pub(crate) from_db: bool,
    /// `--tag`.
    pub(crate) tag: Option<String>,
    /// Where a script that is written starts.
    pub(crate) start: Option<String>,
    /// The revisions that were asked for.
    pub(crate) end: Vec<String>,
    /// Whether they are several, even if they are one: `stamp`.
    pub(crate) is_list: bool,
}

impl Destination {
    /// That of `upgrade` and `downgrade`.
    pub(crate) fn of_target(target: Target<'_>, options: &Migration) -> Self {
        Self {
            sql: options.sql,
            from_db: options.sql && options.from_db,
            tag: options.tag.clone(),
            start: target.start.map(str::to_owned),
            end: vec![target.end.to_owned()],
            is_list: false,
        }
    }
}
