//! `current`.

use clap::Args;
use limbeck::{CommandLine, CurrentOptions, CurrentStep, Failure};

use crate::app::App;
use crate::json;
use crate::render::revisions;

/// `current`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck current                  what is applied
  limbeck current --check-heads    fail if something is left to do")]
pub struct Current {
    /// Fail unless all heads are applied
    #[arg(short, long)]
    check_heads: bool,
    /// Name the database, and show each revision in full
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
        let mut report = json::Current::default();
        let mut database = String::new();
        limbeck::current(&project, options, app.run(), &mut |step| match step {
            CurrentStep::Database(url) => {
                if self.verbose {
                    app.print(&revisions::current_database(url));
                }
                url.clone_into(&mut database);
            }
            CurrentStep::Revisions(found) => {
                app.print(&revisions::current(found, self.verbose));
                let found = json::CurrentDatabase::of(&database, found);
                report.databases.push(found);
            }
        })?;
        app.report(&report);
        Ok(())
    }
}
