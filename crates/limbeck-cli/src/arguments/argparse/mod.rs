//! The command line as Python's `argparse` reads it.
//!
//! clap and `argparse` part in details that scripts rely on: which abbreviations are unique, what counts as a
//! value (`--head -1`), where the arguments of a command end. So the words are read here first, the way
//! `argparse` does, and handed to clap in a form that leaves it nothing to decide. The options are those of
//! clap's own definition, in the order in which Alembic lists them.

mod help;
mod parser;
mod reading;
mod usage;

use clap::{Arg, Command};

pub use help::help;
pub use reading::{Reading, Topic, read};

/// The options that only limbeck has. They are known by their full names, and not described where limbeck is
/// called Alembic.
const OWN: [&str; 10] = [
    "alembic",
    "verbose",
    "json",
    "url",
    "lock_timeout",
    "python",
    "no_python",
    "color",
    "from_db",
    "format",
];

/// The commands that only limbeck has, and clap's `help`.
const OWN_VERBS: [&str; 8] = [
    "completions",
    "db",
    "create",
    "doctor",
    "graph",
    "help",
    "man",
    "status",
];

/// A verb with the words that name it: two for the commands of a group (`db apply`).
#[derive(Clone, Debug)]
pub struct Verb<'c> {
    /// The words.
    pub name: String,
    /// Its definition.
    pub command: &'c Command,
}

impl<'c> Verb<'c> {
    /// A verb of the program.
    pub fn find(command: &'c Command, name: &str) -> Option<Self> {
        let command = command.find_subcommand(name)?;
        let name = command.get_name().to_owned();
        Some(Self { name, command })
    }

    /// A verb of the group.
    pub fn further(&self, name: &str) -> Option<Self> {
        let found = Self::find(self.command, name)?;
        let name = format!("{} {}", self.name, found.name);
        Some(Self { name, ..found })
    }
}

/// The names of Alembic's verbs.
fn verb_names(command: &Command) -> impl Iterator<Item = &str> {
    command
        .get_subcommands()
        .map(Command::get_name)
        .filter(|name| !OWN_VERBS.contains(name))
}

/// The names of an option, the short one first.
fn option_names(option: &Arg) -> Vec<String> {
    let short = option.get_short().map(|short| format!("-{short}"));
    let long = option.get_long().map(|long| format!("--{long}"));
    short.into_iter().chain(long).collect()
}

/// What stands for the value of an option.
fn metavar(option: &Arg) -> String {
    option.get_id().as_str().to_uppercase()
}
