//! `doctor`.

use clap::Args;
use limbeck::{CommandLine, Failure, Readiness, ScriptReadiness};

use crate::app::App;
use crate::json;
use crate::render::examination::examination;
use crate::render::readiness::Summary;

/// `doctor`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck doctor              which database, and where each value comes from
  limbeck doctor --scripts    which scripts need the project's own Python, and why")]
pub struct Doctor {
    /// Tell of every script whether limbeck runs it by itself, or why not
    #[arg(long)]
    scripts: bool,
}

impl Doctor {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line.flag("scripts", self.scripts)
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        if self.scripts {
            examine_scripts(app)
        } else {
            examine_environment(app)
        }
    }
}

/// Tells what the environment comes to. What fails in it is told after what is known all the same.
fn examine_environment(app: &App<'_>) -> Result<(), Failure> {
    let mut found = limbeck::examine(&app.project()?, app.run());
    let failure = found.failure.take();
    if !app.is_json() {
        app.print(&examination(&found, app.working_directory()));
    } else if failure.is_none() {
        app.report(&json::Doctor {
            environment: Some(json::Examination::of(&found)),
            scripts: None,
        });
    }
    failure.map_or(Ok(()), Err)
}

fn examine_scripts(app: &App<'_>) -> Result<(), Failure> {
    let folder = app.working_directory();
    let mut summary = Summary::default();
    let mut scripts = Vec::new();
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
        scripts.push(json::ScriptReadiness::of(script));
    };
    limbeck::script_readiness(&app.project()?, app.run(), &mut each)?;
    let report = json::Doctor {
        environment: None,
        scripts: Some(scripts),
    };
    app.answer(|| report, || summary.to_string());
    Ok(())
}
