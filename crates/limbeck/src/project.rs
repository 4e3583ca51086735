//! [`Project`]: the configuration and the scripts that a command works on.

#[cfg(feature = "python")]
mod dynamic_header;
mod git;

use std::cell::{OnceCell, RefCell};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use limbeck_diagnostics::Diagnostic;
use limbeck_project::{
    ConfigFiles, Configuration, ConfigurationSource, ProjectConfig, PythonEnvironment,
    WarningCategory, Warnings,
};
#[cfg(feature = "python")]
use limbeck_python::Settings;
use limbeck_revisions::{Place, RevisionGraph, RevisionId, RevisionRef, RevisionWarning};
#[cfg(feature = "python")]
use limbeck_scripts::ScriptHeader;
use limbeck_scripts::directory::{self, DirectoryError, ScriptDirectory};

use crate::{Failure, Log, Surroundings, mend};
#[cfg(feature = "python")]
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
#[cfg_attr(
    not(feature = "python"),
    expect(dead_code, reason = "what only Python may see")
)]
pub struct Project {
    configuration: Configuration,
    config: ProjectConfig,
    /// The values of `-c`.
    config_arguments: Vec<String>,
    log: Log,
    variables: Vec<(String, String)>,
    reserves_stdout: bool,
    graph: OnceCell<RevisionGraph>,
    reading: RefCell<Option<Reading>>,
}

/// A thread that reads the revisions.
type Reading = JoinHandle<Option<(RevisionGraph, Warnings)>>;

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
        let mut configuration = Configuration::load(source)?;
        locate_beside_ini(&mut configuration)?;
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
            config_arguments: files.config.clone(),
            log: log.clone(),
            variables: surroundings.variables.clone(),
            reserves_stdout: surroundings.reserves_stdout,
            graph: OnceCell::new(),
            reading: RefCell::default(),
        })
    }

    /// The configuration, option by option.
    pub fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    /// The values of `-c`, for a command line that means the same configuration.
    #[cfg(feature = "python")]
    pub(crate) fn config_arguments(&self) -> &[String] {
        &self.config_arguments
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
        let reading = self.reading.take().and_then(|reading| reading.join().ok());
        let graph = match reading.flatten() {
            Some((graph, warnings)) => {
                tell(&self.log, &warnings);
                graph
            }
            None => self.load_graph()?,
        };
        Ok(self.graph.get_or_init(|| graph))
    }

    /// The files of the scripts, in load order.
    ///
    /// # Errors
    /// [`Failure`] if a folder cannot be read.
    pub(crate) fn script_files(&self) -> Result<Vec<PathBuf>, Failure> {
        // What there is to warn of is told when they are read.
        let mut warnings = Warnings::default();
        Ok(ScriptDirectory::new(&self.config).scripts(&mut warnings)?)
    }

    /// Begins to read the revisions on another thread, for [`Project::graph`] to find. What cannot be read
    /// so, because it has to be run or is wrong, it meets again.
    #[cfg(feature = "python")]
    pub(crate) fn read_ahead(&self) {
        if self.graph.get().is_some() {
            return;
        }
        let config = self.config.clone();
        let reading = std::thread::Builder::new()
            .name("read".to_owned())
            .spawn(move || {
                let mut warnings = Warnings::default();
                let revisions =
                    ScriptDirectory::new(&config).load(&mut warnings, directory::refuse);
                let graph = RevisionGraph::new(revisions.ok()?).ok()?;
                graph.warnings().is_empty().then_some((graph, warnings))
            });
        // Without a thread the revisions are read when they are needed.
        *self.reading.borrow_mut() = reading.ok();
    }

    fn load_graph(&self) -> Result<RevisionGraph, Failure> {
        let mut warnings = Warnings::default();
        let directory = ScriptDirectory::new(&self.config);
        #[cfg(feature = "python")]
        let revisions = {
            let mut evaluator = HeaderEvaluator::new(self);
            directory.load(&mut warnings, |path, reason| {
                evaluator.evaluate(path, reason)
            })
        };
        #[cfg(not(feature = "python"))]
        let revisions = directory.load(&mut warnings, directory::refuse);
        tell(&self.log, &warnings);
        let graph =
            RevisionGraph::new(revisions?).map_err(|error| mend::missing_script(error, self))?;
        for warning in graph.warnings() {
            refuse_duplicate_head(&graph, warning)?;
            self.log
                .observer()
                .warning("UserWarning", &warning.to_string());
        }
        Ok(graph)
    }

    /// The header of a script that has to be run to know it.
    #[cfg(feature = "python")]
    pub(crate) fn evaluate_header(
        &self,
        path: &Path,
        reason: &directory::Unevaluated,
    ) -> Result<ScriptHeader, Diagnostic> {
        HeaderEvaluator::new(self).evaluate(path, reason)
    }

    /// Refuses a project that no command may work on, before anything is connected to.
    ///
    /// # Errors
    /// [`Failure`] if two scripts claim to be the same head. Other failures come up where Alembic
    /// finds them.
    pub(crate) fn refuse_ambiguous_head(&self) -> Result<(), Failure> {
        match self.graph() {
            Err(failure) if failure.diagnostic.code == DUPLICATE_HEAD => Err(failure),
            Ok(_) | Err(_) => Ok(()),
        }
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
                        Diagnostic::error(
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
    #[cfg(feature = "python")]
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
            prints_to_stderr: self.reserves_stdout,
            ..Settings::default()
        }
    }
}

/// Flask-Migrate leaves the script location out of its `alembic.ini`, which lies in the script
/// directory, and sets it from its command line.
fn locate_beside_ini(configuration: &mut Configuration) -> Result<(), Failure> {
    let Some(ini) = configuration.ini_file() else {
        return Ok(());
    };
    let Some(folder) = ini
        .parent()
        .filter(|folder| folder.join("env.py").is_file())
    else {
        return Ok(());
    };
    let has_section = configuration
        .ini()
        .has_section(configuration.main_section());
    if has_section && configuration.alembic_option("script_location")?.is_none() {
        let folder = folder.to_string_lossy().replace('%', "%%");
        configuration.set_main_option("script_location", &folder)?;
    }
    Ok(())
}

/// The code of the error for two scripts that claim to be the same head.
const DUPLICATE_HEAD: &str = "duplicate-head";

/// Alembic lists a head twice that two scripts claim to be, and runs whichever it read last.
fn refuse_duplicate_head(graph: &RevisionGraph, warning: &RevisionWarning) -> Result<(), Failure> {
    let RevisionWarning::Duplicate(id) = warning else {
        return Ok(());
    };
    if !graph
        .revision(id.as_str())
        .is_some_and(RevisionRef::is_head)
    {
        return Ok(());
    }
    let diagnostic = Diagnostic::error(DUPLICATE_HEAD, warning.to_string())
        .note("It is a head, so that it is not clear which of the scripts is to run.")
        .help("Give one of the scripts another `revision`.");
    Err(Failure::refused(diagnostic))
}

impl From<DirectoryError> for Failure {
    fn from(error: DirectoryError) -> Self {
        let refused = matches!(error, DirectoryError::NoRevisionId { .. });
        let diagnostic = Diagnostic::from(error);
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
/// project that is installed in development mode has its packages: the working directory, the
/// folders of the configuration, those above them in the same repository that hold a Python
/// project, and the `src` folders of all of these.
fn fallback_folders(configuration: &Configuration, variables: &[(String, String)]) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = variables
        .iter()
        .filter(|(name, _)| name == "PYTHONPATH")
        .flat_map(|(_, value)| std::env::split_paths(value).collect::<Vec<_>>())
        .filter(|folder| !folder.as_os_str().is_empty())
        .collect();
    let mut roots = vec![configuration.working_directory().to_owned()];
    roots.extend(config_folders(configuration));
    for root in roots.clone() {
        roots.extend(enclosing_projects(&root));
    }
    for root in roots {
        let src = root.join("src");
        folders.push(root);
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

/// The folders above a folder, up to the root of its repository, that hold a Python project.
/// Without a repository there is no telling where to stop, and there are none.
fn enclosing_projects(folder: &Path) -> Vec<PathBuf> {
    let mut projects = Vec::new();
    for above in folder.ancestors() {
        let is_root = above.join(".git").exists();
        let is_project = ["pyproject.toml", "setup.py", "setup.cfg"]
            .iter()
            .any(|file| above.join(file).is_file());
        if above != folder && (is_root || is_project) {
            projects.push(above.to_owned());
        }
        if is_root {
            return projects;
        }
    }
    Vec::new()
}

fn import_folders(configuration: &Configuration, surroundings: &Surroundings) -> Vec<PathBuf> {
    let mut folders = fallback_folders(configuration, &surroundings.variables);
    if let Some(prefix) = surroundings.variable("VIRTUAL_ENV") {
        folders.extend(PythonEnvironment::of_prefix(None, prefix.as_ref()).search_path);
    }
    folders
}
