//! `show`.

use clap::Args;
use limbeck::{CommandLine, Failure};

use crate::app::App;
use crate::json;
use crate::render::revisions;

/// `show`.
#[derive(Debug, Args)]
pub struct Show {
    /// Revision identifier; "current" shows what is applied to the database.
    #[arg(allow_negative_numbers = true)]
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
