//! Migrations in SQL that are part of a Rust program.
//!
//! The scripts are those that the command line runs, so that both may work on one database; see the
//! documentation of SQL migrations for what is in them. Their texts come with the program: nothing is
//! read from the disk, no environment variable is looked at, and no interpreter is started.
//!
//! ```
//! use limbeck::embedded::{Database, Migrations};
//!
//! # fn main() -> Result<(), limbeck::Failure> {
//! # let folder = tempfile::tempdir().expect("a folder");
//! # let url = format!("sqlite:///{}", folder.path().join("app.db").display());
//! let migrations = Migrations::from_files([(
//!     "4f1c20b7a9d3_add_users.sql",
//!     "-- revision: 4f1c20b7a9d3
//! -- down_revision: none
//! -- message: Add users
//!
//! -- upgrade
//! CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL);
//!
//! -- downgrade
//! DROP TABLE users;
//! ",
//! )])?;
//! let database = Database::new(&url);
//! migrations.upgrade(&database, "heads")?;
//! assert_eq!(migrations.current(&database)?, ["4f1c20b7a9d3"]);
//! migrations.downgrade(&database, "base")?;
//! # Ok(())
//! # }
//! ```
//!
//! [`include_migrations!`](crate::include_migrations) takes the files into the program:
//!
//! ```ignore
//! let migrations = limbeck::include_migrations![
//!     "../migrations/4f1c20b7a9d3_add_users.sql",
//!     "../migrations/9b2e6d105c77_add_orders.sql",
//! ]?;
//! ```

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_revisions::{CommandError, Revision, RevisionGraph, RevisionId, Target};
use limbeck_runtime::{DEFAULT_LOCK_TIMEOUT, VersionTable};
use limbeck_schema::QualifiedName;
use limbeck_scripts::sql::SqlScript;

use crate::execution::direct::{self, DirectRun, SqlScripts};
use crate::execution::{Destination, Look, Work};
use crate::logging::Silence;
use crate::{
    CommandLine, Failure, Log, MigrationReport, Observer, PythonChoice, Run, Stop, Surroundings,
};

/// The migrations of a program.
#[derive(Debug)]
pub struct Migrations {
    graph: RevisionGraph,
    texts: HashMap<PathBuf, Cow<'static, str>>,
}

/// The database of a program, and how its migrations run on it.
pub struct Database {
    url: String,
    version_table: VersionTable,
    lock_timeout: Duration,
    transaction_per_migration: bool,
    observer: Arc<dyn Observer>,
    stop: Stop,
}

impl Migrations {
    /// Migrations of these names and texts, in any order. The names are what errors show.
    ///
    /// # Errors
    /// [`Failure`] for a text that is no script, and for scripts that contradict each other.
    pub fn from_files<N, T>(files: impl IntoIterator<Item = (N, T)>) -> Result<Self, Failure>
    where
        N: Into<PathBuf>,
        T: Into<Cow<'static, str>>,
    {
        let mut revisions = Vec::new();
        let mut texts = HashMap::new();
        for (name, text) in files {
            let (path, text) = (name.into(), text.into());
            revisions.push(revision(&path, &text)?);
            texts.insert(path, text);
        }
        let graph = RevisionGraph::new(revisions).map_err(CommandError::from)?;
        if let Some(warning) = graph.warnings().first() {
            let message = format!("{warning}.");
            return Err(Failure::refused(
                Diagnostic::error("ambiguous-scripts", message)
                    .help("Correct the headers of the scripts."),
            ));
        }
        Ok(Self { graph, texts })
    }

    /// The revisions that no other follows.
    pub fn heads(&self) -> Vec<&str> {
        let heads = self.graph.heads();
        heads.map(|head| head.id().as_str()).collect()
    }

    /// Upgrades to a revision, such as `heads`.
    ///
    /// Several programs may do so at once: one of them works, and the others wait for it.
    ///
    /// # Errors
    /// [`Failure`] if there is no way there, or a migration fails; what it says names the script and
    /// the line.
    pub fn upgrade(&self, database: &Database, revision: &str) -> Result<MigrationReport, Failure> {
        let end = Target::of_upgrade(revision, false)?.end;
        self.run(
            database,
            Work::Migrate {
                purge: false,
                plan: &|graph, rows| graph.upgrade(end, rows),
            },
        )
    }

    /// Downgrades to a revision, such as `base` or `-1`.
    ///
    /// # Errors
    /// [`Failure`] as for [`Migrations::upgrade`].
    pub fn downgrade(
        &self,
        database: &Database,
        revision: &str,
    ) -> Result<MigrationReport, Failure> {
        let end = Target::of_downgrade(revision, false)?.end;
        self.run(
            database,
            Work::Migrate {
                purge: false,
                plan: &|graph, rows| graph.downgrade(end, rows),
            },
        )
    }

    /// The revisions that are applied to a database, as its version table has them. Nothing is created.
    ///
    /// # Errors
    /// [`Failure`] if the database cannot be asked.
    pub fn current(&self, database: &Database) -> Result<Vec<RevisionId>, Failure> {
        let mut rows = Vec::new();
        let mut look = |seen: &Look<'_>| {
            rows = seen.rows.to_vec();
            Ok(())
        };
        self.run(
            database,
            Work::Look {
                creates_version_table: false,
                each: &mut look,
            },
        )?;
        Ok(rows)
    }

    fn run(&self, database: &Database, work: Work<'_>) -> Result<MigrationReport, Failure> {
        let target = direct::Target {
            url: database.url.clone(),
            version_table: database.version_table.clone(),
            transaction_per_migration: database.transaction_per_migration,
        };
        let destination = Destination::default();
        DirectRun::new(self, &target, &database.run(), &destination).carry_out(work)
    }
}

impl SqlScripts for Migrations {
    fn graph(&self) -> Result<&RevisionGraph, Failure> {
        Ok(&self.graph)
    }

    fn source(&self, path: &Path) -> Result<Cow<'_, [u8]>, Box<Diagnostic>> {
        match self.texts.get(path) {
            Some(text) => Ok(Cow::Borrowed(text.as_bytes())),
            None => Err(Box::new(
                Diagnostic::error("unreadable-script", "The script is not embedded.")
                    .at(SourceLocation::file(path)),
            )),
        }
    }
}

impl Database {
    /// The database of a URL as SQLAlchemy writes it. A path in it that is not absolute begins at the
    /// working directory.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            version_table: VersionTable::default(),
            lock_timeout: DEFAULT_LOCK_TIMEOUT,
            transaction_per_migration: false,
            observer: Arc::new(Silence),
            stop: Stop::default(),
        }
    }

    /// The same with another version table than `alembic_version`, in that schema if one is given.
    #[must_use]
    pub fn version_table(mut self, name: &str, schema: Option<&str>) -> Self {
        self.version_table.name = QualifiedName::in_schema(schema.map(Into::into), name);
        self
    }

    /// The same with another time than a minute to wait for a program that migrates it already.
    #[must_use]
    pub fn lock_timeout(mut self, timeout: Duration) -> Self {
        self.lock_timeout = timeout;
        self
    }

    /// The same with a transaction for every migration, instead of one for all.
    #[must_use]
    pub fn transaction_per_migration(mut self) -> Self {
        self.transaction_per_migration = true;
        self
    }

    /// The same with somebody who is told of the steps and the warnings.
    #[must_use]
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = observer;
        self
    }

    /// The same with a way to stop what runs on it from another thread.
    #[must_use]
    pub fn stop(mut self, stop: Stop) -> Self {
        self.stop = stop;
        self
    }

    fn run(&self) -> Run {
        let surroundings = Surroundings {
            working_directory: PathBuf::from("."),
            home: None,
            user: None,
            time_zone: || TimeZone::UTC,
            variables: Vec::new(),
            reserves_stdout: true,
        };
        Run {
            url: None,
            x_arguments: Vec::new(),
            python: PythonChoice::Never,
            lock_timeout: self.lock_timeout,
            command_line: CommandLine::default(),
            log: Log::new(self.observer.clone(), surroundings.time_zone),
            surroundings: Arc::new(surroundings),
            stop: self.stop.clone(),
            ends_process: false,
        }
    }
}

/// The revision of a script.
fn revision(path: &Path, text: &str) -> Result<Revision, Failure> {
    let script = SqlScript::parse(text.as_bytes())
        .map_err(|error| Failure::error(error.diagnostic(path)))?;
    let header = script.header;
    Ok(Revision {
        id: RevisionId::from(header.revision.unwrap_or_default()),
        down_revisions: header
            .down_revisions
            .into_iter()
            .map(RevisionId::from)
            .collect(),
        branch_labels: header.branch_labels,
        depends_on: header.depends_on,
        long_doc: header.long_doc,
        path: path.to_owned(),
    })
}

/// Takes files of SQL migrations into the program: [`embedded::Migrations`](crate::embedded::Migrations)
/// of these paths, which begin at the file that has this line.
///
/// Evaluates to a `Result`, since the headers are read when the program runs.
#[macro_export]
macro_rules! include_migrations {
    ($($path:literal),+ $(,)?) => {
        $crate::embedded::Migrations::from_files([$(($path, include_str!($path))),+])
    };
}
