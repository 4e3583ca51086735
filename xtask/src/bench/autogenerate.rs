//! Comparing databases with models: the whole command, and its parts.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use limbeck_autogenerate::{CompareError, CompareOptions, NoHooks, Server as Asked, compare};
use limbeck_database::{Engine, Environment, Url};
use limbeck_dialects::CompileOptions;
use limbeck_dialects::inspection::{InspectionError, InspectionScope, InspectionView};
use limbeck_models::python::Worker;
use limbeck_runtime::{CancellationToken, Session, conditions};
use limbeck_schema::operation::SqlStatement;
use limbeck_scripts::{OperationSink, Origin, SinkError};

use super::measure::{Program, median, medians};
use super::models::{self, ModelsProject};
use super::proxy::Counts;
use super::report::{Line, Report, StatementLine};
use super::server::Server;
use super::{Bench, DATABASE, note, proxy};

/// The catalog queries that nobody gets around.
const CATALOG: &str = include_str!("catalog.sql");

/// Alembic's parts, as a program for its Python.
const PARTS: &str = include_str!("parts.py");

/// Models of nothing.
const NO_MODELS: &str = "import sqlalchemy\nfrom sqlalchemy.dialects import postgresql\nmetadata = sqlalchemy.MetaData()\n";

/// How long the parts of a comparison took.
struct Parts {
    /// Making the models and telling them.
    loading: Duration,
    /// Asking the catalog, and comparing.
    comparing: Duration,
}

impl Bench {
    /// `check` on databases that are as their models want them.
    pub(super) fn autogenerate(&self, report: &mut Report) -> Result<()> {
        let Some(python) = self.python() else {
            note("no comparisons: without Alembic there is no Python with SQLAlchemy");
            return Ok(());
        };
        let (port, counts) = proxy::start(self.server.address())?;
        let mut questions = Vec::new();
        for &count in &self.sizes.tables {
            let url = Server::sqlalchemy(&self.server.url(DATABASE));
            let made = models::project(&self.path(&format!("models-{count}")), count, &url)?;
            self.server.recreate(DATABASE)?;
            self.psql(&["-1", "-f", &made.tables.display().to_string()])
                .time()?;
            self.server.execute(DATABASE, "ANALYZE")?;

            self.whole(report, &made, count, &python)?;
            self.parts(report, &made, count, &python)?;
            let url = Server::sqlalchemy(&self.server.url_through(port, DATABASE));
            let counted = models::project(&self.path(&format!("counted-{count}")), count, &url)?;
            questions.push(self.questions(report, &counted, count, &python, &counts)?);
        }
        ensure!(
            questions.windows(2).all(|pair| pair[0] == pair[1]),
            "the number of limbeck's statements grows with the number of tables: {questions:?}"
        );
        Ok(())
    }

    /// The Python that Alembic is installed for.
    fn python(&self) -> Option<String> {
        let alembic = self.alembic.as_deref()?;
        let python = Path::new(alembic).with_file_name("python");
        python.exists().then(|| python.display().to_string())
    }

    fn checks(&self, made: &ModelsProject, python: &str, limit: Option<Program>) -> Vec<Program> {
        let mut programs = self.programs(&made.project, &["check"], limit);
        programs[0]
            .words
            .extend(["--python".to_owned(), python.to_owned()]);
        programs
    }

    fn whole(
        &self,
        report: &mut Report,
        made: &ModelsProject,
        count: usize,
        python: &str,
    ) -> Result<()> {
        let title = format!("`check`, {count} tables");
        note(&title);
        let programs = self.checks(made, python, Some(self.catalog()?));
        let times = medians(&programs, self.sizes.long_rounds, |_| Ok(()))?;
        report
            .lines
            .push(Line::new(title.clone(), &programs, &times));
        self.memory(report, title, &programs)
    }

    /// The parts: Alembic's in its Python, limbeck's in this process.
    fn parts(
        &self,
        report: &mut Report,
        made: &ModelsProject,
        count: usize,
        python: &str,
    ) -> Result<()> {
        note(&format!("the parts of `check`, {count} tables"));
        if cfg!(debug_assertions) {
            eprintln!(
                "limbeck's parts run in this program, which is a development build; figures that count come from \
                 `cargo run --release --package xtask -- bench`"
            );
        }
        let folder = made.project.settings.with_file_name("");
        let (mut own, mut alembics, mut limit) = (Vec::new(), Vec::new(), Vec::new());
        let mut worker = Worker::start(python)?;
        let catalog = self.catalog()?;
        for _ in 0..self.sizes.long_rounds {
            own.push(self.own_parts(&mut worker, &made.models)?);
            alembics.push(self.alembics_parts(python, &folder)?);
            limit.push(catalog.time()?);
        }
        let of = |parts: &[Parts], part: fn(&Parts) -> Duration| {
            median(parts.iter().map(part).collect())
        };
        report.lines.push(Line::of(
            format!("loading models, {count} tables"),
            vec![
                ("limbeck", of(&own, |parts| parts.loading)),
                ("Alembic", of(&alembics, |parts| parts.loading)),
            ],
        ));
        report.lines.push(Line::of(
            format!("inspection and comparison, {count} tables"),
            vec![
                ("limbeck", of(&own, |parts| parts.comparing)),
                ("Alembic", of(&alembics, |parts| parts.comparing)),
                (catalog.name, median(limit)),
            ],
        ));
        Ok(())
    }

    fn own_parts(&self, worker: &mut Worker, models: &str) -> Result<Parts> {
        let url = Url::parse(&Server::sqlalchemy(&self.server.url(DATABASE)))?;
        let dialect = limbeck_dialects::dialect(url.dialect()).context("a dialect of limbeck's")?;
        let engine = Engine::new(url, &[], &Environment::default())?;
        let mut session = Session::open(
            engine,
            dialect,
            CompileOptions::default(),
            Arc::new(|_| {}),
            &CancellationToken::new(),
        )?;
        let version = session.server_version_text();
        // SQLAlchemy itself is loaded off the clock, as it is for Alembic.
        worker.models(NO_MODELS, "metadata", dialect, Some(&version))?;
        let started = Instant::now();
        let wanted = worker.models(models, "metadata", dialect, Some(&version))?;
        let loading = started.elapsed();

        let started = Instant::now();
        let scope = InspectionScope {
            view: InspectionView::Reflected,
            ..InspectionScope::default()
        };
        let inspection = dialect.inspect(&scope, |query| {
            session
                .query(SqlStatement::Verbatim(query.to_owned()), &Origin::default())
                .map_err(Failure::Sink)
        })?;
        let schemas: Vec<_> = wanted
            .metadatas
            .into_iter()
            .map(|metadata| metadata.schema)
            .collect();
        let comparison = compare(
            dialect,
            inspection.schema,
            &schemas,
            &CompareOptions::default(),
            &mut NoHooks,
            &mut Connected(&mut session),
        )?;
        let comparing = started.elapsed();
        ensure!(
            comparison.directives.is_empty(),
            "limbeck finds differences where there are none: {:?}",
            comparison.directives
        );
        Ok(Parts { loading, comparing })
    }

    fn alembics_parts(&self, python: &str, folder: &Path) -> Result<Parts> {
        let output = Command::new(python)
            .args(["-c", PARTS])
            .arg(folder)
            .arg(Server::sqlalchemy(&self.server.url(DATABASE)))
            .output()?;
        ensure!(
            output.status.success(),
            "Alembic failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let text = String::from_utf8(output.stdout)?;
        let mut seconds = text.split_whitespace().map(str::parse::<f64>);
        let mut next = || -> Result<Duration> {
            let seconds = seconds.next().context("two numbers")??;
            Ok(Duration::from_secs_f64(seconds))
        };
        Ok(Parts {
            loading: next()?,
            comparing: next()?,
        })
    }

    /// What goes over the wire; returns the number of limbeck's statements.
    fn questions(
        &self,
        report: &mut Report,
        made: &ModelsProject,
        count: usize,
        python: &str,
        counts: &Counts,
    ) -> Result<usize> {
        let mut own = 0;
        for program in self.checks(made, python, None) {
            let line = StatementLine::count(format!("`check`, {count} tables"), &program, counts)?;
            if program.name == "limbeck" {
                own = line.statements;
            }
            report.statements.push(line);
        }
        Ok(own)
    }

    /// psql with the bare catalog queries.
    fn catalog(&self) -> Result<Program> {
        let file = self.path("catalog.sql");
        std::fs::write(&file, CATALOG)?;
        Ok(self.psql(&["-f", &file.display().to_string()]))
    }
}

/// A database that cannot be inspected.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Sink(SinkError),
    #[error(transparent)]
    Inspection(#[from] InspectionError),
}

/// A session that is asked about conditions.
struct Connected<'a>(&'a mut Session);

impl Asked for Connected<'_> {
    fn holds(&mut self, questions: &[String]) -> Result<Vec<Option<bool>>, CompareError> {
        conditions(self.0, questions).map_err(|error| CompareError::Server(Box::new(error)))
    }
}
