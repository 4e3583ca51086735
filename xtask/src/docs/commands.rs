//! The page of the commands: what `--help` prints.

use std::fmt::Write;
use std::path::PathBuf;

use limbeck_cli::arguments::{self, Program, help};

const HEAD: &str = "\
<!-- Written by `cargo xtask docs`. -->

# Commands

What `limbeck --help` and `limbeck COMMAND --help` print. `limbeck man FOLDER` writes the same as manual pages, and
`limbeck completions SHELL` prints the script with which a shell completes commands, options and names of revisions.

How revisions are named is the same in all commands: an identifier or its beginning, a branch label, `head`, `heads`,
`base`, `label@head`; relative ones such as `+2`, `-1`, `ae10+2`; and `START:END` where a range is wanted.
";

/// The page.
pub fn page() -> (PathBuf, String) {
    let command = arguments::command(Program::Limbeck).term_width(80);
    let mut text = HEAD.to_owned();
    section(
        &mut text,
        "limbeck",
        &help::of_program(command.clone()).to_string(),
    );
    section(
        &mut text,
        "Options of all commands",
        &help::of_options(command.clone()).to_string(),
    );
    for verb in help::commands(&command) {
        let help = help::of_verb(Program::Limbeck, &command, &verb, Some(80));
        section(&mut text, &verb.name, &help.to_string());
    }
    ("docs/commands.md".into(), text)
}

fn section(text: &mut String, title: &str, help: &str) {
    let help = help.trim_end();
    // Writing to a string cannot fail.
    let _ = write!(text, "\n## {title}\n\n```text\n{help}\n```\n");
}
