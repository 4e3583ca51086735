//! Rendering `script.py.mako`: in the interpreter of `env.py`, with the configuration that it has left.

use super::{Environment, enter};
use crate::application::Asking;
use crate::execution::{Destination, Look, Work};
use crate::generate::{Rendering, rendering_failed};
use crate::{Failure, Project, Run};

/// Hands `write` what renders templates, without running `env.py`.
///
/// # Errors
/// Those of `write`.
pub(crate) fn render<T>(
    project: &Project,
    run: Run,
    write: impl FnOnce(&Run, &Rendering<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let mut nothing = |_: &Look<'_>| Ok(());
    let work = Work::Look {
        creates_version_table: false,
        each: &mut nothing,
    };
    let destination = Destination::default();
    enter(
        project,
        run,
        destination,
        work,
        Asking::WhenNeeded,
        |environment| {
            let environment: &Environment<'_, '_> = &environment;
            write(&environment.run, &|template, facts| {
                environment
                    .interpreter
                    .render(template, facts, environment)
                    .map_err(|error| rendering_failed(error.into()))
            })
        },
    )
}
