//! `ensure_version`.

use clap::Args;
use limbeck::{CommandLine, Failure};

use crate::app::App;

/// `ensure_version`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck ensure_version          create alembic_version if it is missing
  limbeck ensure_version --sql    show how")]
pub struct EnsureVersion {
    /// Write SQL to standard output instead of changing the database
    #[arg(long)]
    sql: bool,
}

impl EnsureVersion {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line.flag("sql", self.sql)
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let report = limbeck::ensure_version(&app.project()?, self.sql, app.run())?;
        app.report_migration(report, self.sql);
        Ok(())
    }
}
