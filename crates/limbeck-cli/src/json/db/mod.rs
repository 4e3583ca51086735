//! What the commands of `db` answer.

mod apply;

pub use apply::AppliedFile;
