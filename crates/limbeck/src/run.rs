//! [`Run`]: what a command needs besides the project.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
#[cfg(feature = "python")]
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use limbeck_database::Environment;
use limbeck_project::logging::LocalZone;
#[cfg(feature = "python")]
use limbeck_python::InterruptHandle;
use limbeck_runtime::CancellationToken;

use crate::{CommandLine, Log};

/// What a process is surrounded by, as far as a command may depend on it.
#[derive(Clone)]
pub struct Surroundings {
    /// The working directory, absolute.
    pub working_directory: PathBuf,
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// The user's login name.
    pub user: Option<String>,
    /// The zone of dates in the log.
    pub time_zone: LocalZone,
    /// The environment variables.
    pub variables: Vec<(String, String)>,
    /// Standard output is for the caller's report alone: what Python code prints goes to standard
    /// error.
    pub reserves_stdout: bool,
}

impl Surroundings {
    /// The value of an environment variable that is set and not empty.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables
            .iter()
            .find_map(|(key, value)| (key == name && !value.is_empty()).then_some(value.as_str()))
    }

    /// What drivers may know of it.
    pub(crate) fn for_drivers(&self) -> Environment {
        Environment {
            variables: self.variables.iter().cloned().collect(),
            home: self.home.clone(),
            user: self.user.clone(),
            directory: self.working_directory.clone(),
        }
    }
}

impl fmt::Debug for Surroundings {
    /// Values of variables may be secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surroundings")
            .field("working_directory", &self.working_directory)
            .finish_non_exhaustive()
    }
}

/// Whether steps may be handed to a Python, and to which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PythonChoice {
    /// The one that the project uses, if it can be found.
    #[default]
    Found,
    /// This one.
    Given(PathBuf),
    /// None: such a step is refused.
    Never,
}

/// What a command needs besides the project and its own arguments.
#[derive(Clone)]
pub struct Run {
    /// The database that the user named, instead of the one that `env.py` computes.
    pub url: Option<String>,
    /// The values of `-x`.
    pub x_arguments: Vec<String>,
    /// What may run the steps that need more Python than limbeck has.
    pub python: PythonChoice,
    /// How long to wait for another run on the same database.
    pub lock_timeout: Duration,
    /// The command and its options, for `env.py` to look at.
    pub command_line: CommandLine,
    /// What the process is surrounded by.
    pub surroundings: Arc<Surroundings>,
    /// Where messages go.
    pub log: Log,
    /// Stops the command.
    pub stop: Stop,
    /// The process ends after this command: the memory of the interpreter need not be given back.
    pub ends_process: bool,
}

/// Stops a command from another thread; clones stop the same one.
#[derive(Clone, Default)]
pub struct Stop {
    token: CancellationToken,
    #[cfg(feature = "python")]
    interpreter: Arc<Mutex<Option<InterruptHandle>>>,
}

impl Stop {
    /// Asks the command to stop: the running statement is cancelled, what was not committed is
    /// rolled back, and the command fails with [`FailureKind::Cancelled`](crate::FailureKind).
    pub fn stop(&self) {
        self.token.cancel();
        #[cfg(feature = "python")]
        if let Some(interpreter) = self.interpreter().as_ref() {
            interpreter.interrupt();
        }
    }

    /// What stops statements.
    pub(crate) fn token(&self) -> &CancellationToken {
        &self.token
    }

    /// Makes it stop that interpreter, too.
    #[cfg(feature = "python")]
    pub(crate) fn watch(&self, handle: InterruptHandle) {
        *self.interpreter() = Some(handle);
    }

    #[cfg(feature = "python")]
    fn interpreter(&self) -> std::sync::MutexGuard<'_, Option<InterruptHandle>> {
        self.interpreter
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
