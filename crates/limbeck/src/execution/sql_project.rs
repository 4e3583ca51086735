//! A project of scripts in SQL without `env.py`: what that would say is in the configuration.

use std::borrow::Cow;
use std::path::Path;

use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_project::ini::Ini;
use limbeck_project::logging::LoggingConfig;
use limbeck_project::{Configuration, ProjectError};
use limbeck_revisions::{RevisionGraph, RevisionId};
use limbeck_runtime::VersionTable;
use limbeck_schema::QualifiedName;
use limbeck_scripts::ScriptFormat;

use super::direct::{DirectRun, SqlScripts, Target};
use super::{Destination, Work};
use crate::{Failure, MigrationReport, Project, Run, mend};

/// The option with the URL.
const URL: &str = "sqlalchemy.url";

/// The option that names the environment variable with the URL.
const URL_VARIABLE: &str = "url_variable";

/// What is logged, and how, unless the ini file says: Alembic's own templates do it so.
const LOGGING: &str = "
[loggers]
keys = root, alembic

[handlers]
keys = console

[formatters]
keys = generic

[logger_root]
level = WARNING
handlers = console

[logger_alembic]
level = INFO
handlers =
qualname = alembic

[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = generic

[formatter_generic]
format = %(levelname)-5.5s [%(name)s] %(message)s
";

/// Whether a project has no `env.py` and no script that would need one.
///
/// # Errors
/// [`Failure`] if the folders of the scripts cannot be read.
pub(crate) fn is_one(project: &Project) -> Result<bool, Failure> {
    if project.config().env_py().is_file() {
        return Ok(false);
    }
    let scripts = project.script_files()?;
    Ok(scripts
        .iter()
        .all(|path| ScriptFormat::of(path) == Some(ScriptFormat::Sql)))
}

/// Carries out what a command wants.
///
/// # Errors
/// [`Failure`] if the configuration does not say where to, or that fails.
pub(super) fn run(
    project: &Project,
    run: &Run,
    destination: &Destination,
    work: Work<'_>,
) -> Result<MigrationReport, Failure> {
    let configuration = project.configuration();
    configure_logging(configuration, run)?;
    let target = Target {
        url: url(configuration, run)?,
        version_table: version_table(configuration)?,
        transaction_per_migration: configuration.boolean_option("transaction_per_migration")?,
    };
    project.refuse_ambiguous_head()?;
    DirectRun::new(project, &target, run, destination).carry_out(work)
}

impl SqlScripts for Project {
    fn graph(&self) -> Result<&RevisionGraph, Failure> {
        Project::graph(self)
    }

    fn source(&self, path: &Path) -> Result<Cow<'_, [u8]>, Box<Diagnostic>> {
        limbeck_scripts::sql::read_source(path).map(Cow::Owned)
    }

    fn explain(&self, failure: Failure, rows: &[RevisionId]) -> Failure {
        mend::unknown_row(failure, self, rows)
    }
}

/// The URL: the one that the user gave, else that of the variable, else that of the file.
fn url(configuration: &Configuration, run: &Run) -> Result<String, Failure> {
    if let Some(url) = &run.url {
        return Ok(url.clone());
    }
    let variable = configuration.text_option(URL_VARIABLE)?;
    let of_variable = variable
        .as_deref()
        .and_then(|name| run.surroundings.variable(name));
    if let Some(url) = of_variable {
        return Ok(url.to_owned());
    }
    if let Some(url) = configuration.text_option(URL)? {
        return Ok(url);
    }
    let mut diagnostic = Diagnostic::error(
        "no-url",
        "The project does not say which database it is for.",
    )
    .help(format!(
        "Give the URL with --url or LIMBECK_DATABASE_URL; or set `{URL}` in the configuration, or \
         `{URL_VARIABLE}` to the name of the environment variable that has it."
    ));
    if let Some(variable) = variable {
        diagnostic = diagnostic.note(format!("The variable {variable} is not set."));
    }
    let file = configuration
        .ini_file()
        .or_else(|| configuration.toml_file());
    diagnostic.location = file.map(SourceLocation::file);
    Err(Failure::error(diagnostic))
}

fn version_table(configuration: &Configuration) -> Result<VersionTable, ProjectError> {
    let mut table = VersionTable::default();
    let name = configuration.text_option("version_table")?;
    let schema = configuration.text_option("version_table_schema")?;
    if name.is_some() || schema.is_some() {
        let default = table.name.name.to_string();
        table.name = QualifiedName::in_schema(schema.map(Into::into), name.unwrap_or(default));
    }
    Ok(table)
}

fn configure_logging(configuration: &Configuration, run: &Run) -> Result<(), Failure> {
    let config = if configuration.ini().has_section("loggers") {
        LoggingConfig::parse(configuration.ini())?
    } else {
        let mut ini = Ini::with_defaults([] as [(String, String); 0]);
        ini.read(Path::new("alembic.ini"), LOGGING)
            .map_err(ProjectError::from)?;
        LoggingConfig::parse(&ini)?
    };
    for warning in &config.warnings {
        run.log.observer().warning("UserWarning", &warning.message);
    }
    run.log.loggers().configure(&config, true);
    Ok(())
}
