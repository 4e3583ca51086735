//! `db diff`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use limbeck::{CommandLine, DiffOptions, Failure, SchemaDiff};
use limbeck_diagnostics::Diagnostic;

use super::DatabaseOption;
use super::output::write;
use crate::app::App;
use crate::json;
use crate::render::db::diff::plan;

/// `db diff`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck db diff                                what would make the database follow the models
  limbeck -v db diff                             with the SQL
  limbeck db diff -o change.sql --strategy safe  SQL to review, without what loses data
  limbeck db diff --check --db production        exit with 3 if there are differences")]
pub struct Diff {
    /// Show what changes, per table; that is done anyway unless --output is given
    #[arg(long)]
    plan: bool,
    /// Write SQL to this file, to be reviewed and run with `db apply`
    #[arg(short, long, value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
    #[command(flatten)]
    database: DatabaseOption,
    /// Exit with status 3 if there are differences
    #[arg(long)]
    check: bool,
    /// What to do: additive (only what adds), safe (nothing that loses data) or full
    #[arg(long, value_enum, default_value = "full", hide_possible_values = true)]
    strategy: Strategy,
}

/// Which differences are to be made away with.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Strategy {
    /// Only what adds something.
    Additive,
    /// Whatever loses no data.
    Safe,
    /// All of them.
    Full,
}

impl Diff {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        self.database.describe(line.flag("check", self.check))
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let options = DiffOptions {
            database: self.database.name(),
            strategy: match self.strategy {
                Strategy::Additive => limbeck::Strategy::Additive,
                Strategy::Safe => limbeck::Strategy::Safe,
                Strategy::Full => limbeck::Strategy::Full,
            },
        };
        let diff = limbeck::diff(&app.project()?, &options, app.run())?;
        if let Some(path) = &self.output {
            write(path, &diff.sql()?)?;
        }
        app.answer(
            || json::SchemaDiff::of(&diff, self.output.as_deref()),
            || self.told(&diff, app.is_verbose()),
        );
        if self.check && !diff.is_empty() {
            return Err(Failure::pending(
                Diagnostic::error("differences", "The database is not as the models want it.")
                    .help("Write a migration with `limbeck create`, or SQL with `limbeck db diff -o FILE`."),
            ));
        }
        Ok(())
    }

    fn told(&self, diff: &SchemaDiff, with_sql: bool) -> String {
        let mut text = String::new();
        if self.plan || self.output.is_none() || diff.is_empty() {
            text.push_str(&plan(diff, with_sql));
        }
        if let Some(path) = &self.output {
            text.push_str(&format!(
                "Wrote {} changes to {}.\n",
                diff.changes.len(),
                path.display()
            ));
        }
        text
    }
}
