//! Databases that a command works on with a session of its own, once it is known where they are.
//!
//! `env.py` says where, or the user: see [`choose`].

mod choice;
mod located;

pub(crate) use choice::choose;
pub(crate) use located::{LocatedDatabase, locate_only};
