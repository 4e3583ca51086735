//! What statements do to the transaction they run in, and how to find out whether one took effect.

mod effect;
mod kind;
mod tokens;

pub(super) use effect::effect;
pub(super) use kind::kind;
