//! What the commands of `db` answer.

mod apply;
#[cfg(feature = "python")]
mod diff;
#[cfg(feature = "python")]
mod schema;

pub use apply::AppliedFile;
#[cfg(feature = "python")]
pub use diff::SchemaDiff;
#[cfg(feature = "python")]
pub use schema::GeneratedSchema;
