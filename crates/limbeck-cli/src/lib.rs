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
mod complete;
mod editor;
mod exit;
pub mod json;
mod output;
pub mod render;
mod signals;
mod surroundings;
pub mod variables;

use std::ffi::OsString;
use std::process::ExitCode;

use arguments::Program;
use render::ColorChoice;

/// Carries out a command line, its first word being the program's name.
pub fn main(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    let words: Vec<OsString> = words.into_iter().collect();
    let program = Program::of(&words);
    if complete::answer(program, &words) {
        return ExitCode::SUCCESS;
    }
    ColorChoice::of_words(&words).apply(|name| std::env::var(name).ok());
    let wants_json = words.iter().skip(1).any(|word| word == "--json");
    match arguments::parse(program, &words) {
        Ok(cli) => app::run(program, &cli),
        Err(usage) if wants_json && usage.is_error() => {
            anstream::print!("{}", json::document(None, &usage.report()));
            exit::usage(true)
        }
        Err(usage) => exit::usage(usage.print()),
    }
}
