//! [`Settings`]: what an interpreter may see of the world.

use std::path::PathBuf;

/// What an interpreter may see of the world.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The project folder: the working directory of scripts, readable as a whole.
    pub project_folder: PathBuf,
    /// Folders that project modules are imported from, in order (`prepend_sys_path`).
    pub search_path: Vec<PathBuf>,
    /// Further folders that scripts may read files in, such as a script directory outside of
    /// the project folder.
    pub readable_folders: Vec<PathBuf>,
    /// The environment variables, as `os.environ` shows them.
    pub environment: Vec<(String, String)>,
    /// `sys.argv`.
    pub arguments: Vec<String>,
    /// What becomes of imports that cannot be had.
    pub placeholders: Placeholders,
    /// `sys.stdout` is `sys.stderr`: standard output is for somebody else.
    pub prints_to_stderr: bool,
}

/// What becomes of a module that is not there or fails to import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Placeholders {
    /// `ModuleNotFoundError`, as in Python.
    Off,
    /// An opaque placeholder, harmless until its value would matter.
    #[default]
    On,
}
