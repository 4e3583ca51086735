//! Chores of this repository: `cargo xtask <chore>`.

mod conformance;

use clap::{Parser, Subcommand};

/// Chores of this repository
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Debug, Subcommand)]
enum Chore {
    /// Run the cases of a conformance kit against limbeck
    Conformance(conformance::Arguments),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().chore {
        Chore::Conformance(arguments) => conformance::run(&arguments),
    }
}
