//! `db`: commands on schemas rather than on revisions.

mod apply;

use clap::{Args, Subcommand};
use limbeck::{CommandLine, Failure};

use crate::app::App;

/// `db`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck db apply change.sql --dry-run    try reviewed SQL, and take it back
  limbeck db apply --help                  describe a command")]
pub struct Db {
    #[command(subcommand)]
    command: DbCommand,
}

#[derive(Debug, Subcommand)]
enum DbCommand {
    /// Run the statements of a file of SQL
    Apply(apply::Apply),
}

impl Db {
    pub(super) fn name(&self) -> &'static str {
        match &self.command {
            DbCommand::Apply(_) => "db apply",
        }
    }

    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        match &self.command {
            DbCommand::Apply(command) => command.describe(line),
        }
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        match &self.command {
            DbCommand::Apply(command) => command.run(app),
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
