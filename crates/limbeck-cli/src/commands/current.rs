//! `current`.

use clap::Args;
use limbeck::{CommandLine, CurrentOptions, CurrentStep, Failure};

use crate::app::App;
use crate::json;
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
