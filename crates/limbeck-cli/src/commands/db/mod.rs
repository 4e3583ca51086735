//! `db`: commands on schemas rather than on revisions.

mod apply;
#[cfg(feature = "python")]
mod diff;
mod drift;
#[cfg(feature = "python")]
mod output;
#[cfg(feature = "python")]
mod schema;

use clap::{Args, Subcommand};
use limbeck::{CommandLine, Failure};

use crate::app::App;

/// `db`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck db diff                             compare the database with the models
  limbeck db schema generate -o schema.sql    write the complete DDL of the models
  limbeck db drift                            tell what was changed by hand
  limbeck db apply change.sql --dry-run       try reviewed SQL, and take it back
  limbeck db apply --help                     describe a command")]
pub struct Db {
    #[command(subcommand)]
    command: DbCommand,
}

#[derive(Debug, Subcommand)]
enum DbCommand {
    /// Run the statements of a file of SQL
    Apply(apply::Apply),
    /// Compare a database with the models
    #[cfg(feature = "python")]
    Diff(diff::Diff),
    /// Tell what was changed without a migration
    Drift(drift::Drift),
    /// Write down what the models describe
    #[cfg(feature = "python")]
    Schema(schema::Schema),
}

impl Db {
    pub(super) fn name(&self) -> &'static str {
        match &self.command {
            DbCommand::Apply(_) => "db apply",
            #[cfg(feature = "python")]
            DbCommand::Diff(_) => "db diff",
            DbCommand::Drift(_) => "db drift",
            #[cfg(feature = "python")]
            DbCommand::Schema(_) => "db schema generate",
        }
    }

    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        match &self.command {
            DbCommand::Apply(command) => command.describe(line),
            #[cfg(feature = "python")]
            DbCommand::Diff(command) => command.describe(line),
            DbCommand::Drift(command) => command.describe(line),
            #[cfg(feature = "python")]
            DbCommand::Schema(command) => command.describe(line),
        }
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        match &self.command {
            DbCommand::Apply(command) => command.run(app),
            #[cfg(feature = "python")]
            DbCommand::Diff(command) => command.run(app),
            DbCommand::Drift(command) => command.run(app),
            #[cfg(feature = "python")]
            DbCommand::Schema(command) => command.run(app),
        }
    }
}

/// Which database.
#[derive(Debug, Args)]
pub struct DatabaseOption {
    /// Another database than the project's own: a name of the configuration, a database on the
    /// same server, or a URL
    #[arg(long = "db", value_name = "NAME|URL")]
    database: Option<String>,
}

impl DatabaseOption {
    fn describe(&self, line: CommandLine) -> CommandLine {
        line.optional("db", self.database.as_deref())
    }

    fn name(&self) -> Option<String> {
        self.database.clone()
    }
}
