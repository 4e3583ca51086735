//! `downgrade`.

use clap::Args;
use clap_complete::ArgValueCompleter;
use limbeck::{CommandLine, Failure};

use super::migration::MigrationOptions;
use crate::app::App;
use crate::complete;

/// `downgrade`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck downgrade -1               undo the last migration
  limbeck downgrade ae10             undo what comes after that revision
  limbeck downgrade base             undo everything
  limbeck downgrade head:-1 --sql    what would be sent")]
pub struct Downgrade {
    /// Where to: an identifier or its beginning, base, -N, label@base
    #[arg(allow_negative_numbers = true, add = ArgValueCompleter::new(complete::revisions))]
    revision: String,
    #[command(flatten)]
    options: MigrationOptions,
}

impl Downgrade {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        self.options.describe(line.text("revision", &self.revision))
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let migration = self.options.migration();
        let report = limbeck::downgrade(&app.project()?, &self.revision, &migration, app.run())?;
        app.report_migration(report, migration.sql);
        Ok(())
    }
}
