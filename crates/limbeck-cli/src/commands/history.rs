//! `history`.

use clap::Args;
use limbeck::{CommandLine, Failure, HistoryOptions};

use crate::app::App;
use crate::json;
use crate::render::revisions;

/// `history`.
#[derive(Debug, Args)]
pub struct History {
    /// Revision range; its form is [start]:[end].
    #[arg(short, long, allow_negative_numbers = true)]
    rev_range: Option<String>,
    /// Use more verbose output.
    #[arg(short, long)]
    verbose: bool,
    /// Indicate the current revision.
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
