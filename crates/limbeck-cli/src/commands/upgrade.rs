//! `upgrade`.

use clap::Args;
use clap_complete::ArgValueCompleter;
use limbeck::{CommandLine, Failure};

use super::migration::MigrationOptions;
use crate::app::App;
use crate::complete;

/// Where `upgrade` leads if it is not said.
const DEFAULT: &str = "heads";

/// `upgrade`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck upgrade                    all migrations, of all branches
  limbeck upgrade +1                 the next one
  limbeck upgrade ae10               up to the revision that begins with ae10
  limbeck upgrade shop@head          all migrations of a branch
  limbeck upgrade ae10:head --sql    what would be sent from there on")]
pub struct Upgrade {
    /// Where to: an identifier or its beginning, head, heads, +N, label@head; heads if left out
    #[arg(allow_negative_numbers = true, add = ArgValueCompleter::new(complete::revisions))]
    revision: Option<String>,
    #[command(flatten)]
    options: MigrationOptions,
}

impl Upgrade {
    fn revision(&self) -> &str {
        self.revision.as_deref().unwrap_or(DEFAULT)
    }

    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        self.options
            .describe(line.text("revision", self.revision()))
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let migration = self.options.migration();
        let report = limbeck::upgrade(&app.project()?, self.revision(), &migration, app.run())?;
        app.report_migration(report, migration.sql);
        Ok(())
    }
}
