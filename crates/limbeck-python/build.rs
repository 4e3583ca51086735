//! Rebuilds the crate when a stand-in changes: they are compiled into it.

#![allow(
    clippy::disallowed_macros,
    reason = "this is how a build script talks to cargo"
)]

fn main() {
    println!("cargo:rerun-if-changed=src/stand_ins");
}
