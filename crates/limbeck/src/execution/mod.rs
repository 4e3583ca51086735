//! Carrying out what a command wants of databases: as `env.py` says, or directly where the scripts are
//! SQL and there is none.

pub(crate) mod direct;
pub(crate) mod events;
mod output;
pub(crate) mod sql_project;
mod timings;
mod work;

use std::collections::HashSet;

use limbeck_revisions::Plan;

use crate::{Failure, Log, MigrationReport, Project, Run};

#[cfg(feature = "python")]
pub(crate) use output::Buffer;
pub(crate) use output::ScriptOutput;
pub(crate) use timings::Timings;
pub(crate) use work::{Destination, Look, PlanFunction, Work};

/// Carries out what a command wants.
///
/// # Errors
/// [`Failure`] if the project does not say how to get to its databases, or the work fails.
pub(crate) fn run(
    project: &Project,
    run: Run,
    destination: Destination,
    work: Work<'_>,
) -> Result<MigrationReport, Failure> {
    if sql_project::is_one(project)? {
        sql_project::run(project, &run, &destination, work)
    } else {
        as_env_py_says(project, run, destination, work)
    }
}

#[cfg(feature = "python")]
use crate::environment::run as as_env_py_says;

/// `env.py` needs the interpreter.
#[cfg(not(feature = "python"))]
fn as_env_py_says(
    project: &Project,
    _: Run,
    _: Destination,
    _: Work<'_>,
) -> Result<MigrationReport, Failure> {
    use limbeck_diagnostics::{Diagnostic, SourceLocation};

    Err(Failure::error(
        Diagnostic::error(
            "no-interpreter",
            "The project has Python in it, and this build of limbeck has no interpreter.",
        )
        .at(SourceLocation::file(
            project.config().script_directory.clone(),
        ))
        .help("Build limbeck with its feature `python`."),
    ))
}

/// Tells the warnings of a plan that have not been told before.
pub(crate) fn tell_warnings(log: &Log, told: &mut HashSet<String>, plan: &Plan<'_>) {
    for warning in &plan.warnings {
        let text = warning.to_string();
        if told.insert(text.clone()) {
            log.observer().warning("UserWarning", &text);
        }
    }
}
