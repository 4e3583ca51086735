//! [`Worker`]: one process that writes down the models of many texts.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use limbeck_dialects::Dialect;
use serde_json::Value;

use super::{EXPORTER, ModelsError, ModelsReader, Progress, request};
use crate::Models;

/// What answers requests; comes after an exporter.
const WORKER: &str = include_str!("worker.py");

/// A Python that runs the exporter. It ends when this value is gone.
pub struct Worker {
    child: Child,
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Worker {
    /// Starts a Python, which has to have SQLAlchemy.
    ///
    /// # Errors
    /// [`io::Error`] if it cannot be started.
    pub fn start(python: impl AsRef<OsStr>) -> io::Result<Self> {
        Self::start_exporter(python, EXPORTER)
    }

    /// Starts a Python that runs another exporter.
    #[expect(
        clippy::disallowed_methods,
        reason = "models are told by the project's own Python"
    )]
    pub(crate) fn start_exporter(python: impl AsRef<OsStr>, exporter: &str) -> io::Result<Self> {
        let mut child = Command::new(python)
            .arg("-c")
            .arg(format!("{exporter}{WORKER}"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let requests = child.stdin.take();
        let answers = child
            .stdout
            .take()
            .ok_or_else(|| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(Self {
            child,
            requests,
            answers: BufReader::new(answers),
        })
    }

    /// The models that the text of a module has under a name (`metadata`), for a dialect and the version of its server
    /// as the server says it.
    ///
    /// # Errors
    /// [`ModelsError`] if the module raises an exception or its models cannot be written down; the next text can be
    /// asked for nevertheless, unless the process has [ended](ModelsError::Ended).
    pub fn models(
        &mut self,
        source: &str,
        name: &str,
        dialect: &'static dyn Dialect,
        server_version: Option<&str>,
    ) -> Result<Models, ModelsError> {
        let mut request = request(dialect, server_version);
        request["source"] = source.into();
        request["name"] = name.into();
        self.ask(&request, dialect)
    }

    /// The answer to a request.
    pub(crate) fn ask(
        &mut self,
        request: &Value,
        dialect: &'static dyn Dialect,
    ) -> Result<Models, ModelsError> {
        self.send(&format!("{request}\n"))?;
        let mut reader = ModelsReader::new(dialect);
        let mut line = String::new();
        loop {
            self.read(&mut line)?;
            match reader.line(line.trim_end()) {
                Ok(Progress::Reading) => {}
                Ok(Progress::Finished(models)) => return Ok(models),
                Err(error) => {
                    while !is_last(&line) {
                        self.read(&mut line)?;
                    }
                    return Err(error);
                }
            }
        }
    }

    fn read(&mut self, line: &mut String) -> Result<(), ModelsError> {
        line.clear();
        match self.answers.read_line(line) {
            Ok(0) | Err(_) => Err(ModelsError::Ended),
            Ok(_) => Ok(()),
        }
    }

    fn send(&mut self, line: &str) -> Result<(), ModelsError> {
        let sent = self
            .requests
            .as_mut()
            .map(|pipe| pipe.write_all(line.as_bytes()).and_then(|()| pipe.flush()));
        match sent {
            Some(Ok(())) => Ok(()),
            Some(Err(_)) | None => Err(ModelsError::Ended),
        }
    }
}

/// Whether no line of an answer comes after this one.
fn is_last(line: &str) -> bool {
    ["end", "error", "unsupported"]
        .iter()
        .any(|kind| line.starts_with(&format!("{{\"{kind}\"")))
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.requests = None;
        // It ends with its standard input; whether it has ended already does not matter.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
