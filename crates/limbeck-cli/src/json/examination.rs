//! What the environment of a project comes to: what `doctor` answers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// What `doctor` answers: without options the environment, with --scripts the scripts.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Doctor {
    /// What the environment comes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<Examination>,
    /// What the scripts need to run, in load order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scripts: Option<Vec<super::ScriptReadiness>>,
}

/// What the environment of a project comes to, and where each value is from.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Examination {
    /// The files of the configuration.
    pub configuration: Vec<String>,
    /// The folder of env.py.
    pub script_directory: String,
    /// The Python that answers for the application, with its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub python: Option<String>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_python: Option<String>,
    /// The answers that are kept in a file.
    pub kept_answers: KeptAnswers,
    /// The values of the application that were needed.
    pub application: Vec<ApplicationValue>,
    /// The databases that env.py works on, in its order.
    pub databases: Vec<ExaminedDatabase>,
}

/// The file of kept answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct KeptAnswers {
    /// The file.
    pub file: String,
    /// How far it can be relied on.
    pub state: KeptState,
    /// Why its answers do not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How far kept answers can be relied on.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeptState {
    /// There is no file.
    Absent,
    /// The files that they depend on are as they were.
    Fresh,
    /// They do not count.
    Stale,
}

/// A value of the application that was needed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ApplicationValue {
    /// The expression.
    pub expression: String,
    /// Whether the answer was a kept one.
    pub kept: bool,
}

/// A database, as env.py has configured it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ExaminedDatabase {
    /// Its URL; three asterisks stand for the password.
    pub url: String,
    /// Where the URL comes from.
    pub url_source: UrlSource,
    /// The dialect.
    pub dialect: String,
    /// The version of the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_version: Option<String>,
    /// The version table, with its schema.
    pub version_table: String,
    /// Whether DDL is assumed to be part of transactions.
    pub transactional_ddl: bool,
    /// Whether each migration has a transaction of its own.
    pub transaction_per_migration: bool,
    /// The naming convention of target_metadata, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub naming_convention: Option<BTreeMap<String, String>>,
}

/// Where the URL of a database comes from.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UrlSource {
    /// --url or LIMBECK_DATABASE_URL.
    Given,
    /// The application's own Python.
    Application,
    /// The configuration.
    Configuration,
    /// env.py makes it.
    EnvPy,
}

impl Examination {
    /// What `doctor` has found out.
    pub fn of(found: &limbeck::Examination) -> Self {
        let (state, reason) = match &found.kept {
            limbeck::KeptState::Absent => (KeptState::Absent, None),
            limbeck::KeptState::Fresh(_) => (KeptState::Fresh, None),
            limbeck::KeptState::Stale(reason) => (KeptState::Stale, Some(reason.clone())),
        };
        let configuration = found.configuration.iter();
        Self {
            configuration: configuration
                .map(|file| file.display().to_string())
                .collect(),
            script_directory: found.script_directory.display().to_string(),
            python: found.python.clone().ok(),
            no_python: found.python.clone().err(),
            kept_answers: KeptAnswers {
                file: found.kept_file.display().to_string(),
                state,
                reason,
            },
            application: found
                .asked
                .iter()
                .map(|asked| ApplicationValue {
                    expression: asked.expression.clone(),
                    kept: asked.kept,
                })
                .collect(),
            databases: found.databases.iter().map(ExaminedDatabase::of).collect(),
        }
    }
}

impl ExaminedDatabase {
    fn of(database: &limbeck::ExaminedDatabase) -> Self {
        let version = database.server_version;
        let convention = database.naming_convention.as_ref().ok();
        Self {
            url: database.url.clone(),
            url_source: match database.url_source {
                limbeck::UrlSource::Given => UrlSource::Given,
                limbeck::UrlSource::Application => UrlSource::Application,
                limbeck::UrlSource::Configuration => UrlSource::Configuration,
                limbeck::UrlSource::EnvPy => UrlSource::EnvPy,
            },
            dialect: database.dialect.to_owned(),
            server_version: version.map(|(major, minor, patch)| format!("{major}.{minor}.{patch}")),
            version_table: database.version_table.clone(),
            transactional_ddl: database.transactional_ddl,
            transaction_per_migration: database.transaction_per_migration,
            naming_convention: convention.map(|convention| {
                let templates = convention.templates.iter();
                templates
                    .map(|(kind, template)| (kind.clone(), template.clone()))
                    .collect()
            }),
        }
    }
}
