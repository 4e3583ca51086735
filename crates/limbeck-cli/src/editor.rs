//! The user's editor.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use limbeck::{Failure, Surroundings};
use limbeck_diagnostics::Diagnostic;
use limbeck_project::python::{repr, split_shell_words};

/// What is tried where the environment names no editor: Alembic's list.
const USUAL: [&str; 5] = ["sensible-editor", "editor", "nano", "vim", "code"];

/// An editor with its first arguments.
#[derive(Debug, PartialEq, Eq)]
pub struct Editor {
    words: Vec<String>,
}

impl Editor {
    /// The editor that EDITOR or VISUAL names, as a file, as a program on the PATH, or with arguments; else the
    /// first of the usual ones that is there.
    ///
    /// # Errors
    /// [`Failure`] if there is none.
    pub fn find(surroundings: &Surroundings) -> Result<Self, Failure> {
        let named = ["EDITOR", "VISUAL"]
            .into_iter()
            .filter_map(|name| surroundings.variable(name));
        let usual = USUAL.into_iter();
        named
            .chain(usual)
            .find_map(|choice| editor(choice, surroundings))
            .ok_or_else(|| {
                failed("No suitable editor found. Please set the \"EDITOR\" or \"VISUAL\" environment variables")
            })
    }

    /// Opens a file, and waits until it is closed.
    ///
    /// # Errors
    /// [`Failure`] if the editor cannot be started or says that it failed.
    pub fn open(&self, path: &Path, surroundings: &Surroundings) -> Result<(), Failure> {
        let words = self
            .words
            .iter()
            .cloned()
            .chain([path.to_string_lossy().into_owned()]);
        let words: Vec<String> = words.collect();
        let mut command = Command::new(&words[0]);
        command
            .args(&words[1..])
            .current_dir(&surroundings.working_directory);
        if surroundings.reserves_stdout {
            command.stdout(std::io::stderr());
        }
        match command.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => {
                let shown: Vec<String> = words.iter().map(|word| repr(word)).collect();
                Err(failed(&format!(
                    "Command '[{}]' {}",
                    shown.join(", "),
                    ended(status)
                )))
            }
            Err(error) => Err(failed(&format!("{}: {error}", words[0]))),
        }
    }
}

fn failed(why: &str) -> Failure {
    Failure::refused(
        Diagnostic::error("editor", format!("Error executing editor ({why})")).help(
            "Name an editor in the environment variable EDITOR, or open the script yourself.",
        ),
    )
}

fn ended(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("returned non-zero exit status {code}."),
        None => "was ended by a signal.".to_owned(),
    }
}

/// What a choice stands for, if it is there.
fn editor(choice: &str, surroundings: &Surroundings) -> Option<Editor> {
    if let Some(file) = program(choice, surroundings) {
        return Some(Editor { words: vec![file] });
    }
    let mut words = split_shell_words(choice).ok()?;
    let first = words.first()?;
    let file = program(first, surroundings)?;
    words[0] = file;
    Some(Editor { words })
}

/// A program by its file, or by its name on the PATH.
fn program(name: &str, surroundings: &Surroundings) -> Option<String> {
    if name.contains(std::path::MAIN_SEPARATOR) {
        let file = surroundings.working_directory.join(name);
        return file.exists().then(|| name.to_owned());
    }
    let path = surroundings.variable("PATH").unwrap_or_default();
    let folders = std::env::split_paths(OsStr::new(path));
    let mut files = folders.map(|folder: PathBuf| folder.join(name));
    let found = files.find(|file| file.is_file())?;
    Some(found.to_string_lossy().into_owned())
}
