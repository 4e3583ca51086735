//! `check`.

use clap::Args;
use limbeck::{CheckReport, Failure};
use limbeck_diagnostics::Diagnostic;

use crate::app::App;
use crate::arguments::Program;
use crate::json;

/// `check`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck check               fail if the models want something else than the database has
  limbeck create \"message\"    write a script that does it")]
pub struct Check {}

impl Check {
    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let report = limbeck::check(&app.project()?, app.run())?;
        if !report.is_empty() {
            return Err(found(app.program(), &report));
        }
        app.answer(
            || json::Check::of(&report),
            || "No new upgrade operations detected.\n".to_owned(),
        );
        Ok(())
    }
}

/// That there is something to do. Alembic lists it in Python's words; limbeck shows what a script would do.
fn found(program: Program, report: &CheckReport) -> Failure {
    let message = match program {
        Program::Alembic => format!(
            "New upgrade operations detected: [{}]",
            report.differences.join(", ")
        ),
        Program::Limbeck => "New upgrade operations detected.".to_owned(),
    };
    Failure::refused(
        Diagnostic::error("differences", message)
            .note(format!(
                "`upgrade()` of a new script would be:\n{}",
                report.operations.join("\n")
            ))
            .help("Write that script with `limbeck create \"message\"`."),
    )
}
