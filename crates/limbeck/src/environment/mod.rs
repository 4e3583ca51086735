//! `env.py`: run natively, with this module answering what it asks of `alembic.context`, of the
//! configuration, of engines and connections, and of `logging`.
//!
//! `context.run_migrations()` is carried out inside the call: connect, read the version rows, plan,
//! and run the scripts in the same interpreter. An `env.py` may do so several times.

mod ahead;
mod application;
mod arguments;
mod autogenerate;
mod beside;
mod check;
mod configuration;
mod connection;
mod context;
mod directives;
mod engine;
mod errors;
mod evaluate;
mod examine;
mod facts;
mod files;
mod generated;
mod logging;
mod metadata;
mod migrate;
mod models;
mod opaque;
mod options;
mod reading;
mod rehearse;
mod scripts;
mod template;

use std::cell::{Cell, RefCell};
use std::path::Path;

use crate::application::{Application, Asking};
use crate::execution::{Destination, Timings, Work};
use crate::{Failure, MigrationReport, MigrationRun, Project, Run};
use arguments::Arguments;
pub(crate) use check::check;
use connection::Connections;
use context::Contexts;
use files::Files;
use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_project::{Configuration, XArguments};
use limbeck_python::{Handler, Interpreter, PythonError, Raise, Tree};
pub(crate) use template::{MayChange, render, render_after_env_py};

/// Runs `env.py`.
///
/// Once more, asking the application with each operation, if it could not handle an exception because that was
/// raised only where a value was needed; it has done nothing yet then.
///
/// # Errors
/// [`Failure`] if it, or the work that it is run for, fails.
pub(crate) fn run(
    project: &Project,
    run: Run,
    destination: Destination,
    work: Work<'_>,
) -> Result<MigrationReport, Failure> {
    run_and(project, run, destination, work, &|environment, _| {
        Ok(MigrationReport {
            runs: environment.reports.take(),
        })
    })
}

/// Runs `env.py` as [`run`] does, and then something in the same interpreter.
fn run_and<'w, T>(
    project: &Project,
    run: Run,
    destination: Destination,
    work: Work<'w>,
    then: &Sequel<'_, 'w, T>,
) -> Result<T, Failure> {
    let env_py = project.config().env_py();
    if !env_py.is_file() {
        return Err(no_env_py(project, &env_py));
    }
    let first = run_once(
        project,
        run.clone(),
        destination.clone(),
        work,
        Asking::WhenNeeded,
        then,
    )?;
    let work = match first {
        Attempt::Ended(result) => return Ok(result),
        Attempt::Again(work) => work,
    };
    match run_once(project, run, destination, work, Asking::InPlace, then)? {
        Attempt::Ended(result) => Ok(result),
        Attempt::Again(_) => unreachable!("asking in place is the last resort"),
    }
}

/// What is done once `env.py` has ended without an error.
type Sequel<'s, 'w, T> = dyn Fn(&Environment<'_, 'w>, Ending) -> Result<T, Failure> + 's;

/// How `env.py` has ended without an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// At its end.
    Complete,
    /// With `sys.exit()`: the command ends with it.
    Exit,
}

/// What came of running `env.py`.
enum Attempt<'w, T> {
    Ended(T),
    /// It should be run again, asking in place; nothing of the work is done.
    Again(Work<'w>),
}

/// The stand-in that tells the first module that there is not.
const FIRST_PLACEHOLDER: (&str, &str) = ("_placeholder_modules", "first");

fn no_env_py(project: &Project, env_py: &Path) -> Failure {
    Failure::error(
        Diagnostic::error(
            "no-env-py",
            format!("Can't find Python file {}", env_py.display()),
        )
        .at(SourceLocation::file(&project.config().script_directory))
        .help("Restore the file; `alembic init` shows what a new one looks like."),
    )
}

fn run_once<'w, T>(
    project: &Project,
    run: Run,
    destination: Destination,
    work: Work<'w>,
    asking: Asking,
    then: &Sequel<'_, 'w, T>,
) -> Result<Attempt<'w, T>, Failure> {
    enter(project, run, destination, work, asking, |environment| {
        let env_py = project.config().env_py();
        let ended = environment.interpreter.run_file(&env_py, &environment);
        if ended.is_err() && environment.may_start_again() {
            return Ok(Attempt::Again(environment.work.into_inner()));
        }
        environment.complete_examination();
        let ending = environment.concluded(ended)?;
        then(&environment, ending).map(Attempt::Ended)
    })
}

/// Starts an interpreter, and hands over what answers the stand-ins in it.
fn enter<'w, T>(
    project: &Project,
    run: Run,
    destination: Destination,
    work: Work<'w>,
    asking: Asking,
    f: impl FnOnce(Environment<'_, 'w>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let settings = project.python_settings(run.command_line.program_arguments());
    project.read_ahead();
    let interpreter = Interpreter::new(settings);
    run.stop.watch(interpreter.interrupt_handle());
    let mut configuration = project.configuration().clone();
    if let Some(url) = &run.url {
        // So that an `env.py` finds it wherever it looks for one.
        configuration.set_main_option("sqlalchemy.url", &url.replace('%', "%%"))?;
    }
    let ends_process = run.ends_process;
    let result = f(Environment {
        project,
        destination,
        work: RefCell::new(work),
        configuration: RefCell::new(configuration),
        main_section: RefCell::new(project.configuration().main_section().to_owned()),
        connections: Connections::default(),
        contexts: Contexts::default(),
        files: Files::default(),
        reports: RefCell::default(),
        timings: Timings::default(),
        interprets_scripts: Cell::default(),
        has_run: Cell::default(),
        stopped: RefCell::default(),
        compared: RefCell::default(),
        x_arguments: XArguments::new(run.x_arguments.iter().cloned()),
        application: Application::new(project, &run, asking),
        stale_answers: RefCell::default(),
        interpreter: &interpreter,
        run,
    });
    if ends_process {
        // Taking everything in it apart takes longer than the rest of many commands.
        std::mem::forget(interpreter);
    }
    result
}

/// The command that is running, seen from `env.py`.
struct Environment<'e, 'w> {
    project: &'e Project,
    run: Run,
    destination: Destination,
    work: RefCell<Work<'w>>,
    interpreter: &'e Interpreter,
    /// With what `env.py` has set in it.
    configuration: RefCell<Configuration>,
    /// `config.config_ini_section`.
    main_section: RefCell<String>,
    x_arguments: XArguments,
    /// What only the application's own Python knows.
    application: Application<'e>,
    /// Why kept answers that were looked for did not count.
    stale_answers: RefCell<Vec<String>>,
    connections: Connections,
    contexts: Contexts,
    files: Files,
    reports: RefCell<Vec<MigrationRun>>,
    timings: Timings,
    /// Whether the syntax of a script no longer tells what it does.
    interprets_scripts: Cell<bool>,
    /// Whether `env.py` has called `run_migrations()`.
    has_run: Cell<bool>,
    /// Where a run that the user stopped has left the database. The interrupt that stops Python
    /// may take the place of the exception that says so.
    stopped: RefCell<Option<Box<Diagnostic>>>,
    /// The tables that have been compared, for each `run_migrations()`.
    compared: RefCell<Vec<autogenerate::Compared>>,
}

impl Handler for Environment<'_, '_> {
    fn call(&self, name: &str, arguments: Tree) -> Result<Tree, Raise> {
        let (group, call) = name.split_once('.').unwrap_or(("", name));
        match group {
            "op" | "schema" | "type" => return self.operation_call(name, &arguments),
            "connection" => return self.connection_call(name, call, arguments),
            _ => {}
        }
        let arguments = Arguments::new(name, arguments);
        match group {
            "config" => self.config_call(call, &arguments),
            "logging" => self.logging_call(call, &arguments),
            "script" => self.script_call(call, &arguments),
            "engine" => self.engine_call(call, &arguments),
            "context" => self.context_call(call, &arguments),
            "file" => self.file_call(call, &arguments),
            "environment" => self.environment_call(call),
            "application" => self.application_call(call, &arguments),
            "dialect" => self.dialect_call(call, &arguments),
            "directives" => self.directives_call(call, &arguments),
            _ => Err(unknown_call(group, call)),
        }
    }
}

impl Environment<'_, '_> {
    fn environment_call(&self, name: &str) -> Result<Tree, Raise> {
        match name {
            "interpret_scripts" => {
                self.interprets_scripts.set(true);
                Ok(Tree::None)
            }
            "explicit_url" => Ok(arguments::optional_tree(self.run.url.as_deref())),
            _ => Err(unknown_call("environment", name)),
        }
    }

    /// Whether `env.py` has done nothing yet, and may get further if the application is asked in place.
    fn may_start_again(&self) -> bool {
        self.application.should_ask_in_place()
            && self.connections.is_empty()
            && self.contexts.last().is_err()
            && self.files.is_empty()
    }

    /// What came of the command, given how `env.py` ended.
    fn concluded(&self, ended: Result<(), PythonError>) -> Result<Ending, Failure> {
        match ended {
            Ok(()) => {
                self.check_run()?;
                self.application.keep();
                Ok(Ending::Complete)
            }
            Err(error) if error.exit_status() == Some(0) => {
                self.application.keep();
                Ok(Ending::Exit)
            }
            Err(_) if self.run.stop.token().is_cancelled() => Err(self.cancelled(ended.err())),
            Err(error) => Err(self.with_ways_out(error.into())),
        }
    }

    /// An `env.py` may do nothing, but what it leaves to a module that is not to be had is not left undone in silence.
    fn check_run(&self) -> Result<(), Failure> {
        let is_to_run = match &*self.work.borrow() {
            Work::Migrate { .. }
            | Work::EnsureVersion
            | Work::Compare { .. }
            | Work::Look { .. } => true,
            Work::Generate { .. }
            | Work::Examine(_)
            | Work::Rehearse { .. }
            | Work::Models { .. }
            | Work::Locate { .. } => false,
        };
        if !is_to_run || self.has_run.get() {
            return Ok(());
        }
        let first = self
            .interpreter
            .call_stand_in(FIRST_PLACEHOLDER, &[], self)?;
        match opaque::node(&first) {
            Some(node) => Err(Failure::error(opaque::nothing_run(node))),
            None => Ok(()),
        }
    }

    /// The failure of a command that the user stopped.
    fn cancelled(&self, error: Option<PythonError>) -> Failure {
        let raised = error.as_ref().and_then(|error| error.diagnostic.clone());
        let told = self
            .stopped
            .take()
            .or_else(|| raised.filter(|diagnostic| diagnostic.code == "cancelled"));
        let diagnostic = told.unwrap_or_else(|| {
            let mut diagnostic = Diagnostic::error("cancelled", "The run was cancelled.")
                .help("Run `current` to see where the database stands.");
            // Where the project's Python was at work.
            let innermost = error.as_ref().and_then(|error| error.traceback.last());
            diagnostic.location =
                innermost.map(|frame| SourceLocation::line(&frame.path, frame.line));
            Box::new(diagnostic)
        });
        Failure {
            kind: crate::FailureKind::Cancelled,
            diagnostic,
        }
    }
}

/// The exception for a failure of the command's own work.
fn raise_failure(failure: Failure) -> Raise {
    let class = match failure.kind {
        crate::FailureKind::Refused => crate::failure::COMMAND_ERROR,
        crate::FailureKind::Broken
        | crate::FailureKind::Pending
        | crate::FailureKind::Exited { .. } => "RuntimeError",
        crate::FailureKind::Cancelled => "KeyboardInterrupt",
    };
    Raise {
        class,
        message: failure.diagnostic.message.clone(),
        diagnostic: Some(failure.diagnostic),
        details: Tree::None,
    }
}

/// The exception for a call that no stand-in should make.
fn unknown_call(group: &str, name: &str) -> Raise {
    Raise::new(
        "NotImplementedError",
        format!("limbeck does not know {group}.{name} in env.py"),
    )
}
