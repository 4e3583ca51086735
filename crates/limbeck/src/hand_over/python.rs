//! The project's own Python: where it is looked for, and whether it has Alembic.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};

use super::process;
use crate::{Project, PythonChoice, Run, Surroundings};

/// A Python that has Alembic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ProjectPython {
    /// The program and its first arguments.
    pub(super) command: Vec<OsString>,
}

impl fmt::Display for ProjectPython {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self
            .command
            .iter()
            .map(|word| word.to_string_lossy())
            .collect();
        f.write_str(&words.join(" "))
    }
}

/// Why there is none.
#[derive(Clone, Debug)]
pub(crate) struct NotFound {
    /// What was tried.
    pub(crate) note: String,
    /// What to do.
    pub(crate) help: &'static str,
}

const HELP: &str = "Name a Python that has Alembic and the application's packages with --python, or activate its \
                    virtual environment.";

/// The Python that carries out what limbeck cannot.
///
/// # Errors
/// [`NotFound`] if the user wants none, or none of those that are there has Alembic.
pub(super) fn find(project: &Project, run: &Run) -> Result<ProjectPython, NotFound> {
    let Some(pythons) = possible(project, run) else {
        return Err(NotFound {
            note: "--no-python keeps it from being run by the project's own Python.".to_owned(),
            help: "Leave --no-python out, or run this step with Alembic itself.",
        });
    };
    let mut tried = Vec::new();
    for python in pythons {
        if process::has_alembic(&python, run) {
            return Ok(python);
        }
        tried.push(python.to_string());
    }
    Err(NotFound {
        note: if tried.is_empty() {
            "No Python was found that could run it.".to_owned()
        } else {
            format!(
                "No Python with Alembic was found to run it; tried {}.",
                tried.join(", ")
            )
        },
        help: HELP,
    })
}

/// What could be the project's Python, likeliest first; `None` if the user wants none to be run.
pub(crate) fn possible(project: &Project, run: &Run) -> Option<Vec<ProjectPython>> {
    let commands = match &run.python {
        PythonChoice::Never => return None,
        PythonChoice::Given(path) => vec![vec![path.clone().into_os_string()]],
        PythonChoice::Found => candidates(&project_folders(project, run), &run.surroundings),
    };
    let pythons = commands.into_iter();
    Some(pythons.map(|command| ProjectPython { command }).collect())
}

/// Where a project keeps its environment: beside its configuration, or where the user stands.
fn project_folders(project: &Project, run: &Run) -> Vec<PathBuf> {
    let configuration = project.configuration();
    let files = [configuration.ini_file(), configuration.toml_file()];
    let beside = files
        .into_iter()
        .flatten()
        .filter_map(|file| file.parent().map(Path::to_owned));
    let mut folders: Vec<PathBuf> = beside.collect();
    folders.push(run.surroundings.working_directory.clone());
    folders.dedup();
    folders
}

/// The virtual environments of a project, likeliest first.
pub(crate) fn environment_folders(project: &Project, run: &Run) -> Vec<PathBuf> {
    virtual_environments(&project_folders(project, run), &run.surroundings)
}

fn virtual_environments(folders: &[PathBuf], surroundings: &Surroundings) -> Vec<PathBuf> {
    let beside = folders.iter().map(|folder| folder.join(".venv"));
    let active = surroundings.variable("VIRTUAL_ENV").map(PathBuf::from);
    beside
        .chain(active)
        .filter(|folder| folder.is_dir())
        .collect()
}

/// The programs that could be the project's Python, likeliest first.
fn candidates(folders: &[PathBuf], surroundings: &Surroundings) -> Vec<Vec<OsString>> {
    let mut candidates: Vec<Vec<OsString>> = Vec::new();
    for environment in virtual_environments(folders, surroundings) {
        for inside in ["bin/python", "Scripts/python.exe"] {
            let python = environment.join(inside);
            if python.is_file() {
                candidates.push(vec![python.into_os_string()]);
            }
        }
    }
    for (lock_file, program) in [("uv.lock", "uv"), ("poetry.lock", "poetry")] {
        let locked = folders
            .iter()
            .any(|folder| folder.join(lock_file).is_file());
        if locked && let Some(found) = on_path(program, surroundings) {
            let words = ["run", "python"].map(OsString::from);
            candidates.push([found.into_os_string()].into_iter().chain(words).collect());
        }
    }
    for program in ["python3", "python"] {
        let found = on_path(program, surroundings);
        candidates.extend(found.map(|found| vec![found.into_os_string()]));
    }
    candidates.dedup();
    candidates
}

fn on_path(program: &str, surroundings: &Surroundings) -> Option<PathBuf> {
    let path = surroundings.variable("PATH")?;
    std::env::split_paths(OsStr::new(path))
        .map(|folder| folder.join(program))
        .find(|candidate| candidate.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surroundings(folder: &Path, variables: &[(&str, &Path)]) -> Surroundings {
        Surroundings {
            working_directory: folder.to_owned(),
            home: None,
            user: None,
            time_zone: || jiff::tz::TimeZone::UTC,
            variables: variables
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.to_string_lossy().into_owned()))
                .collect(),
            reserves_stdout: false,
        }
    }

    fn check(files: &[&str], variables: &[(&str, &str)], expected: &[&str]) {
        let folder = tempfile::tempdir().expect("a folder");
        for file in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            std::fs::write(path, "").expect("written");
        }
        let paths: Vec<_> = variables
            .iter()
            .map(|(name, value)| (*name, folder.path().join(value)))
            .collect();
        let variables: Vec<_> = paths
            .iter()
            .map(|(name, path)| (*name, path.as_path()))
            .collect();
        let found = candidates(
            &[folder.path().to_owned()],
            &surroundings(folder.path(), &variables),
        );
        let found: Vec<String> = found
            .into_iter()
            .map(|command| ProjectPython { command }.to_string())
            .map(|shown| shown.replace(&format!("{}/", folder.path().display()), ""))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_environment_of_the_project_comes_first() {
        check(
            &[
                ".venv/bin/python",
                "active/bin/python",
                "bin/python3",
                "bin/uv",
                "uv.lock",
            ],
            &[("VIRTUAL_ENV", "active"), ("PATH", "bin")],
            &[
                ".venv/bin/python",
                "active/bin/python",
                "bin/uv run python",
                "bin/python3",
            ],
        );
    }

    #[test]
    fn a_tool_without_its_lock_file_is_not_asked() {
        check(&["bin/uv", "bin/poetry"], &[("PATH", "bin")], &[]);
        check(
            &["bin/poetry", "poetry.lock"],
            &[("PATH", "bin")],
            &["bin/poetry run python"],
        );
    }

    #[test]
    fn without_anything_there_is_none() {
        check(&[], &[], &[]);
    }
}
