//! `doctor` without options: what the environment of a project comes to, and where each value is from.

use std::path::PathBuf;

use limbeck_schema::NamingConvention;

use crate::execution::{Destination, Work};
use crate::{Failure, Project, Run, execution};

/// What the environment of a project comes to.
#[derive(Clone, Debug)]
pub struct Examination {
    /// The files of the configuration.
    pub configuration: Vec<PathBuf>,
    /// The folder of `env.py`.
    pub script_directory: PathBuf,
    /// The Python that answers for the application, with its version; or why there is none.
    pub python: Result<String, String>,
    /// The file of kept answers.
    pub kept_file: PathBuf,
    /// How far it can be relied on.
    pub kept: KeptState,
    /// The values of the application that were needed.
    pub asked: Vec<Asked>,
    /// The databases that `env.py` works on, in its order.
    pub databases: Vec<ExaminedDatabase>,
    /// What `env.py`, or the connection, has failed with.
    pub failure: Option<Failure>,
}

/// A database that `env.py` works on, as it has configured it.
#[derive(Clone, Debug)]
pub struct ExaminedDatabase {
    /// Its URL without the password.
    pub url: String,
    /// Where the URL comes from.
    pub url_source: UrlSource,
    /// The name of its dialect.
    pub dialect: &'static str,
    /// The version of the server.
    pub server_version: Option<(u32, u32, u32)>,
    /// The version table, with its schema.
    pub version_table: String,
    /// Whether DDL is assumed to be part of transactions.
    pub transactional_ddl: bool,
    /// Whether each migration has a transaction of its own.
    pub transaction_per_migration: bool,
    /// The naming convention of `target_metadata`, or why it is not known.
    pub naming_convention: Result<NamingConvention, String>,
}

/// Where the URL of a database comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlSource {
    /// The user gave it, as an option or by a variable.
    Given,
    /// The application's own Python.
    Application,
    /// The configuration: `sqlalchemy.url`, or what that names.
    Configuration,
    /// `env.py` makes it.
    EnvPy,
}

/// How far the file of kept answers can be relied on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeptState {
    /// There is none.
    Absent,
    /// Every file that the answers depend on is as it was; how many answers there are.
    Fresh(usize),
    /// They do not count any more, for this reason.
    Stale(String),
}

/// A value that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The expression.
    pub expression: String,
    /// Whether the file of kept answers had it.
    pub kept: bool,
}

/// Runs `env.py` as `current` does, and tells what it has configured; nothing is changed in the databases.
/// Answers of the application that a run without Python needs are kept.
///
/// What goes wrong in `env.py` is part of the answer.
pub fn examine(project: &Project, run: Run) -> Examination {
    let configuration = project.configuration();
    let files = [configuration.ini_file(), configuration.toml_file()];
    let mut examination = Examination {
        configuration: files.into_iter().flatten().collect(),
        script_directory: project.config().script_directory.clone(),
        python: Err("none was needed".to_owned()),
        kept_file: PathBuf::new(),
        kept: KeptState::Absent,
        asked: Vec::new(),
        databases: Vec::new(),
        failure: None,
    };
    // What env.py logs is not what was asked for.
    let run = Run {
        log: run.log.silent(),
        ..run
    };
    let work = Work::Examine(&mut examination);
    let ran = execution::run(project, run, Destination::default(), work);
    examination.failure = ran.err();
    examination
}
