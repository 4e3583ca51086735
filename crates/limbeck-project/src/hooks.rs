//! Post-write hooks: commands that run on a new revision file.

use std::path::PathBuf;

use indexmap::IndexMap;

use crate::path_lists::split_runs;
use crate::python::split_shell_words;
use crate::{Configuration, OptionValue, ProjectError, PythonEnvironment};

/// Stands for the new file in a hook's `options`.
pub const REVISION_SCRIPT_TOKEN: &str = "REVISION_SCRIPT_FILENAME";

/// A configured hook: its name and its options as written, `type` among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostWriteHook {
    /// Its name.
    pub name: String,
    /// Its options.
    pub options: IndexMap<String, String>,
}

/// The command that a hook runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookCommand {
    /// The program and its arguments.
    pub argv: Vec<String>,
    /// The folder to run it in; the working directory if `None`.
    pub cwd: Option<PathBuf>,
}

impl Configuration {
    /// The post-write hooks in order: `get_hooks_list`. A section `[post_write_hooks]` in the ini
    /// file, even an empty one, hides those of TOML.
    ///
    /// # Errors
    /// A value that cannot be interpolated; a TOML value that is no array of tables, or a table in
    /// it without a name.
    pub fn post_write_hooks(&self) -> Result<Vec<PostWriteHook>, ProjectError> {
        match self.section("post_write_hooks")? {
            Some(section) => Ok(hooks_of_section(&section)),
            None => self.hooks_of_toml(),
        }
    }

    fn hooks_of_toml(&self) -> Result<Vec<PostWriteHook>, ProjectError> {
        let tables = match self.toml_option("post_write_hooks")? {
            None => return Ok(Vec::new()),
            Some(OptionValue::Tables(tables)) => tables,
            Some(OptionValue::List(list)) if list.is_empty() => return Ok(Vec::new()),
            Some(other) => return Err(other.mismatch("post_write_hooks", "an array of tables")),
        };
        tables
            .into_iter()
            .map(|mut options| {
                let name = options
                    .shift_remove("name")
                    .ok_or(ProjectError::HookWithoutName)?;
                Ok(PostWriteHook { name, options })
            })
            .collect()
    }
}

fn hooks_of_section(section: &IndexMap<String, String>) -> Vec<PostWriteHook> {
    let names = section.get("hooks").map_or("", String::as_str);
    split_runs(names, false)
        .into_iter()
        .filter(|name| !name.is_empty())
        .map(|name| {
            let options = section
                .iter()
                .filter_map(|(key, value)| {
                    let option = key.strip_prefix(name.as_str())?.strip_prefix('.')?;
                    Some((option.to_owned(), value.clone()))
                })
                .collect();
            PostWriteHook { name, options }
        })
        .collect()
}

impl PostWriteHook {
    /// The command to run on the file `script`. The exit status of the command does not matter.
    ///
    /// # Errors
    /// An option that is missing, an unknown type, options that cannot be split; a console script
    /// or a module that the project's Python environment does not have.
    pub fn command(
        &self,
        script: &str,
        python: &PythonEnvironment,
    ) -> Result<HookCommand, ProjectError> {
        let hook_type = self
            .options
            .get("type")
            .ok_or_else(|| ProjectError::HookWithoutType {
                name: self.name.clone(),
            })?;
        let mut argv = match hook_type.as_str() {
            "console_scripts" => self.console_script(python)?,
            "exec" => vec![self.required("executable")?.to_owned()],
            "module" => self.module(python)?,
            _ => {
                return Err(ProjectError::UnknownHookType {
                    name: self.name.clone(),
                    hook_type: hook_type.clone(),
                });
            }
        };
        argv.extend(self.arguments(script)?);
        Ok(HookCommand {
            argv,
            cwd: self.options.get("cwd").map(PathBuf::from),
        })
    }

    fn console_script(&self, python: &PythonEnvironment) -> Result<Vec<String>, ProjectError> {
        let name = self.required("entrypoint")?;
        let entry = python
            .console_script(name)
            .ok_or_else(|| ProjectError::NoEntryPoint {
                entrypoint: name.to_owned(),
            })?;
        let (module, attribute) = (entry.module, entry.attribute);
        Ok(vec![
            executable(python),
            "-c".to_owned(),
            format!("import {module}; {module}.{attribute}()"),
        ])
    }

    fn module(&self, python: &PythonEnvironment) -> Result<Vec<String>, ProjectError> {
        let module = self.required("module")?;
        if python.find_module(module).is_none() {
            return Err(ProjectError::NoHookModule {
                module: module.to_owned(),
            });
        }
        Ok(vec![executable(python), "-m".to_owned(), module.to_owned()])
    }

    fn required(&self, option: &'static str) -> Result<&str, ProjectError> {
        self.options.get(option).map(String::as_str).ok_or_else(|| {
            ProjectError::HookWithoutOption {
                name: self.name.clone(),
                option,
            }
        })
    }

    /// The words of `options` with the file in place of its token; the file comes first if the
    /// options do not say where it goes.
    fn arguments(&self, script: &str) -> Result<Vec<String>, ProjectError> {
        let options = self.options.get("options").map_or("", String::as_str);
        let line = if options.contains(REVISION_SCRIPT_TOKEN) {
            options.to_owned()
        } else {
            format!("{REVISION_SCRIPT_TOKEN} {options}")
        };
        let words = split_shell_words(&line).map_err(|error| ProjectError::HookOptions {
            name: self.name.clone(),
            error,
        })?;
        Ok(words
            .into_iter()
            .map(|word| word.replace(REVISION_SCRIPT_TOKEN, script))
            .collect())
    }
}

/// The interpreter of the environment, or the one that the system calls `python3`.
fn executable(python: &PythonEnvironment) -> String {
    match &python.executable {
        Some(path) => path.to_string_lossy().into_owned(),
        None => "python3".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::configuration;

    #[track_caller]
    fn check_list(ini: &str, toml: &str, expected: &str) {
        let found = match configuration(ini, toml).post_write_hooks() {
            Ok(hooks) => hooks
                .iter()
                .map(|hook| format!("{}{:?}", hook.name, hook.options))
                .collect::<Vec<_>>()
                .join(" "),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn lists() {
        check_list("", "", "");
        check_list(
            "[post_write_hooks]\nhooks = a, b  ghost\na.type = exec\nA.Cwd = %(here)s\nb.type = x\nab.type = y\n",
            "[[tool.alembic.post_write_hooks]]\nname='t'\n",
            r#"a{"type": "exec", "cwd": "/srv/p"} b{"type": "x"} ghost{}"#,
        );
        check_list(
            "[post_write_hooks]\n",
            "[[tool.alembic.post_write_hooks]]\nname='t'\n",
            "",
        );
        check_list(
            "",
            "[[tool.alembic.post_write_hooks]]\ntype='exec'\nname='t'\ncwd='%(here)s'\n",
            r#"t{"type": "exec", "cwd": "/srv/p"}"#,
        );
        check_list(
            "",
            "[[tool.alembic.post_write_hooks]]\ntype='exec'\n",
            "Key 'name' is required for every post write hook in toml",
        );
        check_list(
            "",
            "post_write_hooks = 'black'\n",
            "an array of tables is expected for 'post_write_hooks', found the string 'black'",
        );
    }

    #[track_caller]
    fn check_command(options: &[(&str, &str)], expected: &str) {
        let hook = PostWriteHook {
            name: "h".to_owned(),
            options: options
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect(),
        };
        let found = match hook.command("/p/a b.py", &PythonEnvironment::default()) {
            Ok(command) => format!("{:?} {:?}", command.argv, command.cwd),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn commands() {
        check_command(
            &[
                ("type", "exec"),
                ("executable", "tool"),
                ("options", "-x 'a b'"),
                ("cwd", "/w"),
            ],
            r#"["tool", "/p/a b.py", "-x", "a b"] Some("/w")"#,
        );
        check_command(
            &[
                ("type", "module"),
                ("module", "json.tool"),
                ("options", "-f=REVISION_SCRIPT_FILENAME"),
            ],
            r#"["python3", "-m", "json.tool", "-f=/p/a b.py"] None"#,
        );
        check_command(
            &[],
            "Key 'h.type' (or 'type' in toml) is required for post write hook 'h'",
        );
        check_command(
            &[("type", "exec")],
            "Key h.executable is required for post write hook 'h'",
        );
        check_command(&[("type", "x")], "No formatter with name 'x' registered");
        check_command(
            &[("type", "module"), ("module", "nope")],
            "Could not find module nope",
        );
        check_command(
            &[("type", "console_scripts"), ("entrypoint", "nope")],
            "Could not find entrypoint console_scripts.nope",
        );
        check_command(
            &[("type", "exec"), ("executable", "tool"), ("options", "'")],
            "the options of post write hook 'h' cannot be split: No closing quotation",
        );
    }
}
