//! `--db`: which database the user means.

use limbeck_diagnostics::Diagnostic;
use limbeck_project::DatabaseAddress;

use super::locate_only;
use crate::{Failure, Project, Run};

/// The option with the URL, in a section of the ini file.
const URL: &str = "sqlalchemy.url";

/// A run on the database that the user names: by a URL, by a name of the configuration (`[databases]` of limbeck's own
/// settings, or a section of the ini file), or by the name of a database on the project's own server. Without a name,
/// the run as it is.
///
/// # Errors
/// [`Failure`] if the configuration is wrong, or the project's own server would have to be known and is not.
pub(crate) fn choose(project: &Project, run: Run, name: Option<&str>) -> Result<Run, Failure> {
    let Some(name) = name else {
        return Ok(run);
    };
    let url = match configured(project, &run, name)? {
        Some(url) => url,
        None => on_same_server(project, &run, name)?,
    };
    Ok(Run {
        url: Some(url),
        ..run
    })
}

/// The URL of a name that does not need the project's own database.
pub(crate) fn configured(
    project: &Project,
    run: &Run,
    name: &str,
) -> Result<Option<String>, Failure> {
    if name.contains("://") {
        return Ok(Some(name.to_owned()));
    }
    let configuration = project.configuration();
    let mut databases = configuration.own_settings()?.databases()?;
    if let Some(address) = databases.swap_remove(name) {
        return match address {
            DatabaseAddress::Url(url) => Ok(Some(url)),
            DatabaseAddress::Variable(variable) => match run.surroundings.variable(&variable) {
                Some(url) => Ok(Some(url.to_owned())),
                None => Err(unset(name, &variable)),
            },
        };
    }
    let is_section = configuration.ini().has_section(name) && name != configuration.main_section();
    if !is_section {
        return Ok(None);
    }
    Ok(configuration.section_option(name, URL)?)
}

/// The URL of another database on the server of the project's own.
fn on_same_server(project: &Project, run: &Run, name: &str) -> Result<String, Failure> {
    let own = locate_only(project, run)?;
    let engine = own.engine.with_database(name)?;
    if let Some(file) = engine.file()
        && !file.is_file()
    {
        return Err(Failure::error(
            Diagnostic::error(
                "unknown-database",
                format!("There is no database `{name}`."),
            )
            .note(format!(
                "It is no name in the configuration, and there is no file {}.",
                file.display()
            ))
            .help("Add it to [tool.limbeck.databases] in pyproject.toml, or give its URL."),
        ));
    }
    Ok(engine.url().with_password())
}

fn unset(name: &str, variable: &str) -> Failure {
    Failure::error(
        Diagnostic::error(
            "variable-not-set",
            format!("The database `{name}` has its URL in the environment variable {variable}, which is not set."),
        )
        .help("Set the variable, or give the URL itself with --db."),
    )
}
