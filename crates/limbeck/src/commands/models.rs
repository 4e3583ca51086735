//! The models of a project.

use limbeck_dialects::Dialect;
use limbeck_models::Models;

use crate::execution::{self, Destination, Work};
use crate::{Failure, Project, Run};

/// What the models describe, for one database.
#[derive(Clone)]
pub struct LoadedModels {
    /// The dialect of the database.
    pub dialect: &'static dyn Dialect,
    /// The models.
    pub models: Models,
}

/// Loads the models of `target_metadata`, or of each database that `env.py` configures. No database is connected to:
/// `env.py` runs as it does with `--sql`.
///
/// # Errors
/// [`Failure`] if `env.py` or the application fails, or no Python can be asked.
pub fn load_models(project: &Project, run: Run) -> Result<Vec<LoadedModels>, Failure> {
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
    execution::run(project, run, destination, work)?;
    Ok(loaded)
}
