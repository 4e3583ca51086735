//! Post-write hooks: programs that run on a new script.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use limbeck_diagnostics::Diagnostic;
use limbeck_project::{HookCommand, PythonEnvironment};

use crate::activity::{Activity, carry_out};
use crate::hand_over::environment_folders;
use crate::{Failure, Project, Run};

/// Runs the hooks of the project on a script. What a program exits with does not matter, as in Alembic.
///
/// # Errors
/// [`Failure`] if a hook is not configured well, or its program is not there.
pub(super) fn run(project: &Project, run: &Run, script: &Path) -> Result<(), Failure> {
    let hooks = &project.config().hooks;
    if hooks.is_empty() {
        return Ok(());
    }
    let programs = Programs::of(project, run);
    for hook in hooks {
        if !hook.options.contains_key("type") {
            hook.command("", &PythonEnvironment::default())?;
        }
        carry_out(&Activity::RunningHook(hook.name.clone()), &run.log, || {
            let command = hook.command(&script.to_string_lossy(), &programs.python)?;
            programs.start(&hook.name, &command, run)
        })?;
    }
    Ok(())
}

/// Where programs are: in the project's environment first, then on the `PATH`.
struct Programs {
    python: PythonEnvironment,
    folders: Vec<PathBuf>,
}

impl Programs {
    fn of(project: &Project, run: &Run) -> Self {
        let environments = environment_folders(project, run);
        let mut python = PythonEnvironment {
            executable: None,
            search_path: Vec::new(),
        };
        let mut folders: Vec<PathBuf> = Vec::new();
        for environment in &environments {
            for inside in ["bin", "Scripts"] {
                folders.push(environment.join(inside));
            }
        }
        let path = run.surroundings.variable("PATH").unwrap_or_default();
        folders.extend(std::env::split_paths(OsStr::new(path)));
        let found = folders.iter().find_map(|folder| {
            let names = ["python", "python3", "python.exe"];
            names
                .iter()
                .map(|name| folder.join(name))
                .find(|file| file.is_file())
        });
        if let Some(executable) = found {
            let prefix = executable.parent().and_then(Path::parent);
            python = PythonEnvironment::of_prefix(
                Some(executable.clone()),
                prefix.unwrap_or(&executable),
            );
        }
        let python = python.with_first(project.config().prepend_sys_path.iter().cloned());
        Self { python, folders }
    }

    #[allow(
        clippy::disallowed_methods,
        reason = "this is where post-write hooks run, and where their output goes"
    )]
    fn start(&self, hook: &str, command: &HookCommand, run: &Run) -> Result<(), Failure> {
        let working_directory = &run.surroundings.working_directory;
        let folder = command.cwd.as_ref().map_or_else(
            || working_directory.clone(),
            |folder| working_directory.join(folder),
        );
        let Some((program, arguments)) = command.argv.split_first() else {
            return Ok(());
        };
        let not_started = |reason: &str| {
            Failure::error(
                Diagnostic::error(
                    "hook-not-started",
                    format!("The program `{program}` of the post write hook `{hook}` cannot be started: {reason}."),
                )
                .help(
                    "Install it in the project's environment, or correct the hook in the configuration; the \
                     script is written.",
                ),
            )
        };
        let file = self.find(program, &folder).ok_or_else(|| {
            not_started("it is neither in the project's environment nor on the PATH")
        })?;
        let mut process = Command::new(file);
        process
            .args(arguments)
            .current_dir(&folder)
            .stdin(Stdio::null());
        process
            .env_clear()
            .envs(run.surroundings.variables.iter().cloned());
        if run.surroundings.reserves_stdout {
            process.stdout(std::io::stderr());
        }
        process
            .status()
            .map_err(|error| not_started(&error.to_string()))?;
        Ok(())
    }

    /// The file of a program: a path starts at the folder that it runs in.
    fn find(&self, program: &str, folder: &Path) -> Option<PathBuf> {
        if Path::new(program).components().count() > 1 {
            let file = folder.join(program);
            return file.is_file().then_some(file);
        }
        let files = self.folders.iter().map(|place| place.join(program));
        files.into_iter().find(|file| file.is_file())
    }
}
