//! What can be wrong with a project's configuration.

use std::path::PathBuf;

use limbeck_diagnostics::{Diagnostic, SourceLocation};

use crate::ini::IniError;
use crate::python::{PercentError, ShellWordsError, repr};

/// What can be wrong with a project's configuration. Where Alembic has a text, it is Alembic's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProjectError {
    /// The ini file, or a value in it.
    #[error(transparent)]
    Ini(#[from] IniError),
    /// A file is there but cannot be read.
    #[error("cannot read {}: {reason}", repr(&.path.to_string_lossy()))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        reason: String,
    },
    /// `pyproject.toml` is not TOML.
    #[error("{} is not valid TOML: {message}", repr(&.path.to_string_lossy()))]
    TomlSyntax {
        /// The file.
        path: PathBuf,
        /// The line, where known.
        line: Option<usize>,
        /// What the parser says.
        message: String,
    },
    /// `tool.alembic` is not a table.
    #[error("Incorrect TOML format")]
    TomlNotATable {
        /// The file.
        path: PathBuf,
    },
    /// A TOML option that must be `true` or `false` is something else.
    #[error("boolean value expected for TOML parameter {}", repr(.name))]
    TomlBooleanExpected {
        /// The file.
        path: PathBuf,
        /// The option.
        name: String,
    },
    /// A TOML value of a type that no option has.
    #[error("unsupported TOML value type for key: {}", repr(.name))]
    TomlUnsupportedType {
        /// The file.
        path: PathBuf,
        /// The option.
        name: String,
    },
    /// A TOML string cannot be `%`-formatted.
    #[error("{} cannot be formatted: {error}", repr(.value))]
    TomlFormat {
        /// The file.
        path: PathBuf,
        /// The option.
        name: String,
        /// The string.
        value: String,
        /// Why.
        error: PercentError,
    },
    /// An option has a value of another type than it must have.
    #[error("{wanted} is expected for {}, found {found}", repr(.name))]
    WrongType {
        /// The option.
        name: String,
        /// What it must be.
        wanted: &'static str,
        /// What it is.
        found: String,
    },
    /// Two ini files were given with `-c`.
    #[error("only one ini file may be indicated")]
    SeveralIniFiles,
    /// Two TOML files were given with `-c`.
    #[error("pyproject.toml indicated more than once")]
    SeveralTomlFiles,
    /// An option was asked of a section that there is not.
    #[error("No config file {} found, or file has no '[{section}]' section", .file.as_deref().map_or_else(|| "None".to_owned(), |file| repr(&file.to_string_lossy())))]
    NoSection {
        /// The ini file that was tried.
        file: Option<PathBuf>,
        /// The section.
        section: String,
    },
    /// Nothing says where the scripts are.
    #[error("No 'script_location' key found in configuration.")]
    NoScriptLocation {
        /// The files that were tried, and whether they were there.
        tried: Vec<(PathBuf, bool)>,
        /// The section of the ini file.
        section: String,
    },
    /// The script location does not exist.
    #[error("Path doesn't exist: {}.  Please use the 'init' command to create a new scripts folder.", .directory.display())]
    NoScriptDirectory {
        /// The folder as configured.
        directory: PathBuf,
    },
    /// `path_separator` has a value that it cannot have.
    #[error(
        "'{value}' is not a valid value for {name}; expected 'space', 'newline', 'os', ':', ';'"
    )]
    InvalidSeparator {
        /// `path_separator` or `version_path_separator`.
        name: &'static str,
        /// Its value.
        value: String,
    },
    /// An option that must be a whole number is not.
    #[error("invalid literal for int() with base 10: {}", repr(.value))]
    InvalidInteger {
        /// The option.
        name: String,
        /// Its value.
        value: String,
    },
    /// A text that must mean true or false does not.
    #[error("String is not true/false: {}", repr(.value))]
    NotTrueOrFalse {
        /// The text, in lower case.
        value: String,
    },
    /// There is no such time zone.
    #[error("Can't locate timezone: {name}")]
    UnknownTimezone {
        /// The value of `timezone`.
        name: String,
    },
    /// `file_template` cannot be formatted.
    #[error("file_template {} cannot be formatted: {error}", repr(.template))]
    FileTemplate {
        /// The template.
        template: String,
        /// Why.
        error: PercentError,
    },
    /// A location `package:folder` names a package that is not found.
    #[error("No module named {}", repr(.package))]
    NoPackage {
        /// The package.
        package: String,
        /// The whole location.
        location: String,
        /// The folders that were searched.
        searched: Vec<PathBuf>,
    },
    /// A location `package:folder` names a module that is no package.
    #[error("{} is not a package", repr(.package))]
    NotAPackage {
        /// The module.
        package: String,
        /// The whole location.
        location: String,
    },
    /// A post-write hook in TOML has no name.
    #[error("Key 'name' is required for every post write hook in toml")]
    HookWithoutName,
    /// A post-write hook has no type.
    #[error("Key '{name}.type' (or 'type' in toml) is required for post write hook {}", repr(.name))]
    HookWithoutType {
        /// The hook.
        name: String,
    },
    /// A post-write hook lacks an option that its type needs.
    #[error("Key {name}.{option} is required for post write hook {}", repr(.name))]
    HookWithoutOption {
        /// The hook.
        name: String,
        /// The option.
        option: &'static str,
    },
    /// There is no such type of post-write hook.
    #[error("No formatter with name '{hook_type}' registered")]
    UnknownHookType {
        /// The hook.
        name: String,
        /// The value of `type`.
        hook_type: String,
    },
    /// No installed distribution has the console script.
    #[error("Could not find entrypoint console_scripts.{entrypoint}")]
    NoEntryPoint {
        /// The console script.
        entrypoint: String,
    },
    /// There is no such module.
    #[error("Could not find module {module}")]
    NoHookModule {
        /// The module.
        module: String,
    },
    /// The `options` of a post-write hook cannot be split into words.
    #[error("the options of post write hook {} cannot be split: {error}", repr(.name))]
    HookOptions {
        /// The hook.
        name: String,
        /// Why.
        error: ShellWordsError,
    },
    /// The logging sections of the ini file.
    #[error("{message}")]
    Logging {
        /// The ini file.
        path: Option<PathBuf>,
        /// The line, where known.
        line: Option<usize>,
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
}

impl ProjectError {
    /// Whether Alembic reports the same with a `CommandError`, which it prints as `FAILED: ...`;
    /// the others end it with a traceback.
    pub fn is_command_error(&self) -> bool {
        match self {
            ProjectError::TomlNotATable { .. }
            | ProjectError::TomlBooleanExpected { .. }
            | ProjectError::TomlUnsupportedType { .. }
            | ProjectError::SeveralIniFiles
            | ProjectError::SeveralTomlFiles
            | ProjectError::NoSection { .. }
            | ProjectError::NoScriptLocation { .. }
            | ProjectError::NoScriptDirectory { .. }
            | ProjectError::UnknownTimezone { .. }
            | ProjectError::HookWithoutType { .. }
            | ProjectError::HookWithoutOption { .. }
            | ProjectError::UnknownHookType { .. }
            | ProjectError::NoEntryPoint { .. }
            | ProjectError::NoHookModule { .. } => true,
            ProjectError::Ini(_)
            | ProjectError::Unreadable { .. }
            | ProjectError::TomlSyntax { .. }
            | ProjectError::TomlFormat { .. }
            | ProjectError::WrongType { .. }
            | ProjectError::InvalidSeparator { .. }
            | ProjectError::InvalidInteger { .. }
            | ProjectError::NotTrueOrFalse { .. }
            | ProjectError::FileTemplate { .. }
            | ProjectError::NoPackage { .. }
            | ProjectError::NotAPackage { .. }
            | ProjectError::HookWithoutName
            | ProjectError::HookOptions { .. }
            | ProjectError::Logging { .. } => false,
        }
    }

    /// A stable name of the kind of problem.
    fn code(&self) -> &'static str {
        match self {
            ProjectError::Ini(_) => "ini",
            ProjectError::Unreadable { .. } => "unreadable-file",
            ProjectError::TomlSyntax { .. }
            | ProjectError::TomlNotATable { .. }
            | ProjectError::TomlBooleanExpected { .. }
            | ProjectError::TomlUnsupportedType { .. }
            | ProjectError::TomlFormat { .. } => "toml",
            ProjectError::SeveralIniFiles | ProjectError::SeveralTomlFiles => "several-files",
            ProjectError::NoSection { .. } => "no-section",
            ProjectError::NoScriptLocation { .. } => "no-script-location",
            ProjectError::NoScriptDirectory { .. } => "no-script-directory",
            ProjectError::WrongType { .. }
            | ProjectError::InvalidSeparator { .. }
            | ProjectError::InvalidInteger { .. }
            | ProjectError::NotTrueOrFalse { .. }
            | ProjectError::UnknownTimezone { .. }
            | ProjectError::FileTemplate { .. } => "invalid-option",
            ProjectError::NoPackage { .. } | ProjectError::NotAPackage { .. } => "no-package",
            ProjectError::HookWithoutName
            | ProjectError::HookWithoutType { .. }
            | ProjectError::HookWithoutOption { .. }
            | ProjectError::UnknownHookType { .. }
            | ProjectError::NoEntryPoint { .. }
            | ProjectError::NoHookModule { .. }
            | ProjectError::HookOptions { .. } => "post-write-hook",
            ProjectError::Logging { .. } => "logging",
        }
    }

    fn location(&self) -> Option<SourceLocation> {
        match self {
            ProjectError::TomlSyntax { path, line, .. } => Some(place(path, *line)),
            ProjectError::Unreadable { path, .. }
            | ProjectError::TomlNotATable { path }
            | ProjectError::TomlBooleanExpected { path, .. }
            | ProjectError::TomlUnsupportedType { path, .. }
            | ProjectError::TomlFormat { path, .. } => Some(place(path, None)),
            ProjectError::Logging { path, line, .. } => {
                path.as_ref().map(|path| place(path, *line))
            }
            _ => None,
        }
    }

    fn help(&self) -> String {
        match self {
            ProjectError::Ini(error) => Diagnostic::from(error).help.unwrap_or_default(),
            ProjectError::Unreadable { .. } => {
                "Check the permissions of the file, or choose another one with -c.".to_owned()
            }
            ProjectError::TomlSyntax { .. } => "Correct the file.".to_owned(),
            ProjectError::TomlNotATable { .. } => {
                "Write the options below a [tool.alembic] header.".to_owned()
            }
            ProjectError::TomlBooleanExpected { name, .. } => {
                format!("Write {name} = true or {name} = false, without quotes.")
            }
            ProjectError::TomlUnsupportedType { name, .. } => format!(
                "Write `{name}` as a string, a whole number, true or false, or an array of strings."
            ),
            ProjectError::TomlFormat { name, .. } => {
                format!("Write %% for a percent sign in `{name}`; only %(here)s is replaced there.")
            }
            ProjectError::WrongType { name, wanted, .. } => {
                format!("Make `{name}` {wanted}.")
            }
            ProjectError::SeveralIniFiles | ProjectError::SeveralTomlFiles => {
                "Give -c at most twice: once with an ini file and once with a pyproject.toml."
                    .to_owned()
            }
            ProjectError::NoSection { section, .. } => format!(
                "Add a section [{section}] to the file, or choose another one with -c or -n."
            ),
            ProjectError::NoScriptLocation { tried, section } => no_script_location(tried, section),
            ProjectError::NoScriptDirectory { .. } => {
                "Run the command in the project's folder, or correct `script_location`.".to_owned()
            }
            ProjectError::InvalidSeparator { name, .. } => format!("Set {name} = os."),
            ProjectError::InvalidInteger { name, .. } => {
                format!("Make `{name}` a whole number.")
            }
            ProjectError::NotTrueOrFalse { .. } => "Write true or false.".to_owned(),
            ProjectError::UnknownTimezone { .. } => {
                "Use a name of the IANA time zone database, such as UTC or Europe/Paris.".to_owned()
            }
            ProjectError::FileTemplate { .. } => {
                "Use rev, slug, epoch, year, month, day, hour, minute and second, as in \
                 %%(rev)s_%%(slug)s."
                    .to_owned()
            }
            ProjectError::NoPackage {
                location, searched, ..
            } => {
                let folders: Vec<String> = searched
                    .iter()
                    .map(|folder| folder.display().to_string())
                    .collect();
                format!(
                    "Write {} as a folder, such as %(here)s/migrations, or add the folder that \
                     has the package to prepend_sys_path; searched: {}.",
                    repr(location),
                    folders.join(", ")
                )
            }
            ProjectError::NotAPackage { location, .. } => format!(
                "Write {} as a folder, such as %(here)s/migrations.",
                repr(location)
            ),
            ProjectError::HookWithoutName => {
                "Add `name = \"...\"` to each [[tool.alembic.post_write_hooks]].".to_owned()
            }
            ProjectError::HookWithoutType { name } => {
                format!("Set {name}.type to exec, module or console_scripts.")
            }
            ProjectError::HookWithoutOption { name, option } => {
                format!("Set {name}.{option} in [post_write_hooks].")
            }
            ProjectError::UnknownHookType { name, .. } => format!(
                "Set {name}.type to exec, module or console_scripts; hooks that are registered in \
                 Python code need Alembic itself."
            ),
            ProjectError::NoEntryPoint { .. } => {
                "Install the package in the project's Python environment, or use the type exec."
                    .to_owned()
            }
            ProjectError::NoHookModule { .. } => {
                "Install the module in the project's Python environment.".to_owned()
            }
            ProjectError::HookOptions { .. } => {
                "Close every quote, and double a backslash that is meant literally.".to_owned()
            }
            ProjectError::Logging { help, .. } => help.clone(),
        }
    }
}

fn no_script_location(tried: &[(PathBuf, bool)], section: &str) -> String {
    let names = |present: bool| -> Vec<String> {
        tried
            .iter()
            .filter(|(_, there)| *there == present)
            .map(|(path, _)| path.display().to_string())
            .collect()
    };
    let found = names(true);
    if found.is_empty() {
        format!(
            "There is no {} here: run the command in the project's folder, or name the file with \
             -c.",
            names(false).join(" and no ")
        )
    } else {
        format!(
            "Add script_location to [{section}] of the ini file or to [tool.alembic] of \
             pyproject.toml; read: {}.",
            found.join(", ")
        )
    }
}

fn place(path: &std::path::Path, line: Option<usize>) -> SourceLocation {
    match line {
        Some(line) => SourceLocation::line(path, line),
        None => SourceLocation::file(path),
    }
}

impl From<ProjectError> for Diagnostic {
    fn from(error: ProjectError) -> Self {
        if let ProjectError::Ini(error) = &error {
            return Diagnostic::from(error);
        }
        let mut diagnostic = Diagnostic::error(error.code(), error.to_string()).help(error.help());
        diagnostic.location = error.location();
        diagnostic
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_tells_a_missing_file_from_a_missing_key() {
        let check = |tried: &[(&str, bool)], expected: &str| {
            let error = ProjectError::NoScriptLocation {
                tried: tried
                    .iter()
                    .map(|(path, there)| (path.into(), *there))
                    .collect(),
                section: "prod".to_owned(),
            };
            let diagnostic = Diagnostic::from(error);
            assert_eq!(
                diagnostic.message,
                "No 'script_location' key found in configuration."
            );
            assert_eq!(diagnostic.help.as_deref(), Some(expected));
        };
        check(
            &[("alembic.ini", false), ("pyproject.toml", false)],
            "There is no alembic.ini and no pyproject.toml here: run the command in the project's \
             folder, or name the file with -c.",
        );
        check(
            &[("alembic.ini", true), ("pyproject.toml", false)],
            "Add script_location to [prod] of the ini file or to [tool.alembic] of \
             pyproject.toml; read: alembic.ini.",
        );
    }

    #[test]
    fn errors_in_files_have_a_place() {
        let error = ProjectError::TomlSyntax {
            path: "pyproject.toml".into(),
            line: Some(3),
            message: "x".to_owned(),
        };
        let location = Diagnostic::from(error).location.unwrap();
        assert_eq!(location.to_string(), "pyproject.toml:3");
    }
}
