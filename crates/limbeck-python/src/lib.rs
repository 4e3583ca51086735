//! The embedded Python interpreter with the stand-in `alembic` and `sqlalchemy` modules.
//!
//! The stand-ins are thin: they check arguments as Python does, build plain trees ([`Tree`]) and
//! hand them to the [`Handler`] that is in force. What a tree means is decided in Rust, by the
//! crates above.

mod handler;
mod tree;

pub use handler::{Handler, Raise};
pub use tree::{Node, Tree};
