//! Rendering `script.py.mako`: in the interpreter of `env.py`, with the configuration that it has left.

use limbeck_python::{Template, Tree};

use super::{Ending, Environment, enter, run_and};
use crate::application::Asking;
use crate::execution::{Destination, Work};
use crate::generate::{Rendering, Wanted, rendering_failed};
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
    let (destination, work) = (
        Destination::default(),
        Work::Generate {
            wanted: None,
            autogenerate: false,
        },
    );
    enter(
        project,
        run,
        destination,
        work,
        Asking::WhenNeeded,
        |environment| {
            write(&environment.run, &|template, facts| {
                environment.render(template, facts)
            })
        },
    )
}

/// What writes the scripts that are wanted, with what renders templates.
pub(crate) type Writing<'w, T> = dyn Fn(&Run, &[Wanted], &Rendering<'_>) -> Result<T, Failure> + 'w;

/// Runs `env.py`, and hands `write` what it has made of the wanted script, with what renders templates. If
/// `env.py` ends the program, nothing is wanted any more.
///
/// # Errors
/// [`Failure`] if `env.py` fails, or wants of the scripts what limbeck cannot do; those of `write`.
pub(crate) fn render_after_env_py<T>(
    project: &Project,
    run: Run,
    destination: Destination,
    (wanted, may_change): (&Wanted, MayChange),
    write: &Writing<'_, T>,
) -> Result<T, Failure> {
    let offered = (may_change != MayChange::No).then_some(wanted);
    let work = Work::Generate {
        wanted: offered,
        autogenerate: may_change == MayChange::YesWithOperations,
    };
    run_and(project, run, destination, work, &|environment, ending| {
        let wanted = match (ending, offered) {
            (Ending::Exit, _) => Vec::new(),
            (Ending::Complete, Some(offered)) => environment.directives(offered)?,
            (Ending::Complete, None) => vec![wanted.clone()],
        };
        write(&environment.run, &wanted, &|template, facts| {
            environment.render(template, facts)
        })
    })
}

/// Whether `process_revision_directives` is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MayChange {
    /// As `revision` does.
    Yes,
    /// As `revision --autogenerate` does, which offers operations with it.
    YesWithOperations,
    /// As `merge` does.
    No,
}

impl Environment<'_, '_> {
    fn render(&self, template: &Template, facts: &Tree) -> Result<String, Failure> {
        self.interpreter
            .render(template, facts, self)
            .map_err(|error| rendering_failed(error.into()))
    }
}
