//! Databases that a command works on with a session of its own, once it is known where they are.
//!
//! `env.py` says where, or the user: see [`choose`].

mod choice;
#[cfg(feature = "python")]
mod compared;
mod inspected;
mod located;

pub(crate) use choice::choose;
#[cfg(feature = "python")]
pub(crate) use compared::ComparedDatabase;
pub(crate) use inspected::inspected;
pub(crate) use located::{LocatedDatabase, locate_only};
