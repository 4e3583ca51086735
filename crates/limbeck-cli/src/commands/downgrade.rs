//! `downgrade`.

use clap::Args;
use limbeck::{CommandLine, Failure, Migration};

use crate::app::App;

/// `downgrade`.
#[derive(Debug, Args)]
pub struct Downgrade {
    /// Revision identifier.
    #[arg(allow_negative_numbers = true)]
    revision: String,
    /// Write the SQL to standard output instead of changing the database.
    #[arg(long)]
    sql: bool,
    /// With --sql: let scripts read the database, which is not changed, and start where it stands.
    #[arg(long, requires = "sql")]
    from_db: bool,
    /// Arbitrary name for env.py.
    #[arg(long)]
    tag: Option<String>,
}

impl Downgrade {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line.text("revision", &self.revision)
            .flag("sql", self.sql)
            .optional("tag", self.tag.as_deref())
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let migration = Migration {
            sql: self.sql,
            from_db: self.from_db,
            tag: self.tag.clone(),
        };
        limbeck::downgrade(&app.project()?, &self.revision, &migration, app.run()).map(drop)
    }
}
