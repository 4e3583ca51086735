//! `revision`.

use std::path::PathBuf;

use clap::Args;
use limbeck::{CommandLine, Failure, RevisionOptions};

use crate::app::App;
use crate::arguments::ScriptFormat;
use crate::json;

/// `revision`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck revision -m \"add people\"          a script that follows the head
  limbeck revision -m \"x\" --head east@head  one that follows the head of a branch")]
pub struct Revision {
    /// Message of the new revision
    #[arg(short, long)]
    message: Option<String>,
    /// Fill the script from models and database
    #[arg(long)]
    autogenerate: bool,
    /// Run env.py as for --sql, if it is run
    #[arg(long)]
    sql: bool,
    /// Revision or <branchname>@head to follow
    #[arg(long)]
    head: Option<String>,
    /// Allow a head that is none
    #[arg(long)]
    splice: bool,
    /// Branch label of the new revision
    #[arg(long)]
    branch_label: Option<String>,
    /// Version folder of the new script
    #[arg(long)]
    version_path: Option<String>,
    /// Identifier of the new revision
    #[arg(long)]
    rev_id: Option<String>,
    /// python or sql, if not as the project
    #[arg(long, value_enum, hide_possible_values = true)]
    format: Option<ScriptFormat>,
    /// Revision that the new one depends on
    #[arg(long)]
    depends_on: Vec<String>,
}

impl Revision {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line.optional("message", self.message.as_deref())
            .flag("autogenerate", self.autogenerate)
            .flag("sql", self.sql)
            .text("head", self.head.as_deref().unwrap_or("head"))
            .flag("splice", self.splice)
            .optional("branch_label", self.branch_label.as_deref())
            .optional("version_path", self.version_path.as_deref())
            .optional("rev_id", self.rev_id.as_deref())
            .repeated("depends_on", &self.depends_on)
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let project = app.project()?;
        let options = RevisionOptions {
            message: self.message.clone(),
            head: self.head.clone(),
            splice: self.splice,
            branch_label: self.branch_label.clone(),
            version_path: self.version_path.as_ref().map(PathBuf::from),
            rev_id: self.rev_id.clone(),
            format: self.format.map(ScriptFormat::chosen),
            depends_on: self.depends_on.clone(),
            sql: self.sql,
            autogenerate: self.autogenerate,
        };
        let made = limbeck::revision(&project, &options, app.run())?;
        app.report(&json::NewScripts::of(&made));
        Ok(())
    }
}
