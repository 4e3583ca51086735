//! [`DirectRun`]: scripts in SQL against one database, without `env.py` and without an interpreter.

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::Path;

use limbeck_database::{Engine, Url};
use limbeck_diagnostics::Diagnostic;
use limbeck_dialects::{CompileOptions, Dialect};
use limbeck_project::logging::Level;
use limbeck_revisions::{CommandError, Direction, Plan, RevisionGraph, RevisionId, RevisionStep};
use limbeck_runtime::{
    EvaluationError, MigrationContext, MigrationSink, RunError, RunReport, RunSettings, Session,
    SqlWriter, StepEvaluator, VersionTable,
};
use limbeck_schema::NamingConvention;
use limbeck_scripts::OperationSink;
use limbeck_scripts::sql::PreparedSql;

use super::events::{MIGRATION_LOGGER, events};
use super::{Destination, Look, PlanFunction, ScriptOutput, Timings, Work, tell_warnings};
use crate::database::LocatedDatabase;
use crate::{
    ExaminedDatabase, Failure, MigrationReport, MigrationRun, Readiness, Run, ScriptReadiness,
    UrlSource,
};

/// Scripts in SQL, wherever they are.
pub(crate) trait SqlScripts {
    /// Their graph.
    ///
    /// # Errors
    /// [`Failure`] if the scripts cannot be read or contradict each other.
    fn graph(&self) -> Result<&RevisionGraph, Failure>;

    /// The text of a script.
    ///
    /// # Errors
    /// A [`Diagnostic`] if it cannot be read.
    fn source(&self, path: &Path) -> Result<Cow<'_, [u8]>, Box<Diagnostic>>;

    /// A failure with what can be said about it, if it came of a row of the version table that no
    /// script has.
    fn explain(&self, failure: Failure, rows: &[RevisionId]) -> Failure {
        let _ = rows;
        failure
    }
}

/// Where scripts in SQL run, and how: what `env.py` would have said.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// The database.
    pub(crate) url: String,
    /// `version_table` and its schema.
    pub(crate) version_table: VersionTable,
    /// `transaction_per_migration`.
    pub(crate) transaction_per_migration: bool,
}

/// Scripts in SQL on their way to a database.
pub(crate) struct DirectRun<'r> {
    scripts: &'r dyn SqlScripts,
    target: &'r Target,
    run: &'r Run,
    destination: &'r Destination,
    timings: Timings,
}

impl<'r> DirectRun<'r> {
    /// These scripts on this database.
    pub(crate) fn new(
        scripts: &'r dyn SqlScripts,
        target: &'r Target,
        run: &'r Run,
        destination: &'r Destination,
    ) -> Self {
        Self {
            scripts,
            target,
            run,
            destination,
            timings: Timings::default(),
        }
    }

    /// Carries out what a command wants.
    ///
    /// # Errors
    /// [`Failure`] if that fails.
    pub(crate) fn carry_out(&self, work: Work<'_>) -> Result<MigrationReport, Failure> {
        let url = Url::parse(&self.target.url)?;
        if let Work::Rehearse { each } = work {
            self.rehearse(dialect_of(&url)?, each)?;
            return Ok(MigrationReport::default());
        }
        if !self.destination.sql {
            let mut session = self.open(&url)?;
            return self.work(&mut session, &url, Vec::new(), work);
        }
        let start = self.start(&url)?;
        let dialect = dialect_of(&url)?;
        let options = CompileOptions {
            literal_binds: true,
            ..CompileOptions::default()
        };
        let output = ScriptOutput::stdout(&self.run.log);
        let mut writer = SqlWriter::new(
            dialect,
            options,
            events(&self.run.log, &self.timings),
            output,
        );
        self.work(&mut writer, &url, start, work)
    }

    /// Opens a session.
    fn open(&self, url: &Url) -> Result<Session, Failure> {
        let dialect = dialect_of(url)?;
        let surroundings = self.run.surroundings.for_drivers();
        let engine = Engine::new(url.clone(), &[], &surroundings)?;
        Ok(Session::open(
            engine,
            dialect,
            CompileOptions::default(),
            events(&self.run.log, &self.timings),
            self.run.stop.token(),
        )?)
    }

    /// Where a script that is written starts.
    fn start(&self, url: &Url) -> Result<Vec<RevisionId>, Failure> {
        match self.destination.start.as_deref() {
            Some("base") => Ok(Vec::new()),
            None if self.destination.from_db => {
                let mut session = self.open(url)?;
                let rows = session
                    .version_rows(&self.target.version_table, &[])
                    .map_err(RunError::Sink)?;
                Ok(rows.unwrap_or_default())
            }
            None => Ok(Vec::new()),
            start @ Some(_) => Ok(self.scripts.graph()?.offline_rows(start)?),
        }
    }

    /// Does the work between the beginning and the end of the transaction, as `env.py` does.
    fn work(
        &self,
        sink: &mut dyn MigrationSink,
        url: &Url,
        start: Vec<RevisionId>,
        work: Work<'_>,
    ) -> Result<MigrationReport, Failure> {
        let settings = RunSettings {
            version_table: self.target.version_table.clone(),
            transaction_per_migration: self.target.transaction_per_migration,
            starting_revisions: start,
            lock_timeout: self.run.lock_timeout,
            cancellation: self.run.stop.token().clone(),
            ..RunSettings::default()
        };
        let mut migration = MigrationContext::configure(settings, sink);
        self.log_configuration(&migration, sink);
        migration.begin_transaction(sink)?;
        let mut driven = Driven {
            run: self,
            migration: &mut migration,
            sink,
            url,
        };
        let done = driven.work(work);
        let ended = migration.end_transaction(sink, done.is_ok());
        let report = done?;
        ended?;
        Ok(report)
    }

    fn log_configuration(&self, migration: &MigrationContext, sink: &dyn MigrationSink) {
        let info = |message: &str| self.run.log.log(MIGRATION_LOGGER, Level::INFO, message);
        let implementation = sink.dialect().implementation_name();
        info(&format!("Context impl {implementation}."));
        if sink.is_offline() {
            info("Generating static SQL");
        }
        info(if migration.transactional_ddl() {
            "Will assume transactional DDL."
        } else {
            "Will assume non-transactional DDL."
        });
    }

    /// What a step runs on a dialect.
    fn prepare(
        &self,
        step: &RevisionStep<'_>,
        dialect: &dyn Dialect,
    ) -> Result<PreparedSql, Box<Diagnostic>> {
        let path = &step.revision.revision().path;
        let source = self.scripts.source(path)?;
        PreparedSql::prepare(path, &source, step.direction, dialect)
    }

    fn rehearse(
        &self,
        dialect: &dyn Dialect,
        each: &mut dyn FnMut(&ScriptReadiness<'_>),
    ) -> Result<(), Failure> {
        for revision in self.scripts.graph()?.revisions() {
            let readiness = |direction| {
                let step = RevisionStep {
                    revision,
                    direction,
                };
                match self.prepare(&step, dialect) {
                    Ok(_) => Readiness::Sql,
                    Err(diagnostic) => Readiness::Broken(diagnostic),
                }
            };
            each(&ScriptReadiness {
                revision,
                upgrade: readiness(Direction::Upgrade),
                downgrade: readiness(Direction::Downgrade),
            });
        }
        Ok(())
    }
}

/// A run with its transaction open.
struct Driven<'d, 'r> {
    run: &'d DirectRun<'r>,
    migration: &'d mut MigrationContext,
    sink: &'d mut dyn MigrationSink,
    url: &'d Url,
}

impl Driven<'_, '_> {
    fn work(&mut self, work: Work<'_>) -> Result<MigrationReport, Failure> {
        let mut runs = Vec::new();
        match work {
            Work::Migrate { purge, plan } => runs.push(self.migrate(purge, plan)?),
            Work::EnsureVersion => {
                self.migration.ensure_version(self.sink)?;
                let heads = self.migration.current_heads(self.sink)?;
                runs.push(self.report(RunReport {
                    heads,
                    ..RunReport::default()
                }));
            }
            Work::Look {
                creates_version_table,
                each,
            } => {
                let rows = if creates_version_table {
                    self.migrate(false, &nothing)?.heads
                } else {
                    self.migration.current_heads(self.sink)?
                };
                each(&Look {
                    url: &self.url.to_string(),
                    rows: &rows,
                    unfinished: self.migration.unfinished(self.sink)?,
                })
                .map_err(|failure| self.run.scripts.explain(failure, &rows))?;
            }
            Work::Examine(examination) => examination.databases.push(self.examined()),
            Work::Locate { each } => each(self.located()?),
            // Needs no database.
            Work::Rehearse { .. } => {}
            // Needs `env.py`.
            #[cfg(feature = "python")]
            Work::Generate { .. } => {}
            #[cfg(feature = "python")]
            Work::Models { .. } | Work::Compare { .. } => return Err(no_models()),
        }
        Ok(MigrationReport { runs })
    }

    /// The way to the database.
    fn located(&self) -> Result<LocatedDatabase, Failure> {
        let surroundings = self.run.run.surroundings.for_drivers();
        Ok(LocatedDatabase {
            engine: Engine::new(self.url.clone(), &[], &surroundings)?,
            dialect: self.sink.dialect(),
            version_table: self.migration.settings().version_table.clone(),
        })
    }

    /// How the database is configured.
    fn examined(&self) -> ExaminedDatabase {
        let settings = self.migration.settings();
        ExaminedDatabase {
            url: self.url.to_string(),
            url_source: match self.run.run.url {
                Some(_) => UrlSource::Given,
                None => UrlSource::Configuration,
            },
            dialect: self.sink.dialect().name(),
            server_version: None,
            version_table: settings.version_table.name.to_string(),
            transactional_ddl: self.migration.transactional_ddl(),
            transaction_per_migration: settings.transaction_per_migration,
            naming_convention: Ok(NamingConvention::default()),
        }
    }

    /// What a run has done.
    fn report(&self, report: RunReport) -> MigrationRun {
        MigrationRun {
            url: match self.sink.is_offline() {
                true => format!("{}://", self.url.driver_name),
                false => self.url.to_string(),
            },
            steps: self.run.timings.take(report.steps),
            heads: report.heads,
        }
    }

    fn migrate(&mut self, purge: bool, plan: &PlanFunction<'_>) -> Result<MigrationRun, Failure> {
        let run = self.run;
        let mut refused = None;
        let mut told = HashSet::new();
        let mut planner = |rows: &[RevisionId]| {
            let planned = run.scripts.graph().and_then(|graph| {
                let plan = plan(graph, rows)?;
                tell_warnings(&run.run.log, &mut told, &plan);
                Ok((graph, plan))
            });
            planned.map_err(|failure| {
                let failure = run.scripts.explain(failure, rows);
                let diagnostic = failure.diagnostic.clone();
                refused = Some(failure);
                diagnostic
            })
        };
        let mut evaluator = SqlEvaluator(run);
        run.timings.clear();
        let ran = self
            .migration
            .migrate(self.sink, purge, &mut planner, &mut evaluator);
        match (ran, refused) {
            (Ok(report), _) => Ok(self.report(report)),
            (Err(RunError::Plan(_)), Some(failure)) => Err(failure),
            (Err(error), _) => Err(error.into()),
        }
    }
}

/// Runs scripts in SQL.
struct SqlEvaluator<'e, 'r>(&'e DirectRun<'r>);

impl StepEvaluator for SqlEvaluator<'_, '_> {
    fn evaluate(
        &mut self,
        step: &RevisionStep<'_>,
        sink: &mut dyn OperationSink,
    ) -> Result<(), EvaluationError> {
        let prepared = self
            .0
            .prepare(step, sink.dialect())
            .map_err(EvaluationError::Script)?;
        Ok(prepared.carry_out(sink)?)
    }
}

/// A plan without steps, for a command that only looks.
pub(crate) fn nothing<'g>(
    _graph: &'g RevisionGraph,
    _rows: &[RevisionId],
) -> Result<Plan<'g>, CommandError> {
    Ok(Plan {
        steps: Vec::new(),
        warnings: Vec::new(),
    })
}

/// The dialect of a URL.
fn dialect_of(url: &Url) -> Result<&'static dyn Dialect, Failure> {
    let name = url.dialect();
    limbeck_dialects::dialect(name).ok_or_else(|| {
        let known: Vec<_> = limbeck_dialects::DIALECTS
            .iter()
            .map(|dialect| dialect.name())
            .collect();
        Failure::error(
            Diagnostic::error(
                "unknown-dialect",
                format!("limbeck does not know the dialect '{name}'."),
            )
            .help(format!("It knows {}.", known.join(", "))),
        )
    })
}

/// A project without `env.py` has models where a setting names them.
#[cfg(feature = "python")]
fn no_models() -> Failure {
    Failure::error(
        Diagnostic::error("no-models", "The project does not say where its models are.").help(
            "Name them with models = \"...\" under [tool.limbeck] in pyproject.toml, or in limbeck.toml.",
        ),
    )
}
