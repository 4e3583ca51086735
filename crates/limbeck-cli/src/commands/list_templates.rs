//! `list_templates`.

use clap::Args;
use limbeck::{CommandLine, Failure, Template};

use crate::app::App;
use crate::arguments::Program;
use crate::json;

/// `list_templates`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck list_templates          what init --template can be given")]
pub struct ListTemplates {}

impl ListTemplates {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let all = limbeck::list_templates().iter();
        let listed: Vec<&Template> = all
            .filter(|template| template.is_alembics || app.program() == Program::Limbeck)
            .collect();
        app.answer(
            || json::Templates::of(&listed),
            || {
                let lines: Vec<String> = listed
                    .iter()
                    .map(|template| format!("{} - {}\n", template.name, template.synopsis()))
                    .collect();
                format!(
                    "Available templates:\n\n{}\nTemplates are used via the 'init' command, e.g.:\n\n  {} init \
                     --template generic ./scripts\n",
                    lines.concat(),
                    app.program().name()
                )
            },
        );
        Ok(())
    }
}
