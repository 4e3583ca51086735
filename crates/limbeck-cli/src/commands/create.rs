//! `create`: `revision --autogenerate -m`, in a word.

use clap::Args;
use limbeck::{CommandLine, Failure, RevisionOptions};

use crate::app::App;
use crate::arguments::ScriptFormat;
use crate::json;

/// `create`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck create \"add people\"                    what leads from the database to the models
  limbeck create \"x\" --head east@head            the same, after the head of a branch")]
pub struct Create {
    /// Message of the new revision
    message: String,
    /// Revision or <branchname>@head to follow
    #[arg(long)]
    head: Option<String>,
    /// Identifier of the new revision
    #[arg(long)]
    rev_id: Option<String>,
    /// python or sql, if not as the project
    #[arg(long, value_enum, hide_possible_values = true)]
    format: Option<ScriptFormat>,
}

impl Create {
    /// `env.py` finds what `revision --autogenerate` would have said.
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line.text("message", &self.message)
            .flag("autogenerate", true)
            .text("head", self.head.as_deref().unwrap_or("head"))
            .optional("rev_id", self.rev_id.as_deref())
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let options = RevisionOptions {
            message: Some(self.message.clone()),
            head: self.head.clone(),
            rev_id: self.rev_id.clone(),
            format: self.format.map(ScriptFormat::chosen),
            autogenerate: true,
            ..RevisionOptions::default()
        };
        let made = limbeck::revision(&app.project()?, &options, app.run())?;
        app.report(&json::NewScripts::of(&made));
        Ok(())
    }
}
