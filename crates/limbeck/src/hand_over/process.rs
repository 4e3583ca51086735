//! Running the project's Python: its output goes where limbeck's goes, and it stops when limbeck does.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use limbeck_diagnostics::Diagnostic;
use limbeck_project::logging::Target;

use super::ProjectPython;
use crate::{LogLine, Observer, Run};

/// Carries out a step.
const ONE_STEP: &str = include_str!("one_step.py");

/// The variable that hands over the URL that the user gave.
const URL_VARIABLE: &str = "LIMBECK_STEP_URL";

/// The variable that tells where the scripts are, for a configuration that does not.
const FOLDER_VARIABLE: &str = "LIMBECK_STEP_FOLDER";

/// How often it is looked whether the process has ended, or should.
const INTERVAL: Duration = Duration::from_millis(20);

/// How long a process has to end by itself after Ctrl-C, which it receives too.
const GRACE: Duration = Duration::from_secs(5);

/// How many of the last lines are kept, to find the error among them.
const KEPT_LINES: usize = 40;

/// Whether a Python has Alembic.
pub(super) fn has_alembic(python: &ProjectPython, run: &Run) -> bool {
    let Some(mut command) = command(python, run) else {
        return false;
    };
    command.args(["-c", "import alembic"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Carries out one step; `arguments` are those of Alembic's command line.
///
/// # Errors
/// A [`Diagnostic`] if the process cannot be started, fails or was stopped.
pub(super) fn run(
    python: &ProjectPython,
    arguments: Vec<OsString>,
    folder: &Path,
    run: &Run,
) -> Result<(), Diagnostic> {
    let not_started = |reason: String| {
        Diagnostic::error(
            "python-not-started",
            format!("{python} cannot be started: {reason}."),
        )
        .help("Name the project's Python with --python.")
    };
    let mut command =
        command(python, run).ok_or_else(|| not_started("it has no name".to_owned()))?;
    command.arg("-c").arg(ONE_STEP).args(arguments);
    command.env(FOLDER_VARIABLE, folder);
    if let Some(url) = &run.url {
        command.env(URL_VARIABLE, url);
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .map_err(|error| not_started(error.to_string()))?;
    let observer = run.log.observer();
    let stdout = child
        .stdout
        .take()
        .map(|pipe| forward(pipe, observer, Target::Stdout));
    let stderr = child
        .stderr
        .take()
        .map(|pipe| forward(pipe, observer, Target::Stderr));
    let ended = wait(&mut child, run);
    let told = [stdout, stderr]
        .into_iter()
        .flatten()
        .filter_map(|reader| reader.join().ok())
        .last()
        .unwrap_or_default();
    match ended {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(python, status, &told)),
        Err(error) => Err(not_started(error.to_string())),
    }
}

/// The project's Python, ready to be started with further arguments in the surroundings of this run.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where limbeck starts a process: the project's Python, for what needs it"
)]
pub(crate) fn command(python: &ProjectPython, run: &Run) -> Option<Command> {
    let (program, arguments) = python.command.split_first()?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(&run.surroundings.working_directory)
        .env_clear()
        .envs(
            run.surroundings
                .variables
                .iter()
                .map(|(name, value)| (name, value)),
        )
        // Its output is a pipe, which Python would fill before it writes anything.
        .env("PYTHONUNBUFFERED", "1")
        .stdin(Stdio::null());
    Some(command)
}

/// Hands on what a process writes, line by line; returns the last lines.
pub(crate) fn forward(
    pipe: impl Read + Send + 'static,
    observer: &Arc<dyn Observer>,
    target: Target,
) -> JoinHandle<Vec<String>> {
    let observer = Arc::clone(observer);
    std::thread::spawn(move || {
        let mut last = Vec::new();
        for line in BufReader::new(pipe).split(b'\n') {
            let Ok(line) = line else { break };
            let text = String::from_utf8_lossy(&line)
                .trim_end_matches('\r')
                .to_owned();
            if last.len() == KEPT_LINES {
                last.remove(0);
            }
            last.push(text.clone());
            observer.log(&[LogLine {
                target: target.clone(),
                text,
            }]);
        }
        last
    })
}

/// Waits for the end of a process, and brings it about if the user wants to stop.
fn wait(child: &mut Child, run: &Run) -> std::io::Result<ExitStatus> {
    let mut stopped: Option<Instant> = None;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if run.stop.token().is_cancelled() {
            let since = *stopped.get_or_insert_with(Instant::now);
            if since.elapsed() > GRACE {
                child.kill()?;
                return child.wait();
            }
        }
        std::thread::sleep(INTERVAL);
    }
}

fn failed(python: &ProjectPython, status: ExitStatus, told: &[String]) -> Diagnostic {
    let said = told.iter().rev().find(|line| names_exception(line));
    let last = told.iter().rev().find(|line| !line.trim().is_empty());
    let mut diagnostic = Diagnostic::error(
        "step-failed-elsewhere",
        format!("{python} did not get through this script ({status})."),
    )
    .help("Correct what its error says; limbeck goes on from here when it is run again.");
    if let Some(line) = said.or(last) {
        diagnostic = diagnostic.note(line.clone());
    }
    diagnostic
}

/// Whether a line is the last one of a traceback: a class with its module, and a message.
fn names_exception(line: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_');
    line.split_once(": ").is_some_and(|(class, _)| {
        let named = class.rsplit('.').next().unwrap_or_default();
        class.chars().all(is_word)
            && named.starts_with(char::is_uppercase)
            && (class.contains('.') || named.ends_with("Error") || class == "FAILED")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: bool) {
        assert_eq!(names_exception(line), expected, "{line}");
    }

    #[test]
    fn the_end_of_a_traceback_is_recognised() {
        check(
            "sqlalchemy.exc.ProgrammingError: (psycopg2.errors.X) no",
            true,
        );
        check("ValueError: no", true);
        check("FAILED: Can't locate revision", true);
        check("LINE 1: select boom", false);
        check("(Background on this error at: somewhere)", false);
        check("", false);
    }
}
