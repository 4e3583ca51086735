//! `graph`.

use clap::Args;
use limbeck::{CommandLine, Failure, GraphOptions};

use crate::app::App;
use crate::render::graph::{GraphFormat, graph};
use crate::{json, surroundings};

/// `graph`.
#[derive(Debug, Args)]
pub struct Graph {
    /// Revision range; its form is [start]:[end].
    #[arg(short, long, allow_negative_numbers = true)]
    rev_range: Option<String>,
    /// Ask the database, and mark what is applied to it.
    #[arg(long)]
    current: bool,
    /// The form of the drawing.
    #[arg(
        short,
        long,
        value_enum,
        default_value = "text",
        conflicts_with = "json"
    )]
    format: GraphFormat,
}

impl Graph {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line.optional("rev_range", self.rev_range.as_deref())
            .flag("current", self.current)
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let project = app.project()?;
        let options = GraphOptions {
            range: self.rev_range.as_deref(),
            current: self.current,
        };
        let report = limbeck::graph(&project, options, app.run())?;
        app.answer(
            || json::Revisions::of_graph(&report),
            || graph(&report, self.format, surroundings::terminal_width()),
        );
        Ok(())
    }
}
