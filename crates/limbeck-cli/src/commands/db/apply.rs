//! `db apply`.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use limbeck::{ApplyOptions, CommandLine, Failure};

use super::DatabaseOption;
use crate::app::App;
use crate::json;
use crate::render::db::apply::{applied, statement};

/// `db apply`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck db apply change.sql                  run it, as one transaction where possible
  limbeck db apply change.sql --dry-run        run it and take it back, with times
  limbeck db apply change.sql --db production  on a database of the configuration")]
pub struct Apply {
    /// The file of SQL statements
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// Run the statements, show them with their times, and take them back
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    database: DatabaseOption,
}

impl Apply {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        let line = line
            .text("file", &self.file.to_string_lossy())
            .flag("dry_run", self.dry_run);
        self.database.describe(line)
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let options = ApplyOptions {
            file: self.file.clone(),
            dry_run: self.dry_run,
            database: self.database.name(),
        };
        let shows_statements = self.dry_run || app.is_verbose();
        let report = limbeck::apply(&app.project()?, &options, app.run(), &mut |done| {
            if shows_statements {
                app.print(&statement(&self.file, done));
            }
        })?;
        app.answer(
            || json::AppliedFile::of(&self.file, self.dry_run, &report),
            || applied(&self.file, self.dry_run, &report),
        );
        Ok(())
    }
}
