//! `upgrade`.

use clap::Args;
use limbeck::{CommandLine, Failure};

use super::migration::MigrationOptions;
use crate::app::App;

/// `upgrade`.
#[derive(Debug, Args)]
pub struct Upgrade {
    #[command(flatten)]
    options: MigrationOptions,
}

impl Upgrade {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        self.options.describe(line)
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let options = &self.options;
        let migration = options.migration();
        let report = limbeck::upgrade(&app.project()?, &options.revision, &migration, app.run())?;
        app.report_migration(report, migration.sql);
        Ok(())
    }
}
