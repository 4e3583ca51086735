//! Rebuilds the crate when a stand-in changes: they are compiled into it.

fn main() {
    println!("cargo:rerun-if-changed=src/stand_ins");
}
