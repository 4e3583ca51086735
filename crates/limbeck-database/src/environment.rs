//! [`Environment`]: what a driver may know of its surroundings.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// The surroundings of the process as far as drivers ask for them.
///
/// This crate never reads the process's environment itself; whoever runs it decides what a
/// connection may depend on.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Environment {
    /// The environment variables.
    pub variables: BTreeMap<String, String>,
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// The user's login name.
    pub user: Option<String>,
    /// The folder that relative paths start from; empty means the process's own.
    pub directory: PathBuf,
}

impl Environment {
    /// The value of a variable that is set and not empty.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// A path with `~/` and relative paths resolved.
    pub fn path(&self, path: &str) -> PathBuf {
        match (path.strip_prefix("~/"), &self.home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => self.directory.join(path),
        }
    }

    /// A file in the home folder, if there is one.
    pub fn in_home(&self, path: impl AsRef<Path>) -> Option<PathBuf> {
        self.home.as_ref().map(|home| home.join(path))
    }
}

impl fmt::Debug for Environment {
    /// Names only: values may be secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment")
            .field("variables", &self.variables.keys())
            .field("home", &self.home)
            .field("user", &self.user)
            .field("directory", &self.directory)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_start_at_home_or_the_directory() {
        let environment = Environment {
            home: Some("/home/me".into()),
            directory: "/project".into(),
            ..Environment::default()
        };
        let check = |path, expected: &str| assert_eq!(environment.path(path), Path::new(expected));
        check("~/a", "/home/me/a");
        check("b", "/project/b");
        check("/c", "/c");
    }

    #[test]
    fn values_are_not_shown() {
        let environment = Environment {
            variables: [("PGPASSWORD".to_owned(), "hunter2".to_owned())].into(),
            ..Environment::default()
        };
        assert!(!format!("{environment:?}").contains("hunter2"));
    }
}
