//! `stamp`.

use clap::Args;
use clap_complete::ArgValueCompleter;
use limbeck::{CommandLine, Failure, Migration};

use crate::app::App;
use crate::complete;

/// `stamp`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck stamp head               take the database for up to date
  limbeck stamp --purge ae10       forget what the version table says
  limbeck stamp ae10 --sql         show what would be changed")]
pub struct Stamp {
    /// Identifiers, head, heads for all branches, or base
    #[arg(required = true, allow_negative_numbers = true, add = ArgValueCompleter::new(complete::revisions))]
    revisions: Vec<String>,
    /// Write SQL to standard output instead of changing the database
    #[arg(long)]
    sql: bool,
    /// A name that env.py can ask for
    #[arg(long)]
    tag: Option<String>,
    /// Delete all rows of the version table first
    #[arg(long)]
    purge: bool,
}

impl Stamp {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line.list("revisions", &self.revisions)
            .flag("sql", self.sql)
            .optional("tag", self.tag.as_deref())
            .flag("purge", self.purge)
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let migration = Migration {
            from_db: false,
            sql: self.sql,
            tag: self.tag.clone(),
        };
        let report = limbeck::stamp(
            &app.project()?,
            &self.revisions,
            self.purge,
            &migration,
            app.run(),
        )?;
        app.report_migration(report, self.sql);
        Ok(())
    }
}
