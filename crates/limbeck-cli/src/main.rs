//! The limbeck binary.
fn main() {}
