//! What leads from one schema to another: the differences, as operations both ways.
//!
//! [`compare`](compare()) holds what was inspected in a database against what the models want: as Alembic's autogenerate
//! does, or everything, exactly ([`Mode`]). It knows neither where the two schemas come from nor how a script is written; what only the server or the
//! project can say, it asks of [`Server`] and [`Hooks`].

mod changes;
mod circles;
mod compare;
mod creation;
mod diff;
mod error;
mod event;
mod full;
mod hooks;
mod options;
mod plugins;
mod server;
mod sorting;
mod summary;

#[cfg(test)]
mod testing;

pub use changes::changes;
pub use circles::without_circles;
pub use compare::{Comparison, compare};
pub use creation::creation;
pub use diff::{Diff, DiffKind, diffs};
pub use error::CompareError;
pub use event::{Event, Warning};
pub use hooks::{Hooks, ItemKind, NameKind, NoHooks, ParentNames, SchemaItem};
pub use options::{CompareOptions, Comparing, Coverage, Mode};
pub use plugins::{Plugin, Plugins, UnknownPlugins};
pub use server::Server;
pub use summary::{Attribute, Change, ChangeKind, Part, PartKind};
