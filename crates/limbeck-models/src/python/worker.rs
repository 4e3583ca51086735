//! [`Worker`]: one process that writes down the models of many texts.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use limbeck_dialects::Dialect;

use super::{ModelsError, ModelsReader, Progress, request};
use crate::Models;

/// The exporter, and what asks it.
const PROGRAM: &str = concat!(include_str!("export.py"), "\n\n", include_str!("worker.py"));

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
    #[expect(
        clippy::disallowed_methods,
        reason = "models are told by the project's own Python"
    )]
    pub fn start(python: impl AsRef<OsStr>) -> io::Result<Self> {
        let mut child = Command::new(python)
            .arg("-c")
            .arg(PROGRAM)
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
        self.send(&format!("{request}\n"))?;
        let mut reader = ModelsReader::new(dialect);
        let mut line = String::new();
        loop {
            line.clear();
            match self.answers.read_line(&mut line) {
                Ok(0) | Err(_) => return Err(ModelsError::Ended),
                Ok(_) => {}
            }
            match reader.line(line.trim_end()) {
                Ok(Progress::Reading) => {}
                Ok(Progress::Finished(models)) => return Ok(models),
                Err(error @ (ModelsError::Raised(_) | ModelsError::Ended)) => return Err(error),
                Err(error) => {
                    self.skip()?;
                    return Err(error);
                }
            }
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

    /// Reads on to the end of the answer.
    fn skip(&mut self) -> Result<(), ModelsError> {
        let mut line = String::new();
        while !line.starts_with("{\"end\"") && !line.starts_with("{\"error\"") {
            line.clear();
            match self.answers.read_line(&mut line) {
                Ok(0) | Err(_) => return Err(ModelsError::Ended),
                Ok(_) => {}
            }
        }
        Ok(())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.requests = None;
        // It ends with its standard input; whether it has ended already does not matter.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
