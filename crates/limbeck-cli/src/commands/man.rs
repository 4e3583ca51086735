//! `man`.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use limbeck::{CommandLine, Failure};
use limbeck_diagnostics::{Diagnostic, SourceLocation};

use crate::app::App;
use crate::arguments;

/// `man`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck man ~/.local/share/man/man1    then `man limbeck-upgrade` shows one")]
pub struct Man {
    /// The folder, which is made if it is not there
    #[arg(value_hint = ValueHint::DirPath)]
    folder: PathBuf,
}

impl Man {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let command = arguments::command(app.program()).disable_help_subcommand(true);
        std::fs::create_dir_all(&self.folder)
            .and_then(|()| clap_mangen::generate_to(command, &self.folder))
            .map_err(|error| {
                Failure::error(
                    Diagnostic::error(
                        "man-pages-not-written",
                        format!("The manual pages cannot be written: {error}."),
                    )
                    .at(SourceLocation::file(&self.folder))
                    .help("Name a folder that can be written to."),
                )
            })
    }
}
