//! The two streams, and the log files that the logging configuration names.

use std::collections::HashMap;
use std::fs::File;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use limbeck::{Activity, LogLine, Observer};
use limbeck_project::logging::Target;

use crate::arguments::Program;
use crate::render::progress::{Progress, shown_duration};
use crate::render::warning;

/// What standard output is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Alembic's text.
    Text,
    /// One JSON object: everything else that would go there goes to standard error, or is part of the
    /// object.
    Json,
}

/// How much is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Errors and warnings only.
    Silent,
    /// Nothing on standard output: Alembic's `--quiet`.
    Quiet,
    /// What Alembic tells.
    Normal,
    /// Also which files are read, and how long each step takes.
    Verbose,
}

/// Writes what a command tells.
pub struct Output {
    program: Program,
    verbosity: Verbosity,
    mode: Mode,
    /// Log lines no longer go to standard error.
    keeps_log_from_stderr: AtomicBool,
    /// What `--sql` has written, if it is to be part of the report.
    sql: Mutex<String>,
    /// Relative log files start here.
    folder: PathBuf,
    files: Mutex<HashMap<PathBuf, Option<File>>>,
    progress: Progress,
}

impl Output {
    /// `colors` is for standard error; relative log files start in `folder`.
    pub fn new(
        program: Program,
        verbosity: Verbosity,
        mode: Mode,
        colors: bool,
        folder: PathBuf,
    ) -> Self {
        let shows_progress = verbosity > Verbosity::Silent && std::io::stderr().is_terminal();
        Self {
            program,
            verbosity,
            mode,
            keeps_log_from_stderr: AtomicBool::new(false),
            sql: Mutex::default(),
            folder,
            files: Mutex::default(),
            progress: Progress::new(shows_progress, colors),
        }
    }

    /// Whether standard output is for one JSON object.
    pub fn is_json(&self) -> bool {
        self.mode == Mode::Json
    }

    /// Writes text to standard output, unless quiet or if it is for JSON. A closed pipe ends the output
    /// silently.
    pub fn print(&self, text: &str) {
        if self.verbosity > Verbosity::Quiet && !self.is_json() {
            self.print_always(text);
        }
    }

    /// Writes the JSON object, unless quiet.
    pub fn print_json(&self, text: &str) {
        if self.verbosity > Verbosity::Quiet {
            self.print_always(text);
        }
    }

    /// What `--sql` has written so far, if it was kept.
    pub fn take_sql(&self) -> String {
        std::mem::take(&mut self.sql.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn print_always(&self, text: &str) {
        self.progress.suspend(|| {
            let mut stdout = anstream::stdout().lock();
            let _ = stdout.write_all(text.as_bytes());
            let _ = stdout.flush();
        });
    }

    /// Writes to standard error.
    pub fn complain(&self, text: &str) {
        self.progress.suspend(|| {
            let mut stderr = anstream::stderr().lock();
            let _ = stderr.write_all(text.as_bytes());
        });
    }

    /// From now on log lines do not go to standard error: what they would say is said better.
    pub fn keep_log_from_stderr(&self) {
        self.keeps_log_from_stderr.store(true, Ordering::Relaxed);
    }

    /// Tells something for those who want to know more.
    pub fn detail(&self, text: &str) {
        if self.verbosity == Verbosity::Verbose {
            self.complain(&format!("limbeck: {text}\n"));
        }
    }

    /// Takes the progress line away.
    pub fn finish(&self) {
        self.progress.finish();
    }

    /// Alembic tells of hooks even if it is to be quiet.
    fn tell_activity(&self, activity: &Activity, text: &str) {
        if is_hook(activity) && !self.is_json() {
            self.print_always(text);
        } else {
            self.print(text);
        }
    }

    fn files(&self) -> MutexGuard<'_, HashMap<PathBuf, Option<File>>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn append(&self, path: &PathBuf, append: bool, text: &str) {
        let mut files = self.files();
        let file = files.entry(path.clone()).or_insert_with(|| {
            let full = self.folder.join(path);
            let mut options = File::options();
            options
                .create(true)
                .write(true)
                .append(append)
                .truncate(!append);
            let opened = options.open(&full);
            if let Err(error) = &opened {
                self.complain(&warning(
                    self.program,
                    "UserWarning",
                    &format!("the log file {} cannot be written: {error}", full.display()),
                ));
            }
            opened.ok()
        });
        if let Some(file) = file {
            // A full disk must not stop a migration for the sake of its log.
            let _ = writeln!(file, "{text}");
        }
    }
}

/// Whether it is a program with output of its own, which begins on a line of its own.
fn is_hook(activity: &Activity) -> bool {
    matches!(activity, Activity::RunningHook(_))
}

impl Observer for Output {
    fn log(&self, lines: &[LogLine]) {
        for line in lines {
            match &line.target {
                Target::Stdout | Target::Stderr if self.verbosity == Verbosity::Silent => {}
                Target::Stderr if self.keeps_log_from_stderr.load(Ordering::Relaxed) => {}
                Target::Stdout if self.is_json() => self.complain(&format!("{}\n", line.text)),
                Target::Stderr => self.complain(&format!("{}\n", line.text)),
                Target::Stdout => self.print_always(&format!("{}\n", line.text)),
                Target::File { path, append } => self.append(path, *append, &line.text),
                Target::Nowhere => {}
            }
        }
    }

    fn step_started(&self, log: &str, lines: &[LogLine]) {
        if !self.progress.is_visible() {
            return self.log(lines);
        }
        // On a terminal the line of a step appears when it is done, with its time.
        let (shown, others): (Vec<_>, Vec<_>) = lines
            .iter()
            .cloned()
            .partition(|line| line.target == Target::Stderr);
        self.log(&others);
        self.progress
            .start(log, shown.first().map(|line| line.text.as_str()));
    }

    fn step_finished(&self, duration: Duration) {
        if !self.progress.is_visible() {
            self.detail(&format!("it took {}", shown_duration(duration)));
        }
        self.progress.finish_step(duration);
    }

    fn activity_started(&self, activity: &Activity) {
        let end = if is_hook(activity) { "\n" } else { "" };
        self.tell_activity(activity, &format!("{activity} ...{end}"));
    }

    fn activity_finished(&self, activity: &Activity, succeeded: bool) {
        let how = if succeeded { "  done\n" } else { "  FAILED\n" };
        self.tell_activity(activity, how);
    }

    fn waiting(&self, holder: Option<&str>) {
        if self.verbosity == Verbosity::Silent {
            return;
        }
        let by = holder
            .map(|holder| format!(" ({holder})"))
            .unwrap_or_default();
        self.complain(&format!(
            "limbeck: waiting for another run on the same database{by} ...\n"
        ));
    }

    fn warning(&self, category: &str, message: &str) {
        self.complain(&warning(self.program, category, message));
    }

    fn note(&self, message: &str) {
        if self.verbosity > Verbosity::Silent {
            self.complain(&format!("limbeck: {message}\n"));
        }
    }

    fn output(&self, text: &str) {
        if self.is_json() {
            let mut sql = self.sql.lock().unwrap_or_else(PoisonError::into_inner);
            sql.push_str(text);
        } else {
            // To Alembic, too, it is what the command is for, however quiet it is to be.
            self.print_always(text);
        }
    }
}
