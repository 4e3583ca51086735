//! `db ...`: commands on schemas rather than on revisions.

pub mod apply;
#[cfg(feature = "python")]
pub mod diff;
pub mod drift;
#[cfg(feature = "python")]
pub mod schema;
