//! `db drift`.

use clap::Args;
use limbeck::{CommandLine, Failure};
use limbeck_diagnostics::Diagnostic;

use super::DatabaseOption;
use crate::app::App;
use crate::json;
use crate::render::db::drift::drift;

/// `db drift`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck db drift                  what somebody has changed without a migration
  limbeck db drift --db production  on a database of the configuration")]
pub struct Drift {
    #[command(flatten)]
    database: DatabaseOption,
}

impl Drift {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        self.database.describe(line)
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let name = self.database.name();
        let found = limbeck::drift(&app.project()?, app.run(), name.as_deref())?;
        app.answer(|| json::Drift::of(&found), || drift(&found));
        if found.changes.is_empty() {
            return Ok(());
        }
        Err(Failure::pending(
            Diagnostic::error("drift", "The database is not as its migrations make it.")
                .help("Write a migration that does the same, or undo what was done by hand."),
        ))
    }
}
