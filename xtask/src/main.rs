//! Chores of this repository: `cargo xtask <chore>`.

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    reason = "a chore prints, reads its surroundings and runs other programs"
)]

mod bench;
mod binary;
mod conformance;
mod docs;
#[cfg(test)]
mod examples;
mod tidy;

use std::path::Path;
use std::process::ExitCode;

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
    /// Measure limbeck beside Alembic and psql on the same work
    Bench(bench::Arguments),
    /// Write the pages of the documentation that are generated from the code
    Docs(docs::Arguments),
    /// Check the rules of the house that neither the compiler nor clippy knows
    Tidy,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().chore {
        Chore::Conformance(arguments) => conformance::run(&arguments),
        Chore::Bench(arguments) => bench::run(&arguments),
        Chore::Docs(arguments) => docs::run(workspace_root(), &arguments),
        Chore::Tidy => tidy::run(workspace_root()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace.
fn workspace_root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
