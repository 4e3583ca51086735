//! `status`.

use clap::Args;
use limbeck::{CommandLine, Failure};
use limbeck_diagnostics::Diagnostic;

use crate::app::App;
use crate::{json, render, surroundings};

/// `status`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck status                 what is applied, and what is left to do
  limbeck status --check         exit with 3 if something is left to do")]
pub struct Status {
    /// Exit with status 3 if there is something to do
    #[arg(long)]
    check: bool,
}

impl Status {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line.flag("check", self.check)
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let mut report = json::Status {
            is_up_to_date: true,
            databases: Vec::new(),
        };
        limbeck::status(&app.project()?, app.run(), &mut |status| {
            report.is_up_to_date &= status.is_up_to_date();
            report.databases.push(json::StatusDatabase::of(status));
            app.print(&render::status::status(
                status,
                surroundings::stdout_width(),
            ));
        })?;
        app.report(&report);
        if self.check && !report.is_up_to_date {
            return Err(Failure::pending(
                Diagnostic::error("not-up-to-date", "The database is not up to date.")
                    .help("Run `limbeck upgrade heads`, or what the lines above say."),
            ));
        }
        Ok(())
    }
}
