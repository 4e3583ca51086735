//! `branches`.

use clap::Args;
use limbeck::{CommandLine, Failure};

use crate::app::App;
use crate::json;
use crate::render::revisions;

/// `branches`.
#[derive(Debug, Args)]
pub struct Branches {
    /// Use more verbose output.
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
