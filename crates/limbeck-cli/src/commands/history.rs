//! `history`.

use clap::Args;
use limbeck::{CommandLine, Failure, HistoryOptions};

use crate::app::App;
use crate::json;
use crate::render::revisions;

/// `history`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck history                   all revisions, the newest first
  limbeck history -r ae10:head      from one to another
  limbeck history -r current: -i    what is left to do")]
pub struct History {
    /// Only these revisions: [START]:[END], each may be left out
    #[arg(short, long, allow_negative_numbers = true)]
    rev_range: Option<String>,
    /// Show each revision in full
    #[arg(short, long)]
    verbose: bool,
    /// Ask the database, and mark what is applied
    #[arg(short, long)]
    indicate_current: bool,
}

impl History {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line.optional("rev_range", self.rev_range.as_deref())
            .flag("verbose", self.verbose)
            .flag("indicate_current", self.indicate_current)
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let project = app.project()?;
        let options = HistoryOptions {
            range: self.rev_range.as_deref(),
            indicate_current: self.indicate_current,
        };
        let mut report = json::Revisions::default();
        limbeck::history(&project, options, app.run(), &mut |found, current| {
            if app.is_json() {
                report.add(found, current);
            }
            app.print(&revisions::history(found, self.verbose, current));
        })?;
        app.report(&report);
        Ok(())
    }
}
