//! What the commands of `db` print.

pub(crate) mod apply;
