//! What the commands of `db` print.

pub(crate) mod apply;
pub(crate) mod changes;
#[cfg(feature = "python")]
pub(crate) mod diff;
pub(crate) mod drift;
