//! Carrying out a plan: transactions, version table, locks, offline output.
//!
//! A [`MigrationContext`] stands for one `context.configure()` of `env.py`. It drives a
//! [`MigrationSink`]: a [`Session`] with a database, or a [`SqlWriter`] for `--sql`; both take
//! the statements on the version table the same way as the operations of the scripts.
//!
//! A run works ahead where it may: the statements of a migration travel together with those on
//! its version row while the next script is evaluated. An error still names the migration, the
//! statement and the line that it comes from.

mod cancellation;
mod conditions;
mod context;
mod error;
mod evaluator;
mod event;
mod inspection;
mod lock;
mod migration_sink;
mod recorder;
mod report;
mod scratch;
mod session;
mod settings;
mod sql_writer;
mod unfinished;
mod version_table;

pub use cancellation::CancellationToken;
pub use conditions::conditions;
pub use context::{MigrationContext, Planner};
pub use error::{FailedStatement, RunError, Standing};
pub use evaluator::{Elsewhere, EvaluationError, StepEvaluator};
pub use event::{Events, RunEvent, no_events};
pub use inspection::inspect;
pub use lock::LockError;
pub use migration_sink::{Failure, Leftover, MigrationSink};
pub use recorder::{Recorded, Recorder};
pub use report::{RunReport, StepReport};
pub use scratch::{SCRATCH_PREFIX, ScratchDatabase, ScratchError};
pub use session::{Session, may_catch_errors};
pub use settings::{DEFAULT_LOCK_TIMEOUT, RunSettings, VersionTable};
pub use sql_writer::SqlWriter;
pub use unfinished::UnfinishedStep;
pub use version_table::RowCheck;
