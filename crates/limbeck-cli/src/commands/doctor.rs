//! `doctor`.

use clap::Args;
use limbeck::{CommandLine, Failure, Readiness, ScriptReadiness};

use crate::app::App;
use crate::json;
use crate::render::readiness::Summary;

/// `doctor`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck doctor --scripts    which scripts need the project's own Python, and why")]
pub struct Doctor {
    /// Tell of every script whether limbeck runs it by itself, or why not
    #[arg(long, required = true)]
    scripts: bool,
}

impl Doctor {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line.flag("scripts", self.scripts)
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let folder = app.working_directory();
        let mut summary = Summary::default();
        let mut report = json::Readiness::default();
        let mut each = |script: &ScriptReadiness<'_>| {
            for (function, readiness) in [
                ("upgrade", &script.upgrade),
                ("downgrade", &script.downgrade),
            ] {
                if let Readiness::NeedsPython(cause) | Readiness::Broken(cause) = readiness {
                    let path = &script.revision.revision().path;
                    summary.add_cause(path.strip_prefix(folder).unwrap_or(path), function, cause);
                }
            }
            summary.count(&script.upgrade);
            report.scripts.push(json::ScriptReadiness::of(script));
        };
        limbeck::script_readiness(&app.project()?, app.run(), &mut each)?;
        app.answer(|| report, || summary.to_string());
        Ok(())
    }
}
