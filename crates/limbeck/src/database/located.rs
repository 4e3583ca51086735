//! [`LocatedDatabase`]: a database as `env.py`, or the configuration, leads to it.

use limbeck_database::{Engine, Url};
use limbeck_diagnostics::Diagnostic;
use limbeck_dialects::{CompileOptions, Dialect};
use limbeck_runtime::{RunError, Session, VersionTable};

use crate::execution::events::events;
use crate::execution::{self, Destination, Timings, Work};
use crate::{Failure, Project, Run};

/// A database that has answered.
#[derive(Clone)]
pub(crate) struct LocatedDatabase {
    /// The way to it.
    pub(crate) engine: Engine,
    /// What its server speaks.
    pub(crate) dialect: &'static dyn Dialect,
    /// Its version table, whether that is there or not.
    pub(crate) version_table: VersionTable,
}

impl LocatedDatabase {
    /// Its URL.
    pub(crate) fn url(&self) -> &Url {
        self.engine.url()
    }

    /// Opens a session that nothing has been done with.
    ///
    /// # Errors
    /// [`Failure`] if it does not answer any more.
    pub(crate) fn open(&self, run: &Run) -> Result<Session, Failure> {
        Ok(Session::open(
            self.engine.clone(),
            self.dialect,
            CompileOptions::default(),
            events(&run.log, &Timings::default()),
            run.stop.token(),
        )?)
    }

    /// Opens a session, and keeps other runs on the same version table away while that lasts.
    ///
    /// # Errors
    /// [`Failure`] if another run does not finish in time.
    pub(crate) fn open_locked(&self, run: &Run) -> Result<Session, Failure> {
        use limbeck_runtime::MigrationSink;

        let mut session = self.open(run)?;
        session
            .lock(&self.version_table, run.lock_timeout)
            .map_err(RunError::Lock)?;
        Ok(session)
    }
}

/// Finds the databases of a project, in the order in which `env.py` gets to them. Nothing is changed in them.
///
/// # Errors
/// [`Failure`] if `env.py` fails, or a database does not answer.
fn locate(project: &Project, run: &Run) -> Result<Vec<LocatedDatabase>, Failure> {
    let mut found: Vec<LocatedDatabase> = Vec::new();
    let mut each = |database: LocatedDatabase| {
        // With a URL that the user has given, an `env.py` of several databases gets to the same one again and again.
        if found.iter().all(|known| known.url() != database.url()) {
            found.push(database);
        }
    };
    // What env.py logs is about migrations.
    let silent = Run {
        log: run.log.silent(),
        ends_process: false,
        ..run.clone()
    };
    let work = Work::Locate { each: &mut each };
    execution::run(project, silent, Destination::default(), work)?;
    Ok(found)
}

/// Finds the database of a project that has only one.
///
/// # Errors
/// [`Failure`] as for [`locate`], and if there are several.
pub(crate) fn locate_only(project: &Project, run: &Run) -> Result<LocatedDatabase, Failure> {
    let mut found = locate(project, run)?;
    match (found.pop(), found.as_slice()) {
        (Some(only), []) => Ok(only),
        (Some(last), others) => {
            let urls: Vec<String> = others
                .iter()
                .chain([&last])
                .map(|database| database.url().to_string())
                .collect();
            Err(Failure::error(
                Diagnostic::error(
                    "several-databases",
                    format!("The project has {} databases.", urls.len()),
                )
                .note(format!("They are {}.", urls.join(", ")))
                .help("Name one of them with --db: a section of alembic.ini, or a URL."),
            ))
        }
        (None, _) => Err(Failure::error(
            Diagnostic::error("no-database", "env.py has run no migrations on any database.").help(
                "See to it that it calls context.run_migrations() with a connection; or name a database with --db.",
            ),
        )),
    }
}
