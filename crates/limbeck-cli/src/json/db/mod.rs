//! What the commands of `db` answer.

mod apply;
mod change;
#[cfg(feature = "python")]
mod diff;
mod drift;
#[cfg(feature = "python")]
mod schema;

pub use apply::AppliedFile;
pub use change::Change;
#[cfg(feature = "python")]
pub use diff::SchemaDiff;
pub use drift::Drift;
#[cfg(feature = "python")]
pub use schema::GeneratedSchema;
