//! [`Answering`]: the project's Python, answering questions line by line.

use std::io::Write;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use limbeck_project::logging::Target;
use serde_json::{Value, json};

use crate::hand_over::{ProjectPython, command, forward};
use crate::{Project, Run};

/// Answers the questions.
const ANSWERS: &str = include_str!("answers.py");

/// The version of the protocol; `answers.py` has it, too.
const PROTOCOL: u64 = 1;

/// How often it is looked whether the user wants to stop.
const INTERVAL: Duration = Duration::from_millis(20);

/// A process that answers. It ends when this value is gone.
pub(super) struct Answering {
    /// Which Python it is.
    pub(super) python: ProjectPython,
    /// Its version, as it says.
    pub(super) version: String,
    child: Child,
    questions: Option<ChildStdin>,
    answers: Receiver<String>,
    errors: Option<JoinHandle<Vec<String>>>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Silence {
    /// The user wants to stop.
    Stopped,
    /// The process has ended, having said this.
    Ended(Vec<String>),
    /// It does not speak this protocol.
    Unintelligible(String),
}

impl Answering {
    /// Starts a Python; `None` if it cannot be started, or has nothing that an application with models has.
    pub(super) fn start(python: ProjectPython, project: &Project, run: &Run) -> Option<Self> {
        let mut command = command(&python, run)?;
        command.arg("-c").arg(ANSWERS);
        command.stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().ok()?;
        let (sender, answers) = sync_channel(1);
        let stdout = child.stdout.take()?;
        std::thread::spawn(move || {
            use std::io::BufRead;
            for line in std::io::BufReader::new(stdout).lines() {
                let Ok(line) = line else { return };
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let errors = child
            .stderr
            .take()
            .map(|pipe| forward(pipe, run.log.observer(), Target::Stderr));
        let mut answering = Self {
            python,
            version: String::new(),
            questions: child.stdin.take(),
            child,
            answers,
            errors,
        };
        let greeting = answering.ask(&greeting(project, run), run).ok()?;
        let says = |name: &str| greeting[name].as_bool() == Some(true);
        let fits = greeting["protocol"].as_u64() == Some(PROTOCOL)
            && ["has_alembic", "has_sqlalchemy", "has_pydantic"]
                .into_iter()
                .any(says);
        answering.version = greeting["version"].as_str().unwrap_or_default().to_owned();
        fits.then_some(answering)
    }

    /// The answer to a question.
    pub(super) fn ask(&mut self, question: &Value, run: &Run) -> Result<Value, Silence> {
        self.send(question)?;
        let line = self.receive(run)?;
        serde_json::from_str(&line).map_err(|_| Silence::Unintelligible(line))
    }

    /// Gives the lines of an answer to `take`, until that says that there are no more, or has an error of its own.
    pub(super) fn ask_for_lines<E>(
        &mut self,
        question: &Value,
        run: &Run,
        take: &mut dyn FnMut(&str) -> Result<bool, E>,
    ) -> Result<Result<(), E>, Silence> {
        self.send(question)?;
        loop {
            match take(&self.receive(run)?) {
                Ok(true) => {}
                Ok(false) => return Ok(Ok(())),
                Err(error) => return Ok(Err(error)),
            }
        }
    }

    fn send(&mut self, question: &Value) -> Result<(), Silence> {
        let line = format!("{question}\n");
        let sent = self
            .questions
            .as_mut()
            .is_some_and(|pipe| pipe.write_all(line.as_bytes()).is_ok());
        if sent { Ok(()) } else { Err(self.ended()) }
    }

    /// The next line.
    fn receive(&mut self, run: &Run) -> Result<String, Silence> {
        loop {
            match self.answers.recv_timeout(INTERVAL) {
                Ok(line) => return Ok(line),
                Err(RecvTimeoutError::Timeout) if run.stop.token().is_cancelled() => {
                    // It has nothing to roll back; whether it is gone already does not matter.
                    let _ = self.child.kill();
                    return Err(Silence::Stopped);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(self.ended()),
            }
        }
    }

    fn ended(&mut self) -> Silence {
        self.questions = None;
        let said = self.errors.take().and_then(|errors| errors.join().ok());
        Silence::Ended(said.unwrap_or_default())
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        // It ends with its standard input. What it is doing meanwhile, nobody waits for.
        self.questions = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn greeting(project: &Project, run: &Run) -> Value {
    let settings = project.python_settings(Vec::new());
    let first = &project.config().prepend_sys_path;
    let fallback: Vec<_> = settings
        .search_path
        .iter()
        .filter(|folder| !first.contains(folder))
        .collect();
    json!({
        "limbeck": PROTOCOL,
        "search_path": first,
        "fallback_path": fallback,
        "arguments": run.command_line.program_arguments(),
    })
}
