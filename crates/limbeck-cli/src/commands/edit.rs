//! `edit`.

use std::path::Path;

use clap::Args;
use limbeck::{CommandLine, Failure};

use crate::app::App;
use crate::editor::Editor;
use crate::json;

/// `edit`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck edit head               the newest script
  limbeck edit current            what is applied to the database")]
pub struct Edit {
    /// Revision identifier; "current" edits what is applied to the database
    #[arg(allow_negative_numbers = true)]
    rev: String,
}

impl Edit {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line.text("rev", &self.rev)
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let run = app.run();
        let surroundings = run.surroundings.clone();
        let mut open = |path: &Path| Editor::find(&surroundings)?.open(path, &surroundings);
        let edited = limbeck::edit(&app.project()?, &self.rev, run, &mut open)?;
        app.report(&json::EditedScripts::of(&edited));
        Ok(())
    }
}
