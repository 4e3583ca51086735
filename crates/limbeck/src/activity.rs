//! [`Activity`]: something that a command does to the project's files.

use std::fmt;
use std::path::PathBuf;

use crate::{Failure, Log};

/// Something that a command does to the project's files, which takes a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Activity {
    /// A folder is made.
    CreatingDirectory(PathBuf),
    /// A file is written.
    Generating(PathBuf),
    /// Something is written at the end of a file.
    Appending(PathBuf),
    /// An empty file is made.
    Adding(PathBuf),
    /// A post-write hook runs.
    RunningHook(String),
}

impl fmt::Display for Activity {
    /// In Alembic's words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Activity::CreatingDirectory(path) => write!(f, "Creating directory {}", path.display()),
            Activity::Generating(path) => write!(f, "Generating {}", path.display()),
            Activity::Appending(path) => write!(f, "Appending to existing {}", path.display()),
            Activity::Adding(path) => write!(f, "Adding {}", path.display()),
            Activity::RunningHook(name) => {
                write!(
                    f,
                    "Running post write hook {}",
                    limbeck_project::python::repr(name)
                )
            }
        }
    }
}

/// Does something and tells the observer.
pub(crate) fn carry_out<T>(
    activity: &Activity,
    log: &Log,
    work: impl FnOnce() -> Result<T, Failure>,
) -> Result<T, Failure> {
    log.observer().activity_started(activity);
    let result = work();
    log.observer().activity_finished(activity, result.is_ok());
    result
}
