//! [`Project`]: the configuration and the scripts that a command works on.

mod dynamic_header;

use std::cell::OnceCell;
use std::path::PathBuf;

use limbeck_project::{
    ConfigFiles, Configuration, ConfigurationSource, ProjectConfig, PythonEnvironment,
    WarningCategory, Warnings,
};
use limbeck_python::Settings;
use limbeck_revisions::{Place, RevisionGraph, RevisionId, RevisionRef};
use limbeck_scripts::directory::{DirectoryError, ScriptDirectory};

use crate::{Failure, Log, Surroundings};
use dynamic_header::HeaderEvaluator;

/// Which configuration the user asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectFiles {
    /// The values of `-c`.
    pub config: Vec<String>,
    /// The value of `-n`: the main section of the ini file.
    pub section: String,
}

/// The configuration and the scripts that a command works on.
///
/// The scripts are read when they are first needed, as in Alembic: a command fails for a broken
/// configuration before it connects, and for a broken script after.
pub struct Project {
    configuration: Configuration,
    config: ProjectConfig,
    log: Log,
    variables: Vec<(String, String)>,
    graph: OnceCell<RevisionGraph>,
}

impl Project {
    /// Reads the configuration.
    ///
    /// # Errors
    /// [`Failure`] if it cannot be used.
    pub fn load(
        files: &ProjectFiles,
        surroundings: &Surroundings,
        log: &Log,
    ) -> Result<Self, Failure> {
        let chosen = ConfigFiles::choose(&files.config, surroundings.variable("ALEMBIC_CONFIG"))?;
        let mut source = ConfigurationSource::new(&surroundings.working_directory, chosen);
        source.section.clone_from(&files.section);
        let configuration = Configuration::load(source)?;
        let mut warnings = Warnings::default();
        let python = PythonEnvironment {
            executable: None,
            search_path: import_folders(&configuration, surroundings),
        };
        let config = ProjectConfig::resolve(&configuration, &python, &mut warnings)?;
        tell(log, &warnings);
        Ok(Self {
            configuration,
            config,
            log: log.clone(),
            variables: surroundings.variables.clone(),
            graph: OnceCell::new(),
        })
    }

    /// The configuration, option by option.
    pub fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    /// The settings that follow from it.
    pub fn config(&self) -> &ProjectConfig {
        &self.config
    }

    /// The revisions, read at the first call.
    ///
    /// # Errors
    /// [`Failure`] if the scripts cannot be read or contradict each other.
    pub fn graph(&self) -> Result<&RevisionGraph, Failure> {
        if let Some(graph) = self.graph.get() {
            return Ok(graph);
        }
        let graph = self.load_graph()?;
        Ok(self.graph.get_or_init(|| graph))
    }

    fn load_graph(&self) -> Result<RevisionGraph, Failure> {
        let mut warnings = Warnings::default();
        let mut evaluator = HeaderEvaluator::new(self);
        let revisions = ScriptDirectory::new(&self.config)
            .load(&mut warnings, |path, reason| evaluator.evaluate(path, reason));
        tell(&self.log, &warnings);
        let graph = RevisionGraph::new(revisions?).map_err(limbeck_revisions::CommandError::from)?;
        for warning in graph.warnings() {
            self.log
                .observer()
                .warning("UserWarning", &warning.to_string());
        }
        Ok(graph)
    }

    /// The revisions that a name stands for.
    pub(crate) fn revisions(&self, name: &str) -> Result<Vec<RevisionRef<'_>>, Failure> {
        let mut found = Vec::new();
        for place in self.graph()?.get_revisions(name)? {
            match place {
                Place::Revision(revision) => found.push(revision),
                Place::Base => {}
                Place::Outside => {
                    return Err(Failure::refused(
                        limbeck_diagnostics::Diagnostic::error(
                            "unknown-revision",
                            format!("Can't locate revision identified by '{name}'"),
                        )
                        .note("It leads beyond the first or the last revision."),
                    ));
                }
            }
        }
        Ok(found)
    }

    /// The revisions of rows of the version table.
    pub(crate) fn revisions_of_rows(
        &self,
        rows: &[RevisionId],
    ) -> Result<Vec<RevisionRef<'_>>, Failure> {
        let graph = self.graph()?;
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            found.extend(graph.get_revision(row.as_str())?);
        }
        Ok(found)
    }

    /// What the project's Python may see of the world.
    pub(crate) fn python_settings(&self, arguments: Vec<String>) -> Settings {
        let mut search_path = self.config.prepend_sys_path.clone();
        let folders = fallback_folders(&self.configuration, &self.variables);
        for folder in folders {
            if !search_path.contains(&folder) {
                search_path.push(folder);
            }
        }
        let mut readable_folders = vec![self.config.script_directory.clone()];
        readable_folders.extend(self.config.version_folders.iter().cloned());
        readable_folders.extend(config_folders(&self.configuration));
        Settings {
            project_folder: self.configuration.working_directory().to_owned(),
            search_path,
            readable_folders,
            environment: self.variables.clone(),
            arguments,
            ..Settings::default()
        }
    }
}

impl From<DirectoryError> for Failure {
    fn from(error: DirectoryError) -> Self {
        let refused = matches!(error, DirectoryError::NoRevisionId { .. });
        let diagnostic = limbeck_diagnostics::Diagnostic::from(error);
        if refused {
            Failure::refused(diagnostic)
        } else {
            Failure::error(diagnostic)
        }
    }
}

/// Tells the warnings that Python shows; deprecations are for the developers of Alembic's API.
fn tell(log: &Log, warnings: &Warnings) {
    for warning in warnings.iter() {
        match warning.category {
            WarningCategory::User => log
                .observer()
                .warning(warning.category.python_name(), &warning.message),
            WarningCategory::Deprecation => {}
        }
    }
}

/// The folders of the configuration files.
fn config_folders(configuration: &Configuration) -> Vec<PathBuf> {
    [configuration.ini_file(), configuration.toml_file()]
        .into_iter()
        .flatten()
        .filter_map(|file| file.parent().map(PathBuf::from))
        .collect()
}

/// Where project modules are imported from after `prepend_sys_path`: `PYTHONPATH`, and where a
/// project that is installed in development mode has its packages.
fn fallback_folders(
    configuration: &Configuration,
    variables: &[(String, String)],
) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = variables
        .iter()
        .filter(|(name, _)| name == "PYTHONPATH")
        .flat_map(|(_, value)| std::env::split_paths(value).collect::<Vec<_>>())
        .filter(|folder| !folder.as_os_str().is_empty())
        .collect();
    folders.push(configuration.working_directory().to_owned());
    folders.extend(config_folders(configuration));
    for root in folders.clone() {
        let src = root.join("src");
        if src.is_dir() {
            folders.push(src);
        }
    }
    let mut unique: Vec<PathBuf> = Vec::with_capacity(folders.len());
    for folder in folders {
        if !unique.contains(&folder) {
            unique.push(folder);
        }
    }
    unique
}

fn import_folders(configuration: &Configuration, surroundings: &Surroundings) -> Vec<PathBuf> {
    let mut folders = fallback_folders(configuration, &surroundings.variables);
    if let Some(prefix) = surroundings.variable("VIRTUAL_ENV") {
        folders.extend(PythonEnvironment::of_prefix(None, prefix.as_ref()).search_path);
    }
    folders
}
