//! Revisions: how the scripts of a project follow one another, what a user may type for one, and
//! which steps lead from what is applied to what is wanted.
//!
//! Everything here is pure. Scripts come in as [`Revision`]s, the rows of the version table as
//! [`RevisionId`]s; plans, statements on the version table and errors come out. The behaviour is that of
//! Alembic's `script/revision.py`, `script/base.py` and the stepping half of
//! `runtime/migration.py`, down to the order of steps and the text of errors, with two
//! differences: no walk is quadratic, and where Alembic leaves a choice to the order of a Python
//! set, load order decides.
//!
//! ```
//! use limbeck_revisions::{Heads, Revision, RevisionGraph, VersionChange};
//!
//! let first = Revision::new("ae1027a6acf", "versions/001_users.py");
//! let mut second = Revision::new("1975ea83b712", "versions/002_groups.py");
//! second.down_revisions = vec!["ae1027a6acf".into()];
//!
//! let graph = RevisionGraph::new([first, second])?;
//! let rows = vec!["ae1027a6acf".into()];
//! let plan = graph.upgrade("head", &rows)?;
//! assert_eq!(plan.steps[0].to_string(), "upgrade ae1027a6acf -> 1975ea83b712");
//!
//! let mut heads = Heads::new(&graph, &rows)?;
//! assert_eq!(
//!     heads.apply(&plan.steps[0])?,
//!     [VersionChange::Update { from: "ae1027a6acf".into(), to: "1975ea83b712".into() }],
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod command_error;
mod create;
mod error;
mod graph;
mod heads;
mod history;
mod offline;
mod plan;
mod resolve;
mod revision;
mod select;
mod spec;
#[cfg(test)]
mod testing;
mod warning;

pub use command_error::{CommandError, RangeWording, Wording};
pub use create::{NewRevision, Placement};
pub use error::{CycleKind, ResolutionError, RevisionError};
pub use graph::{RevisionGraph, RevisionRef};
pub use heads::{Heads, HeadsError, VersionChange};
pub use history::{HistoryRange, Listing};
pub use offline::Target;
pub use plan::{Direction, Plan, RevisionStep, StampStep, Step};
pub use resolve::Place;
pub use revision::{Revision, RevisionId};
pub use spec::{AbsoluteSpec, Offset, RelativeSpec, RevisionSpec, Symbol};
pub use warning::RevisionWarning;
