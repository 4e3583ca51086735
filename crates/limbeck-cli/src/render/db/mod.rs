//! What the commands of `db` print.

pub(crate) mod apply;
#[cfg(feature = "python")]
pub(crate) mod diff;
