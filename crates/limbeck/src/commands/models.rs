//! The models of a project.

use limbeck_dialects::Dialect;
use limbeck_models::Models;

use crate::application::{Application, Asking};
use crate::database::locate_only;
use crate::execution::{self, Destination, Work};
use crate::models::{ModelsSource, Wanted};
use crate::{Failure, Project, Run};

/// What the models describe, for one database.
#[derive(Clone)]
pub struct LoadedModels {
    /// The dialect of the database.
    pub dialect: &'static dyn Dialect,
    /// The models.
    pub models: Models,
}

/// Loads the models of a project: those that limbeck's settings name, or else the `target_metadata` of each database that
/// `env.py` configures, which runs as it does with `--sql`. A database is only connected to where models are in SQL or in
/// another database.
///
/// # Errors
/// [`Failure`] if `env.py` or the application fails, or no Python can be asked; what loading models can fail for.
pub fn load_models(project: &Project, run: Run) -> Result<Vec<LoadedModels>, Failure> {
    if let Some(source) = ModelsSource::configured(project)? {
        let database = locate_only(project, &run)?;
        let application = Application::new(project, &run, Asking::WhenNeeded);
        let wanted = Wanted {
            dialect: database.dialect,
            engine: Some(&database.engine),
        };
        return Ok(vec![LoadedModels {
            dialect: database.dialect,
            models: source.load(project, &run, &application, &wanted)?,
        }]);
    }
    let mut loaded = Vec::new();
    let mut each = |models| {
        loaded.push(models);
        Ok(())
    };
    let work = Work::Models { each: &mut each };
    let destination = Destination {
        sql: true,
        ..Destination::default()
    };
    // env.py is run as with --sql; what it would write is nobody's concern here.
    let silent = Run {
        log: run.log.silent(),
        ends_process: false,
        ..run
    };
    execution::run(project, silent, destination, work)?;
    Ok(loaded)
}
