//! `completions`.

use clap::Args;
use limbeck::{CommandLine, Failure};
use limbeck_diagnostics::Diagnostic;

use crate::app::App;
use crate::complete::{Shell, registration};

/// `completions`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  echo 'source <(limbeck completions bash)' >> ~/.bashrc
  echo 'source <(limbeck completions zsh)' >> ~/.zshrc
  limbeck completions fish > ~/.config/fish/completions/limbeck.fish

Names of revisions and branches are completed, too: the script asks limbeck.")]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let script = registration(app.program(), self.shell).map_err(|error| {
            Failure::error(Diagnostic::error(
                "completions-not-written",
                format!("The script for the shell cannot be written: {error}."),
            ))
        })?;
        app.print(&String::from_utf8_lossy(&script));
        Ok(())
    }
}
