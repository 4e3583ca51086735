//! `db drift`.

use limbeck_autogenerate::{Change, changes};
use limbeck_dialects::inspection::SchemaScope;
use limbeck_revisions::RevisionId;
use limbeck_runtime::{MigrationSink, RunError, ScratchDatabase};
use limbeck_schema::{QualifiedName, Schema};

use crate::database::{choose, inspected, locate_only};
use crate::execution::{self, Destination, Work};
use crate::{Failure, Project, Run};

/// What was changed in a database without a migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// The URL of the database, without the password.
    pub url: String,
    /// The rows of its version table.
    pub revisions: Vec<RevisionId>,
    /// What tells it from what its migrations make.
    pub changes: Vec<Change>,
}

/// Compares a database with what the migrations make that are applied to it. They are run on a scratch database on the
/// same server, which is dropped afterwards. Nothing is changed in the database itself.
///
/// # Errors
/// [`Failure`] if the databases cannot be had or inspected, or a migration fails on the scratch database.
pub fn drift(project: &Project, run: Run, database: Option<&str>) -> Result<Drift, Failure> {
    let run = choose(project, run, database)?;
    let database = locate_only(project, &run)?;
    let dialect = database.dialect;
    let revisions = {
        let mut session = database.open(&run)?;
        let rows = session
            .version_rows(&database.version_table, &[])
            .map_err(RunError::Sink)?;
        rows.unwrap_or_default()
    };
    let scratch = ScratchDatabase::create(&database.engine, dialect)
        .map_err(|error| Failure::error(error.into()))?;
    let before = inspected(scratch.engine(), dialect, SchemaScope::All)?.schemas;
    for revision in &revisions {
        migrate(project, &run, &scratch, revision)?;
    }
    let after = inspected(scratch.engine(), dialect, SchemaScope::All)?.schemas;
    // A server may show databases of others as schemas.
    let made: Vec<String> = after
        .iter()
        .filter(|name| !before.contains(name))
        .map(|name| name.as_str().to_owned())
        .collect();
    let scope = match made.is_empty() {
        true => SchemaScope::Default,
        false => SchemaScope::With(made),
    };
    let mut wanted = inspected(scratch.engine(), dialect, scope.clone())?;
    let mut found = inspected(&database.engine, dialect, scope)?;
    for schema in [&mut wanted, &mut found] {
        leave_out(schema, &database.version_table.name);
    }
    Ok(Drift {
        url: database.url().to_string(),
        revisions,
        changes: changes(&wanted, &found),
    })
}

/// Runs the migrations up to a revision on the scratch database.
fn migrate(
    project: &Project,
    run: &Run,
    scratch: &ScratchDatabase,
    revision: &RevisionId,
) -> Result<(), Failure> {
    let run = Run {
        url: Some(scratch.engine().url().with_password()),
        log: run.log.silent(),
        ends_process: false,
        ..run.clone()
    };
    let work = Work::Migrate {
        purge: false,
        plan: &|graph, rows| graph.upgrade(revision.as_str(), rows),
    };
    execution::run(project, run, Destination::default(), work)
        .map(drop)
        .map_err(|failure| Failure {
            diagnostic: Box::new(
                failure
                    .diagnostic
                    .note("It happened on a scratch database, which is gone."),
            ),
            ..failure
        })
}

/// The version table is nobody's business.
fn leave_out(schema: &mut Schema, version_table: &QualifiedName) {
    schema.tables.retain(|table| table.name != *version_table);
}
