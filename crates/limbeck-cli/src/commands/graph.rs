//! `graph`.

use clap::Args;
use limbeck::{CommandLine, Failure, GraphOptions};
use limbeck_diagnostics::Diagnostic;

use crate::app::App;
use crate::render::graph::{GraphFormat, graph};
use crate::{json, surroundings};

/// `graph`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck graph                         all revisions
  limbeck graph --current -r current:   what is applied, and what comes after it
  limbeck graph --format svg > graph.svg")]
pub struct Graph {
    /// Only these revisions, as for history: [START]:[END]
    #[arg(short, long, allow_negative_numbers = true)]
    rev_range: Option<String>,
    /// Ask the database, and mark what is applied to it
    #[arg(long)]
    current: bool,
    /// text, svg, mermaid or dot
    #[arg(short, long, value_enum, hide_possible_values = true)]
    format: Option<GraphFormat>,
}

impl Graph {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line.optional("rev_range", self.rev_range.as_deref())
            .flag("current", self.current)
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        if let (true, Some(_)) = (app.is_json(), self.format) {
            return Err(Failure::error(
                Diagnostic::error("two-formats", "--json and --format are two formats.")
                    .help("Give one of them."),
            ));
        }
        let format = self.format.unwrap_or_default();
        let project = app.project()?;
        let options = GraphOptions {
            range: self.rev_range.as_deref(),
            current: self.current,
        };
        let report = limbeck::graph(&project, options, app.run())?;
        app.answer(
            || json::Revisions::of_graph(&report),
            || graph(&report, format, surroundings::stdout_width()),
        );
        Ok(())
    }
}
