//! The options that `upgrade` and `downgrade` share.

use clap::Args;
use limbeck::{CommandLine, Migration};

/// Where to migrate to, and how.
#[derive(Debug, Args)]
pub struct MigrationOptions {
    /// Revision identifier.
    #[arg(allow_negative_numbers = true)]
    pub(super) revision: String,
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

impl MigrationOptions {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line.text("revision", &self.revision)
            .flag("sql", self.sql)
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
