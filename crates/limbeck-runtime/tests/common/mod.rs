//! What the tests of the runtime share: a project without Python, on any database.
#![allow(dead_code, reason = "every test file uses a part of it")]

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use limbeck_database::{Engine, Environment, Url};
use limbeck_diagnostics::Diagnostic;
use limbeck_dialects::CompileOptions;
use limbeck_revisions::{Revision, RevisionGraph, RevisionStep};
use limbeck_runtime::{
    CancellationToken, EvaluationError, Events, MigrationContext, RunError, RunEvent, RunReport,
    RunSettings, Session, StepEvaluator, may_catch_errors,
};
use limbeck_schema::Operation;
use limbeck_schema::operation::{Execute, SqlStatement};
use limbeck_scripts::{OperationSink, Origin, SinkError, TransactionControl};

/// The body of an `upgrade()`.
pub type Body = Arc<dyn Fn(&mut Script<'_>) -> Result<(), EvaluationError> + Send + Sync>;

/// What a body may do.
pub struct Script<'s> {
    pub sink: &'s mut dyn OperationSink,
    path: PathBuf,
    line: usize,
}

impl Script<'_> {
    /// `op.execute(...)`; every call counts as a line.
    pub fn execute(&mut self, sql: &str) -> Result<(), SinkError> {
        let origin = self.origin();
        self.sink.push(
            Operation::Execute(Execute {
                statement: SqlStatement::Verbatim(sql.to_owned()),
            }),
            &origin,
        )
    }

    /// `op.get_bind().execute(...)`.
    pub fn query(&mut self, sql: &str) -> Result<limbeck_database::ResultSet, SinkError> {
        let origin = self.origin();
        self.sink
            .query(SqlStatement::Verbatim(sql.to_owned()), &origin)
    }

    /// `op.get_bind().execute(...)` of a statement that may run later.
    pub fn change(&mut self, sql: &str) -> Result<limbeck_scripts::Execution, SinkError> {
        let origin = self.origin();
        self.sink
            .execute(SqlStatement::Verbatim(sql.to_owned()), &origin)
    }

    pub fn transaction(&mut self, control: TransactionControl) -> Result<(), SinkError> {
        self.sink.transaction(control)
    }

    fn origin(&mut self) -> Origin {
        self.line += 1;
        Origin {
            path: Some(self.path.clone()),
            line: Some(self.line),
        }
    }
}

/// A project: revisions that follow one another, each with a body.
#[derive(Clone, Default)]
pub struct Project {
    bodies: HashMap<String, Body>,
    ids: Vec<String>,
    folder: Option<Arc<tempfile::TempDir>>,
}

impl Project {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            folder: Some(Arc::new(folder)),
            ..Self::default()
        }
    }

    /// One more revision.
    pub fn revision(
        self,
        id: &str,
        body: impl Fn(&mut Script<'_>) -> Result<(), EvaluationError> + Send + Sync + 'static,
    ) -> Self {
        self.revision_with_source(id, "def upgrade():\n    pass\n", body)
    }

    /// One more revision, its file having that text.
    pub fn revision_with_source(
        mut self,
        id: &str,
        source: &str,
        body: impl Fn(&mut Script<'_>) -> Result<(), EvaluationError> + Send + Sync + 'static,
    ) -> Self {
        std::fs::write(self.path(id), source).unwrap();
        self.ids.push(id.to_owned());
        self.bodies.insert(id.to_owned(), Arc::new(body));
        self
    }

    /// One more revision that only executes statements.
    pub fn statements(self, id: &str, statements: &[&str]) -> Self {
        let statements: Vec<String> = statements.iter().map(|sql| (*sql).to_owned()).collect();
        self.revision(id, move |script| {
            for sql in &statements {
                script.execute(sql)?;
            }
            Ok(())
        })
    }

    pub fn path(&self, id: &str) -> PathBuf {
        let folder = self.folder.as_ref().unwrap().path();
        folder.join(format!("{id}.py"))
    }

    pub fn graph(&self) -> RevisionGraph {
        let mut below: Option<&String> = None;
        let revisions = self.ids.iter().map(|id| {
            let mut revision = Revision::new(id.as_str(), self.path(id));
            revision.long_doc = format!("doc of {id}");
            revision.down_revisions = below.into_iter().map(|id| id.as_str().into()).collect();
            below = Some(id);
            revision
        });
        RevisionGraph::new(revisions).unwrap()
    }

    /// `upgrade TARGET`, in the template's `env.py`.
    pub fn upgrade(
        &self,
        session: &mut Session,
        target: &str,
        settings: RunSettings,
    ) -> Result<RunReport, RunError> {
        let mut context = MigrationContext::configure(settings, session);
        context.begin_transaction(session)?;
        let result = self.migrate(&mut context, session, target);
        context.end_transaction(session, result.is_ok())?;
        result
    }

    /// `context.run_migrations()` of `upgrade TARGET`.
    pub fn migrate(
        &self,
        context: &mut MigrationContext,
        session: &mut Session,
        target: &str,
    ) -> Result<RunReport, RunError> {
        let graph = self.graph();
        context.migrate(
            session,
            false,
            &mut |rows| match graph.upgrade(target, rows) {
                Ok(plan) => Ok((&graph, plan)),
                Err(error) => Err(Box::new(Diagnostic::error("plan", error.to_string()))),
            },
            &mut self.clone(),
        )
    }
}

impl StepEvaluator for Project {
    fn catches_errors(&mut self, step: &RevisionStep<'_>) -> bool {
        let source = std::fs::read_to_string(self.path(step.revision.id().as_str()));
        may_catch_errors(&source.unwrap())
    }

    fn evaluate(
        &mut self,
        step: &RevisionStep<'_>,
        sink: &mut dyn OperationSink,
    ) -> Result<(), EvaluationError> {
        let id = step.revision.id().as_str();
        let body = Arc::clone(&self.bodies[id]);
        body(&mut Script {
            sink,
            path: self.path(id),
            line: 0,
        })
    }
}

/// Gathers the events of a run as lines.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub fn events(&self) -> Events {
        let lines = Arc::clone(&self.0);
        Arc::new(move |event| {
            let line = match event {
                RunEvent::StepStarted { log } => format!("started {log}"),
                RunEvent::StepFinished { log, .. } => format!("finished {log}"),
                RunEvent::Warning(text) => format!("warning {text}"),
                RunEvent::Waiting { holder } => format!("waiting for {holder:?}"),
                RunEvent::Notice { severity, message } => format!("{severity} {message}"),
                other => format!("{other:?}"),
            };
            lines.lock().unwrap().push(line);
        })
    }

    pub fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

pub fn open(engine: &Engine) -> Session {
    open_with(engine, &Log::default(), &CancellationToken::new())
}

pub fn open_with(engine: &Engine, log: &Log, cancellation: &CancellationToken) -> Session {
    let dialect = limbeck_dialects::dialect(engine.url().dialect()).unwrap();
    Session::open(
        engine.clone(),
        dialect,
        CompileOptions::default(),
        log.events(),
        cancellation,
    )
    .unwrap()
}

pub fn engine(url: &str) -> Engine {
    Engine::new(Url::parse(url).unwrap(), &[], &Environment::default()).unwrap()
}

/// A SQLite database in a folder of its own.
pub struct SqliteFile {
    folder: tempfile::TempDir,
}

impl SqliteFile {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn url(&self) -> String {
        format!("sqlite:///{}/app.db", self.folder.path().display())
    }

    pub fn engine(&self) -> Engine {
        engine(&self.url())
    }
}

/// The texts in the first column of a query; none if it fails.
pub fn texts(engine: &Engine, sql: &str) -> Vec<String> {
    let result = engine.connect().unwrap().query_text(sql);
    result
        .map(|result| result.rows)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|row| match row.into_iter().next() {
            Some(limbeck_database::Value::Text(text)) => Some(text),
            _ => None,
        })
        .collect()
}

/// The rows of the version table.
pub fn versions(engine: &Engine) -> Vec<String> {
    texts(engine, "SELECT version_num FROM alembic_version ORDER BY 1")
}
