//! Models that a setting of limbeck's names, instead of those that `env.py` has.

use std::path::{Path, PathBuf};

use limbeck_database::{Connection, Engine, Url};
use limbeck_diagnostics::Diagnostic;
use limbeck_dialects::Dialect;
use limbeck_models::{Models, database, sql};
use limbeck_runtime::ScratchDatabase;

use crate::application::{Application, Unanswered};
use crate::{Failure, Project, Run};

/// The setting.
const SETTING: &str = "models";

/// Where the models of a project come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ModelsSource {
    /// A module, package or folder with models of Pydantic.
    Pydantic(String),
    /// A file of SQL, or a folder of them.
    Sql(PathBuf),
    /// Another database, by its URL.
    Database(String),
}

impl ModelsSource {
    /// What `models` of `[tool.limbeck]` or `limbeck.toml` says; `None` if it is not there.
    ///
    /// # Errors
    /// [`Failure`] if the settings cannot be read.
    pub(crate) fn configured(project: &Project) -> Result<Option<Self>, Failure> {
        let settings = project.configuration().own_settings()?;
        let named = settings.text(SETTING)?;
        Ok(named.map(|name| Self::of(name, &folder(project))))
    }

    fn of(name: String, folder: &Path) -> Self {
        let path = folder.join(&name);
        if name.contains("://") {
            ModelsSource::Database(name)
        } else if sql::is_source(&path) {
            ModelsSource::Sql(path)
        } else {
            ModelsSource::Pydantic(name)
        }
    }
}

/// The database that models are meant for.
pub(crate) struct Wanted<'w> {
    /// Its dialect.
    pub(crate) dialect: &'static dyn Dialect,
    /// The way to it, if it is there: models in SQL are loaded into one beside it.
    pub(crate) engine: Option<&'w Engine>,
}

impl ModelsSource {
    /// Loads the models. Warnings are told.
    ///
    /// # Errors
    /// [`Failure`] if they cannot be loaded, with what the application, the database or a file has to do with it.
    pub(crate) fn load(
        &self,
        project: &Project,
        run: &Run,
        application: &Application<'_>,
        wanted: &Wanted<'_>,
    ) -> Result<Models, Failure> {
        let models = match self {
            ModelsSource::Pydantic(name) => application
                .pydantic_models(name, &folder(project), wanted.dialect)
                .map_err(|unanswered| no_models(name, unanswered))?,
            ModelsSource::Sql(path) => {
                let engine = wanted.engine.ok_or_else(no_server)?;
                let scratch = ScratchDatabase::create(engine, wanted.dialect)
                    .map_err(|error| Failure::error(error.into()))?;
                load_sql(path, scratch.engine(), run, wanted.dialect)?
            }
            ModelsSource::Database(url) => load_database(url, run, wanted.dialect)?,
        };
        tell_warnings(run, &models);
        Ok(models)
    }
}

/// Tells what the user should know of models.
pub(crate) fn tell_warnings(run: &Run, models: &Models) {
    for warning in &models.warnings {
        run.log.observer().warning("UserWarning", warning);
    }
}

/// Why there are no models of the application.
pub(crate) fn no_models(about: &str, unanswered: Unanswered) -> Failure {
    Failure::error(match unanswered {
        Unanswered::Failed(diagnostic) | Unanswered::Raised { diagnostic, .. } => *diagnostic,
        Unanswered::Unavailable(reason) => Diagnostic::error(
            "no-models",
            format!(
                "The models of `{about}` can only be loaded by the project's own Python, and there is none to ask."
            ),
        )
        .note(reason.note)
        .help(reason.help),
    })
}

fn no_server() -> Failure {
    Failure::error(
        Diagnostic::error(
            "no-server",
            "Models in SQL are loaded into an empty database beside the project's, and here none is connected to.",
        )
        .help("Leave out --sql."),
    )
}

/// The folder of limbeck's settings, which paths in them start from.
pub(crate) fn folder(project: &Project) -> PathBuf {
    let configuration = project.configuration();
    let file = configuration
        .toml_path()
        .map(|path| configuration.working_directory().join(path));
    let folder = file.as_deref().and_then(Path::parent);
    folder
        .unwrap_or(configuration.working_directory())
        .to_owned()
}

/// What another database holds. Nothing is changed in it.
///
/// # Errors
/// [`Failure`] if it does not answer, or is of another kind.
pub(crate) fn load_database(
    url: &str,
    run: &Run,
    dialect: &'static dyn Dialect,
) -> Result<Models, Failure> {
    let engine = Engine::new(Url::parse(url)?, &[], &run.surroundings.for_drivers())?;
    if engine.url().dialect() != dialect.name() {
        return Err(Failure::error(
            Diagnostic::error(
                "other-database",
                format!(
                    "{} is of another kind than the project's database.",
                    engine.url()
                ),
            )
            .help("Compare databases of one kind."),
        ));
    }
    connected(&engine, run, |connection| {
        database::load(connection, dialect, &database::everything(dialect)).map_err(|error| {
            Failure::error(
                Diagnostic::error(
                    "inspection",
                    format!("{} cannot be inspected: {error}.", engine.url()),
                )
                .help("Write the migrations of what it names by hand."),
            )
        })
    })
}

/// What files of SQL make of an empty database.
///
/// # Errors
/// [`Failure`] if the database does not answer, or refuses a statement.
pub(crate) fn load_sql(
    source: &Path,
    scratch: &Engine,
    run: &Run,
    dialect: &'static dyn Dialect,
) -> Result<Models, Failure> {
    let files = sql::files(source).map_err(|diagnostic| Failure::error(*diagnostic))?;
    connected(scratch, run, |connection| {
        sql::load(connection, dialect, &files, &database::everything(dialect))
            .map_err(|diagnostic| Failure::error(*diagnostic))
    })
}

/// Does something with a connection of its own, which ends with the command.
fn connected<T>(
    engine: &Engine,
    run: &Run,
    f: impl FnOnce(&mut dyn Connection) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let mut connection = engine.connect()?;
    let canceller = connection.canceller();
    run.stop.token().watch(&canceller);
    f(&mut *connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_setting_names() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("tables")).expect("a folder");
        std::fs::write(folder.path().join("tables/a.sql"), "").expect("a file");
        let check = |name: &str, expected| {
            assert_eq!(ModelsSource::of(name.to_owned(), folder.path()), expected);
        };
        check(
            "shop.entities",
            ModelsSource::Pydantic("shop.entities".to_owned()),
        );
        check(
            "src/entities",
            ModelsSource::Pydantic("src/entities".to_owned()),
        );
        check(
            "schema.sql",
            ModelsSource::Sql(folder.path().join("schema.sql")),
        );
        check("tables", ModelsSource::Sql(folder.path().join("tables")));
        check("x://h/d", ModelsSource::Database("x://h/d".to_owned()));
    }
}
