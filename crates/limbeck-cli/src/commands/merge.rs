//! `merge`.

use clap::Args;
use limbeck::{CommandLine, Failure, MergeOptions};

use crate::app::App;
use crate::arguments::ScriptFormat;
use crate::json;

/// `merge`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck merge heads -m \"join\"    a script that follows all heads
  limbeck merge 1a2b 3c4d         one that follows these two")]
pub struct Merge {
    /// Revisions, or "heads" for all heads
    #[arg(required = true)]
    revisions: Vec<String>,
    /// Message of the new revision
    #[arg(short, long)]
    message: Option<String>,
    /// Branch label of the new revision
    #[arg(long)]
    branch_label: Option<String>,
    /// Identifier of the new revision
    #[arg(long)]
    rev_id: Option<String>,
    /// python or sql, if not as the project
    #[arg(long, value_enum, hide_possible_values = true)]
    format: Option<ScriptFormat>,
    /// Allow revisions that are no heads
    #[arg(long)]
    splice: bool,
}

impl Merge {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line.list("revisions", &self.revisions)
            .optional("message", self.message.as_deref())
            .optional("branch_label", self.branch_label.as_deref())
            .optional("rev_id", self.rev_id.as_deref())
            .flag("splice", self.splice)
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let options = MergeOptions {
            message: self.message.clone(),
            branch_label: self.branch_label.clone(),
            rev_id: self.rev_id.clone(),
            format: self.format.map(ScriptFormat::chosen),
            splice: self.splice,
        };
        let made = limbeck::merge(&app.project()?, &self.revisions, &options, app.run())?;
        app.report(&json::NewScripts::of(&made));
        Ok(())
    }
}
