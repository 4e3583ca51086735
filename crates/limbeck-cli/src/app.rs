//! [`App`]: a command line being carried out.

use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::Arc;

use limbeck::{
    EXIT_TEXT, Failure, FailureKind, Log, Observer, Project, ProjectFiles, Run, Stop, Surroundings,
};
use limbeck_project::logging::Level;
use serde::Serialize;

use crate::arguments::{Cli, GlobalOptions, Program};
use crate::output::{Mode, Output, Verbosity};
use crate::render;
use crate::signals::Signals;
use crate::{exit, json, surroundings};

/// A command line being carried out.
pub struct App<'a> {
    program: Program,
    cli: &'a Cli,
    surroundings: Arc<Surroundings>,
    output: Arc<Output>,
    log: Log,
    stop: Stop,
}

/// Carries out a command line, and tells how it went.
pub fn run(program: Program, cli: &Cli) -> ExitCode {
    let surroundings = match surroundings::read(cli.options.json) {
        Ok(surroundings) => Arc::new(surroundings),
        Err(error) => {
            let failure = Failure::error(
                limbeck_diagnostics::Diagnostic::error(
                    "no-working-directory",
                    format!("The working directory cannot be read: {error}."),
                )
                .help("Change to a folder that exists."),
            );
            let color = render::colors_stderr();
            anstream::eprint!(
                "{}",
                render::diagnostic(&failure.diagnostic, color, surroundings::stderr_width())
            );
            return exit::failure(failure.kind, false, None);
        }
    };
    let folder = surroundings.working_directory.clone();
    let output = Arc::new(Output::new(
        program,
        verbosity(program, &cli.options),
        if cli.options.json {
            Mode::Json
        } else {
            Mode::Text
        },
        render::colors_stderr(),
        folder,
    ));
    let observer: Arc<dyn Observer> = output.clone();
    let stop = Stop::default();
    let signals = Signals::listen(stop.clone());
    let app = App {
        program,
        cli,
        log: Log::new(observer, surroundings.time_zone),
        surroundings,
        output,
        stop,
    };
    let result = cli.command.run(&app);
    app.output.finish();
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            app.tell(&failure);
            exit::failure(failure.kind, cli.options.raiseerr, signals.received())
        }
    }
}

/// For Alembic it makes no difference how often `--quiet` is given.
fn verbosity(program: Program, options: &GlobalOptions) -> Verbosity {
    match options.quiet {
        0 if options.verbose => Verbosity::Verbose,
        0 => Verbosity::Normal,
        2.. if program == Program::Limbeck => Verbosity::Silent,
        1.. => Verbosity::Quiet,
    }
}

impl App<'_> {
    /// The project that the options name.
    ///
    /// # Errors
    /// [`Failure`] if its configuration cannot be used.
    pub fn project(&self) -> Result<Project, Failure> {
        let project = Project::load(&self.files(), &self.surroundings, &self.log)?;
        let configuration = project.configuration();
        let files = [configuration.ini_file(), configuration.toml_file()];
        for file in files.into_iter().flatten() {
            self.output
                .detail(&format!("the configuration is {}", file.display()));
        }
        for folder in &project.config().version_folders {
            self.output
                .detail(&format!("scripts are in {}", folder.display()));
        }
        Ok(project)
    }

    /// The configuration files that the options name.
    pub fn files(&self) -> ProjectFiles {
        let options = &self.cli.options;
        ProjectFiles {
            config: options.config.clone(),
            section: options.name.clone(),
        }
    }

    /// The name under which the binary was called.
    pub fn program(&self) -> Program {
        self.program
    }

    /// The folder that paths are shown relative to.
    pub fn working_directory(&self) -> &std::path::Path {
        &self.surroundings.working_directory
    }

    /// What a command that runs `env.py` needs.
    pub fn run(&self) -> Run {
        let options = &self.cli.options;
        let command_line = self
            .cli
            .command
            .command_line()
            .repeated("config", &options.config)
            .text("name", &options.name)
            .repeated("x", &options.x)
            .flag("raiseerr", options.raiseerr)
            .flag("quiet", options.quiet > 0);
        Run {
            url: options.url.clone(),
            x_arguments: options.x.clone(),
            python: options.python_choice(),
            lock_timeout: options.lock_timeout,
            command_line,
            surroundings: self.surroundings.clone(),
            log: self.log.clone(),
            stop: self.stop.clone(),
            ends_process: true,
        }
    }

    /// Writes to standard output, unless it is to be quiet.
    pub fn print(&self, text: &str) {
        self.output.print(text);
    }

    /// Whether the command answers with one JSON object.
    pub fn is_json(&self) -> bool {
        self.output.is_json()
    }

    /// Whether the user wants to know more than Alembic tells.
    pub fn is_verbose(&self) -> bool {
        verbosity(self.program, &self.cli.options) == Verbosity::Verbose
    }

    /// Answers with the JSON report, or with text.
    pub fn answer<R: Serialize>(&self, report: impl FnOnce() -> R, text: impl FnOnce() -> String) {
        if self.is_json() {
            self.report(&report());
        } else {
            self.print(&text());
        }
    }

    /// Prints the JSON report, if that is what the command answers with.
    pub fn report(&self, report: &impl Serialize) {
        if self.is_json() {
            let command = self.cli.command.name();
            self.output
                .print_json(&json::document(Some(command), report));
        }
    }

    /// Prints the JSON report of a command that migrates, if that is what it answers with.
    pub fn report_migration(&self, report: limbeck::MigrationReport, sql: bool) {
        for run in &report.runs {
            let count = run.steps.len();
            self.output
                .detail(&format!("{}: {count} steps were carried out", run.url));
        }
        if self.is_json() {
            let sql = sql.then(|| self.output.take_sql());
            self.report(&json::MigrationReport::of(report, sql));
        }
    }

    /// Says why the command failed, where Alembic says it.
    fn tell(&self, failure: &Failure) {
        let raise = self.cli.options.raiseerr;
        let diagnostic = &failure.diagnostic;
        if self.is_json() {
            // That something is pending is what the report says already.
            if failure.kind != FailureKind::Pending {
                self.report(&json::ErrorReport::of(diagnostic));
            }
            return;
        }
        if let (Program::Alembic, FailureKind::Exited { .. }) = (self.program, failure.kind) {
            if diagnostic.code == EXIT_TEXT {
                self.output.complain(&format!("{}\n", diagnostic.message));
            }
            return;
        }
        let is_silent = verbosity(self.program, &self.cli.options) == Verbosity::Silent;
        let mut in_full = failure.kind != FailureKind::Refused || raise || is_silent;
        if !in_full {
            let explained = self.program == Program::Limbeck && render::says_more(diagnostic);
            if explained && std::io::stderr().is_terminal() {
                self.output.keep_log_from_stderr();
            }
            self.log
                .log("alembic.util.messaging", Level::ERROR, &diagnostic.message);
            // Who replaced Alembic gets Alembic's line and no more.
            in_full = explained;
            if !(in_full && std::io::stdout().is_terminal()) {
                self.print(&format!("FAILED: {}\n", diagnostic.message));
            }
        }
        if in_full {
            let color = render::colors_stderr();
            self.output.complain(&render::diagnostic(
                diagnostic,
                color,
                surroundings::stderr_width(),
            ));
        }
    }
}
