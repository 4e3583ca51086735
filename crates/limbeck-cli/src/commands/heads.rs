//! `heads`.

use clap::Args;
use limbeck::{CommandLine, Failure};

use crate::app::App;
use crate::json;
use crate::render::revisions;

/// `heads`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck heads                   the newest revision of every branch
  limbeck upgrade heads           apply them all
  limbeck merge heads             make them one")]
pub struct Heads {
    /// Show each revision in full
    #[arg(short, long)]
    verbose: bool,
    /// Leave out heads that another branch depends on
    #[arg(long)]
    resolve_dependencies: bool,
}

impl Heads {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line.flag("verbose", self.verbose)
            .flag("resolve_dependencies", self.resolve_dependencies)
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let project = app.project()?;
        let heads = limbeck::heads(&project, self.resolve_dependencies)?;
        app.answer(
            || json::Revisions::of(&heads),
            || revisions::heads(&heads, self.verbose),
        );
        Ok(())
    }
}
