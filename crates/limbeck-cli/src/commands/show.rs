//! `show`.

use clap::Args;
use clap_complete::ArgValueCompleter;
use limbeck::{CommandLine, Failure};

use crate::app::App;
use crate::complete;
use crate::json;
use crate::render::revisions;

/// `show`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck show head        the newest revision
  limbeck show current     what is applied
  limbeck show ae10        the one that begins with ae10")]
pub struct Show {
    /// An identifier or its beginning, head, heads, base, current
    #[arg(allow_negative_numbers = true, add = ArgValueCompleter::new(complete::revisions))]
    rev: String,
}

impl Show {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line.text("rev", &self.rev)
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let project = app.project()?;
        let mut report = json::Revisions::default();
        limbeck::show(&project, &self.rev, app.run(), &mut |found| {
            report.add(found, None);
            app.print(&revisions::show(found));
        })?;
        app.report(&report);
        Ok(())
    }
}
