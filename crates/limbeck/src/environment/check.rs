//! `check`: what a new script would do, without one.

use limbeck_python::Tree;
use limbeck_scripts::python::directives::left;
use limbeck_scripts::python::render::{DiffReprs, RenderError, Renderer};

use super::directives::COLLECT;
use super::generated::Rendering;
use super::{Ending, Environment, run_and};
use crate::execution::{Destination, Work};
use crate::generate::{Wanted, new_id};
use crate::{CheckReport, Failure, Project, Run};

/// Runs `env.py` for a script that is not written, and tells what it would do.
///
/// # Errors
/// [`Failure`] if `env.py` fails, or a database cannot be compared with its models.
pub(crate) fn check(project: &Project, run: Run) -> Result<CheckReport, Failure> {
    let wanted = Wanted {
        id: new_id()?,
        heads: vec!["head".to_owned()],
        ..Wanted::default()
    };
    let work = Work::Generate {
        wanted: Some(&wanted),
        autogenerate: true,
    };
    run_and(
        project,
        run,
        Destination::default(),
        work,
        &|environment, ending| match ending {
            Ending::Complete => environment.check_report(),
            Ending::Exit => Ok(CheckReport::default()),
        },
    )
}

impl Environment<'_, '_> {
    /// What the last script that `env.py` has left would do.
    fn check_report(&self) -> Result<CheckReport, Failure> {
        let scripts = self
            .interpreter
            .call_stand_in(COLLECT, &[], self)
            .map_err(|error| self.with_ways_out(error.into()))?;
        let last = scripts.as_list().and_then(<[Tree]>::last);
        let containers = last.map_or(&Tree::None, |script| script.get("containers"));
        let compared = self.compared.borrow();
        let mut report = CheckReport::default();
        for (place, container) in containers.as_list().unwrap_or_default().iter().enumerate() {
            let Some(rendering) = container.get("rendering").as_held::<Rendering>() else {
                continue;
            };
            let options = rendering.options(container.get("settings"));
            let mut take = |number| self.carried_out(rendering.dialect, number);
            let directives = left(container.get("upgrade"), &options, &mut take)?;
            let (existing, wanted) = match compared.get(place).or(compared.last()) {
                Some(tables) => (&tables.existing[..], &tables.wanted[..]),
                None => (&[][..], &[][..]),
            };
            let reprs = DiffReprs::new(rendering.dialect, existing, wanted);
            report.differences.extend(reprs.entries(&directives));
            let mut renderer = Renderer::new(&options);
            for directive in &directives {
                let lines = renderer
                    .lines(directive)
                    .map_err(|error: RenderError| self.cannot_write(&error))?;
                report.operations.push(lines);
            }
        }
        Ok(report)
    }
}
