//! Steps that need more Python than limbeck has, carried out by the project's own Alembic.
//!
//! Which steps these are shows when a script stops for want of something that only CPython has: what it
//! did so far is undone, and the plan starts again with that step handed over.

mod process;
mod python;

use std::collections::HashMap;
use std::ffi::OsString;

use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_revisions::{Direction, RevisionId, RevisionStep};
use limbeck_runtime::Elsewhere;
use limbeck_scripts::ScriptFormat;

pub(crate) use process::{command, forward};
pub(crate) use python::{NotFound, ProjectPython, environment_folders, possible};

use crate::{Project, Run};

/// The steps of a command that are handed over, and what carries them out.
pub(crate) struct HandOver<'p> {
    project: &'p Project,
    run: &'p Run,
    tag: Option<&'p str>,
    /// What carries the steps out, found with the first of them.
    python: Option<ProjectPython>,
    /// The steps, and why.
    steps: HashMap<RevisionId, Diagnostic>,
}

impl<'p> HandOver<'p> {
    /// Nothing is handed over yet.
    pub(crate) fn new(project: &'p Project, run: &'p Run, tag: Option<&'p str>) -> Self {
        Self {
            project,
            run,
            tag,
            python: None,
            steps: HashMap::new(),
        }
    }

    /// From now on the script of `revision` is handed over, for the reason that `cause` gives.
    ///
    /// # Errors
    /// `cause` again, with a note on why that is impossible: the user does not want it, or there is no
    /// Python with Alembic; or because it has been handed over already.
    pub(crate) fn add(
        &mut self,
        revision: RevisionId,
        cause: Diagnostic,
    ) -> Result<(), Diagnostic> {
        if self.steps.contains_key(&revision) {
            return Err(cause);
        }
        if self.has_sql_scripts() {
            return Err(cause
                .note("The project has scripts in SQL, which Alembic does not know, so no step can be handed to it.")
                .help("Write this step in SQL, or without what only the project's own Python has."));
        }
        if self.python.is_none() {
            match python::find(self.project, self.run) {
                Ok(python) => self.python = Some(python),
                Err(reason) => return Err(cause.note(reason.note).help(reason.help)),
            }
        }
        self.steps.insert(revision, cause);
        Ok(())
    }

    /// Whether the graph is one that Alembic cannot read.
    fn has_sql_scripts(&self) -> bool {
        self.project.graph().is_ok_and(|graph| {
            graph.revisions().any(|revision| {
                ScriptFormat::of(&revision.revision().path) == Some(ScriptFormat::Sql)
            })
        })
    }

    /// The arguments of Alembic's command line for a step.
    fn arguments(&self, step: &RevisionStep<'_>) -> Vec<OsString> {
        let configuration = self.project.configuration();
        let mut arguments: Vec<OsString> = Vec::new();
        // Alembic finds both by itself where they are expected; one that is named goes first.
        for file in self.project.config_arguments() {
            arguments.extend(["--config".into(), file.into()]);
        }
        arguments.extend(["--name".into(), configuration.main_section().into()]);
        for value in &self.run.x_arguments {
            arguments.extend(["-x".into(), value.into()]);
        }
        arguments.push(match step.direction {
            Direction::Upgrade => "upgrade".into(),
            Direction::Downgrade => "downgrade".into(),
        });
        if let Some(tag) = self.tag {
            arguments.extend(["--tag".into(), tag.into()]);
        }
        arguments.push(step.revision.id().as_str().into());
        arguments
    }
}

/// The line that tells of a step that is handed over.
fn announcement(step: &RevisionStep<'_>, cause: &Diagnostic, python: &ProjectPython) -> String {
    let script = step.revision.revision().path.display();
    let line = cause.location.as_ref().and_then(|place| place.line);
    let line = line.map(|line| format!(":{line}")).unwrap_or_default();
    format!("{script}{line} is run by {python}: {}", cause.message)
}

impl Elsewhere for HandOver<'_> {
    fn takes(&self, step: &RevisionStep<'_>) -> bool {
        self.steps.contains_key(step.revision.id())
    }

    fn carry_out(&mut self, step: &RevisionStep<'_>) -> Result<(), Box<Diagnostic>> {
        let (Some(python), Some(cause)) = (&self.python, self.steps.get(step.revision.id())) else {
            unreachable!("`takes` has said that this step is none of these");
        };
        let observer = self.run.log.observer();
        observer.note(&announcement(step, cause, python));
        let folder = &self.project.config().script_directory;
        process::run(python, self.arguments(step), folder, self.run).map_err(|diagnostic| {
            let script = step.revision.revision().path.clone();
            Box::new(diagnostic.at(SourceLocation::file(script)))
        })
    }
}
