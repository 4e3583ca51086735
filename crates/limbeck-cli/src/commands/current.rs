//! `current`.

use clap::Args;
use limbeck::{CommandLine, CurrentOptions, Failure};

use crate::app::App;
use crate::render::revisions;

/// `current`.
#[derive(Debug, Args)]
pub struct Current {
    /// Fail unless all head revisions are applied to the database.
    #[arg(short, long)]
    check_heads: bool,
    /// Use more verbose output.
    #[arg(short, long)]
    verbose: bool,
}

impl Current {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line.flag("check_heads", self.check_heads)
            .flag("verbose", self.verbose)
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let project = app.project()?;
        let options = CurrentOptions {
            check_heads: self.check_heads,
        };
        limbeck::current(&project, options, app.run(), &mut |step| match step {
            limbeck::CurrentStep::Database(url) if self.verbose => {
                app.print(&revisions::current_database(url));
            }
            limbeck::CurrentStep::Database(_) => {}
            limbeck::CurrentStep::Revisions(found) => {
                app.print(&revisions::current(found, self.verbose));
            }
        })
    }
}
