//! The limbeck command line.
//!
//! The only crate that prints, reads the environment, or decides an exit status. A verb reads its
//! options ([`arguments`]), calls the function of the library `limbeck` of the same name, and
//! renders the report ([`render`]).

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    reason = "this is the crate that prints, reads the environment and ends the program"
)]

mod app;
pub mod arguments;
pub mod commands;
mod exit;
mod output;
pub mod render;
mod signals;
mod surroundings;

use std::ffi::OsString;
use std::process::ExitCode;

use arguments::Program;

/// Carries out a command line, its first word being the program's name.
pub fn main(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    let words: Vec<OsString> = words.into_iter().collect();
    let program = Program::of(words.first());
    match arguments::parse(program, words) {
        Ok(cli) => app::run(program, &cli),
        Err(usage) => exit::usage(usage.print()),
    }
}
