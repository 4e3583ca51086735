//! The options that `upgrade` and `downgrade` share.

use clap::Args;
use limbeck::{CommandLine, Migration};

/// How to migrate.
#[derive(Debug, Args)]
pub struct MigrationOptions {
    /// Write SQL to standard output instead of changing the database
    #[arg(long)]
    sql: bool,
    /// With --sql: start where the database stands, and let scripts read it
    #[arg(long, requires = "sql")]
    from_db: bool,
    /// A name that env.py can ask for
    #[arg(long)]
    tag: Option<String>,
}

impl MigrationOptions {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line.flag("sql", self.sql)
            .optional("tag", self.tag.as_deref())
    }

    pub(super) fn migration(&self) -> Migration {
        Migration {
            sql: self.sql,
            from_db: self.from_db,
            tag: self.tag.clone(),
        }
    }
}
