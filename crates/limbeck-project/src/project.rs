//! [`ProjectConfig`]: the settings of a script directory, resolved.

use std::path::{Path, PathBuf};

use crate::package_resource::resolve;
use crate::paths::absolute;
use crate::{
    Configuration, PostWriteHook, ProjectError, PythonEnvironment, RevisionFileName, Warnings,
};

/// What `ScriptDirectory.from_config` takes from the configuration, with every path resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectConfig {
    /// The script location as Alembic prints it: relative if it is configured so.
    pub script_location: PathBuf,
    /// The script location, absolute.
    pub script_directory: PathBuf,
    /// The version folders, absolute, in order. They do not have to exist.
    pub version_folders: Vec<PathBuf>,
    /// Whether `version_locations` is configured. Then `revision` creates a folder that is
    /// missing.
    pub has_version_locations: bool,
    /// Whether folders inside the version folders are read, too.
    pub recursive_version_locations: bool,
    /// Whether compiled scripts without their source are read, too.
    pub sourceless: bool,
    /// How new files are named.
    pub file_name: RevisionFileName,
    /// The option `timezone`.
    pub timezone: Option<String>,
    /// The encoding of new files.
    pub output_encoding: String,
    /// What runs on a new file.
    pub hooks: Vec<PostWriteHook>,
    /// The folders of `prepend_sys_path`, absolute, in order.
    pub prepend_sys_path: Vec<PathBuf>,
}

impl ProjectConfig {
    /// Resolves the configuration. `python` is where packages in locations of the form
    /// `package:folder` are searched, after the folders of `prepend_sys_path`.
    ///
    /// # Errors
    /// No script location, or one that does not exist; any option that is not valid.
    pub fn resolve(
        configuration: &Configuration,
        python: &PythonEnvironment,
        warnings: &mut Warnings,
    ) -> Result<Self, ProjectError> {
        let script_location = configuration
            .text_option("script_location")?
            .ok_or_else(|| ProjectError::NoScriptLocation {
                tried: configuration.tried(),
                section: configuration.main_section().to_owned(),
            })?;
        let truncate_slug_length = match configuration.alembic_option("truncate_slug_length")? {
            Some(value) => value.to_int("truncate_slug_length")?,
            None => 0,
        };
        let prepend_sys_path: Vec<PathBuf> = configuration
            .prepend_sys_path(warnings)?
            .unwrap_or_default()
            .iter()
            .map(|folder| configuration.absolute(Path::new(folder)))
            .collect();
        let recursive_version_locations =
            configuration.boolean_option("recursive_version_locations")?;
        let python = python.with_first(prepend_sys_path.iter().cloned());
        let script_location = resolve(&script_location, &python)?;
        let template = configuration.text_option("file_template")?;
        let sourceless = configuration.boolean_option("sourceless")?;
        let output_encoding = configuration.text_option("output_encoding")?;
        let version_locations = configuration
            .version_locations(warnings)?
            .unwrap_or_default();
        let timezone = configuration.text_option("timezone")?;
        let hooks = configuration.post_write_hooks()?;
        let script_directory = configuration.absolute(&script_location);
        if !script_directory.exists() {
            return Err(ProjectError::NoScriptDirectory {
                directory: script_location,
            });
        }
        let version_folders = if version_locations.is_empty() {
            vec![script_directory.join("versions")]
        } else {
            version_locations
                .iter()
                .map(|location| {
                    let folder = resolve(location, &python)?;
                    Ok(absolute(configuration.working_directory(), &folder))
                })
                .collect::<Result<_, ProjectError>>()?
        };
        Ok(Self {
            script_location,
            script_directory,
            version_folders,
            has_version_locations: !version_locations.is_empty(),
            recursive_version_locations,
            sourceless,
            file_name: RevisionFileName {
                template: template.unwrap_or_else(|| RevisionFileName::DEFAULT_TEMPLATE.to_owned()),
                truncate_slug_length: match truncate_slug_length {
                    0 => RevisionFileName::DEFAULT_TRUNCATE_SLUG_LENGTH,
                    length => length,
                },
            },
            timezone,
            output_encoding: output_encoding.unwrap_or_else(|| "utf-8".to_owned()),
            hooks,
            prepend_sys_path,
        })
    }

    /// The path of `env.py`.
    pub fn env_py(&self) -> PathBuf {
        self.script_directory.join("env.py")
    }

    /// The path of the template of new scripts.
    pub fn script_template(&self) -> PathBuf {
        self.script_directory.join("script.py.mako")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ConfigFiles, ConfigurationSource};

    fn resolve_in(folder: &Path, ini: &str) -> Result<ProjectConfig, ProjectError> {
        let files = ConfigFiles::choose::<&str>(&[], None)?;
        let source = ConfigurationSource::new(folder, files);
        let text = format!("[alembic]\n{ini}");
        let configuration = Configuration::from_texts(source, Some(&text), Ok(None))?;
        let mut warnings = Warnings::default();
        ProjectConfig::resolve(&configuration, &PythonEnvironment::default(), &mut warnings)
    }

    #[test]
    fn defaults() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("mig")).unwrap();
        let project = resolve_in(folder.path(), "script_location = ./mig/\n").unwrap();
        assert_eq!(project.script_location, Path::new("mig"));
        assert_eq!(
            project.version_folders,
            [folder.path().join("mig/versions")]
        );
        assert_eq!(project.env_py(), folder.path().join("mig/env.py"));
        assert_eq!(
            project.script_template(),
            folder.path().join("mig/script.py.mako")
        );
        assert_eq!(project.file_name.truncate_slug_length, 40);
        assert_eq!(project.file_name.template, "%(rev)s_%(slug)s");
        assert_eq!(project.output_encoding, "utf-8");
        assert!(!project.has_version_locations);
    }

    #[test]
    fn packages_are_found_through_prepend_sys_path() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("src/app/mig")).unwrap();
        std::fs::write(folder.path().join("src/app/__init__.py"), "").unwrap();
        let project = resolve_in(
            folder.path(),
            "script_location = app:mig\nprepend_sys_path = . src\npath_separator = space\n\
             version_locations = app:mig/v ../other\n",
        )
        .unwrap();
        assert_eq!(project.script_location, folder.path().join("src/app/mig"));
        assert_eq!(
            project.version_folders,
            [
                folder.path().join("src/app/mig/v"),
                folder.path().join("../other")
            ]
        );
        assert_eq!(
            project.prepend_sys_path,
            [folder.path().to_owned(), folder.path().join("src")]
        );
    }

    #[test]
    fn errors_come_in_the_order_of_alembic() {
        let folder = tempfile::tempdir().unwrap();
        let check = |ini: &str, expected: &str| {
            let error = resolve_in(folder.path(), ini).unwrap_err();
            assert_eq!(error.to_string(), expected);
        };
        check("", "No 'script_location' key found in configuration.");
        check(
            "script_location = no/such\n",
            "Path doesn't exist: no/such.  Please use the 'init' command to create a new scripts \
             folder.",
        );
        check(
            "script_location = no:such\ntruncate_slug_length = many\n",
            "invalid literal for int() with base 10: 'many'",
        );
        check(
            "script_location = no:such\npath_separator = x\nversion_locations = a\n",
            "No module named 'no'",
        );
        check(
            "script_location = no\npath_separator = x\nversion_locations = a\n",
            "'x' is not a valid value for path_separator; expected 'space', 'newline', 'os', \
             ':', ';'",
        );
    }
}
