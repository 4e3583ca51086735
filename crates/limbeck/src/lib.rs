//! limbeck as a library: one function per command, a typed report out.
//!
//! Nothing here prints, reads the environment, or exits: the [`Surroundings`] come in, what a
//! command tells while it works goes to an [`Observer`], and how it ended is a [`Result`].
//!
//! Commands that only read the project ([`heads`], [`branches`], [`history`], [`show`]) start no
//! interpreter and connect to nothing, unless what they are asked for needs the database.

mod activity;
#[cfg(feature = "python")]
mod application;
mod command_line;
mod commands;
mod database;
pub mod embedded;
#[cfg(feature = "python")]
mod environment;
mod execution;
mod failure;
#[cfg(feature = "python")]
mod generate;
#[cfg(feature = "python")]
mod hand_over;
mod logging;
mod mend;
#[cfg(feature = "python")]
mod models;
mod new_file;
mod observer;
mod project;
mod run;
#[cfg(feature = "python")]
mod sql_text;
mod templates;

pub use activity::Activity;
pub use command_line::CommandLine;
pub use commands::branches::branches;
#[cfg(feature = "python")]
pub use commands::check::{CheckReport, check};
pub use commands::current::{CurrentOptions, CurrentStep, current};
pub use commands::db::apply::{Applied, AppliedStatement, ApplyOptions, StatementStanding, apply};
#[cfg(feature = "python")]
pub use commands::db::diff::{DiffOptions, PlannedChange, SchemaDiff, Strategy, diff};
pub use commands::db::drift::{Drift, drift};
#[cfg(feature = "python")]
pub use commands::db::schema::{GeneratedSchema, generate_schema};
pub use commands::doctor::{Readiness, ScriptReadiness, script_readiness};
pub use commands::downgrade::downgrade;
pub use commands::edit::edit;
pub use commands::ensure_version::ensure_version;
pub use commands::examination::{
    Asked, Examination, ExaminedDatabase, KeptState, UrlSource, examine,
};
pub use commands::graph::{GraphOptions, GraphReport, GraphStanding, graph};
pub use commands::heads::heads;
pub use commands::history::{HistoryListing, HistoryOptions, history};
pub use commands::init::{InitOptions, InitReport, SkippedFile, init};
pub use commands::list_templates::{Template, list_templates};
#[cfg(feature = "python")]
pub use commands::merge::{MergeOptions, merge};
#[cfg(feature = "python")]
pub use commands::models::{LoadedModels, load_models};
#[cfg(feature = "python")]
pub use commands::revision::{RevisionOptions, revision};
pub use commands::show::show;
pub use commands::stamp::stamp;
pub use commands::status::{Status, status};
pub use commands::upgrade::upgrade;
pub use commands::{Migration, MigrationReport, MigrationRun, MigrationStep};
pub use failure::{EXIT_TEXT, Failure, FailureKind};
#[cfg(feature = "python")]
pub use generate::NewScriptFormat;
pub use logging::Log;
pub use mend::UnknownRevision;
pub use observer::{LogLine, Observer};
pub use project::{Project, ProjectFiles};
pub use run::{PythonChoice, Run, Stop, Surroundings};

pub use limbeck_autogenerate::{Attribute, Change, ChangeKind, Part, PartKind};
#[cfg(feature = "python")]
pub use limbeck_dialects::hazard::Hazard;
pub use limbeck_runtime::UnfinishedStep;
pub use limbeck_schema::ObjectIdentity;
