//! `db schema`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};
use limbeck::{CommandLine, Failure};

use super::DatabaseOption;
use super::output::write;
use crate::app::App;
use crate::json;

/// `db schema`.
#[derive(Debug, Args)]
pub struct Schema {
    #[command(subcommand)]
    command: SchemaCommand,
}

#[derive(Debug, Subcommand)]
enum SchemaCommand {
    /// Write the complete DDL of the models
    Generate(Generate),
}

impl Schema {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        match &self.command {
            SchemaCommand::Generate(command) => command.database.describe(line),
        }
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        match &self.command {
            SchemaCommand::Generate(command) => command.run(app),
        }
    }
}

/// `db schema generate`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck db schema generate                       to standard output
  limbeck db schema generate -o schema.sql         to a file
  limbeck db schema generate --db staging          for the kind of another database")]
struct Generate {
    /// The file to write, which may exist; standard output without it
    #[arg(short, long, value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
    #[command(flatten)]
    database: DatabaseOption,
}

impl Generate {
    fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let name = self.database.name();
        let schema = limbeck::generate_schema(&app.project()?, app.run(), name.as_deref())?;
        if let Some(path) = &self.output {
            write(path, &schema.text)?;
        }
        let report = || json::GeneratedSchema::of(&schema, self.output.as_deref());
        app.answer(report, || match &self.output {
            Some(path) => {
                let count = schema.statements.len();
                format!("Wrote {count} statements to {}.\n", path.display())
            }
            None => schema.text.clone(),
        });
        Ok(())
    }
}
