//! `branches`.

use clap::Args;
use limbeck::{CommandLine, Failure};

use crate::app::App;
use crate::json;
use crate::render::revisions;

/// `branches`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck branches      revisions that several others follow, and which")]
pub struct Branches {
    /// Show each revision in full
    #[arg(short, long)]
    verbose: bool,
}

impl Branches {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line.flag("verbose", self.verbose)
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let project = app.project()?;
        let points = limbeck::branches(&project)?;
        app.answer(
            || json::Revisions::of(&points),
            || revisions::branches(&points, self.verbose),
        );
        Ok(())
    }
}
