//! `stamp`.

use clap::Args;
use limbeck::{CommandLine, Failure, Migration};

use crate::app::App;

/// `stamp`.
#[derive(Debug, Args)]
pub struct Stamp {
    /// One or more revisions, or "heads" for all heads.
    #[arg(required = true, allow_negative_numbers = true)]
    revisions: Vec<String>,
    /// Write the SQL to standard output instead of changing the database.
    #[arg(long)]
    sql: bool,
    /// Arbitrary name for env.py.
    #[arg(long)]
    tag: Option<String>,
    /// Unconditionally erase the version table first.
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
