//! One case: what limbeck makes of it.

use std::cell::RefCell;
use std::path::Path;

use anyhow::{Result, bail};
use limbeck_autogenerate::{
    CompareError, CompareOptions, Comparing, Event, NoHooks, Plugins, Server, compare, diffs,
};
use limbeck_dialects::inspection::{
    InspectedObjects, InspectionError, InspectionScope, InspectionView, SchemaScope,
};
use limbeck_models::python::Worker;
use limbeck_python::{Handler, Interpreter, PythonError, Raise, Tree, compile};
use limbeck_runtime::{Session, conditions};
use limbeck_schema::{
    QualifiedName,
    operation::{Directive, SqlStatement},
};
use limbeck_scripts::{
    OperationSink, Origin, SinkError, TransactionControl,
    python::{
        answer,
        render::{RenderOptions, Renderer, Style},
    },
};
use serde_json::Value;

use super::{
    Input,
    world::{World, execute},
};

/// What autogenerate writes.
pub struct Generated {
    /// The differences.
    pub kinds: Vec<String>,
    /// What is to be done.
    pub directives: Vec<Directive>,
    /// The body of `upgrade()`.
    pub upgrade: String,
    /// The body of `downgrade()`.
    pub downgrade: String,
    /// The lines with imports.
    pub imports: String,
    /// What is warned of.
    pub warnings: Vec<String>,
}

/// A case on its database.
pub struct Attempt<'a> {
    world: &'a World,
    session: Session,
    input: &'a Input,
}

impl<'a> Attempt<'a> {
    /// Makes the database of a case.
    ///
    /// # Errors
    /// When the server does not take its statements.
    pub fn new(world: &'a World, input: &'a Input) -> Result<Self> {
        let mut session = world.fresh()?;
        execute(&mut session, &input.ddl)?;
        Ok(Self {
            world,
            session,
            input,
        })
    }

    /// Compares the database with the models, and writes the script.
    ///
    /// # Errors
    /// When the models cannot be loaded or compared.
    pub fn generate(&mut self, worker: &mut Worker) -> Result<Generated> {
        let dialect = self.world.dialect;
        let (options, scope) = self.options()?;
        let session = &mut self.session;
        let inspection = dialect.inspect(&scope, |query| {
            session
                .query(SqlStatement::Verbatim(query.to_owned()), &Origin::default())
                .map_err(Failure::Sink)
        })?;
        let version = session.server_version_text();
        let models = worker.models(&self.input.models, "metadata", dialect, Some(&version))?;
        let schemas: Vec<_> = models
            .metadatas
            .into_iter()
            .map(|metadata| metadata.schema)
            .collect();
        let comparison = compare(
            dialect,
            inspection.schema,
            &schemas,
            &options,
            &mut NoHooks,
            &mut Asked(session),
        )?;
        session.transaction(TransactionControl::Rollback)?;
        let mut render = RenderOptions::new(dialect, Style::Alembic);
        render.render_as_batch = self.flag("render_as_batch");
        let mut renderer = Renderer::new(&render);
        let upgrade = renderer.upgrade(&comparison.directives)?;
        let downgrade = comparison
            .downgrade()
            .map_err(|error| anyhow::anyhow!("cannot be reversed: {}", error.reason))?;
        let downgrade = renderer.downgrade(&downgrade)?;
        let mut warnings: Vec<String> = comparison
            .events
            .iter()
            .filter_map(|event| match event {
                Event::Warning(warning) if warning.category == "UserWarning" => {
                    Some(warning.text.clone())
                }
                _ => None,
            })
            .collect();
        warnings.extend(renderer.take_warnings());
        let imports: Vec<&str> = renderer.imports().iter().map(String::as_str).collect();
        Ok(Generated {
            kinds: diffs(&comparison.directives)
                .iter()
                .flat_map(|diff| &diff.kinds)
                .map(|kind| kind.word().to_owned())
                .collect(),
            upgrade: upgrade.trim_end().to_owned(),
            downgrade: downgrade.trim_end().to_owned(),
            imports: imports.join("\n"),
            warnings,
            directives: comparison.directives,
        })
    }

    /// Runs the body of a function of the script, and commits.
    ///
    /// # Errors
    /// When it fails; nothing of it remains where DDL can be rolled back.
    pub fn carry_out(
        &mut self,
        interpreter: &Interpreter,
        imports: &str,
        body: &str,
    ) -> Result<()> {
        let script =
            format!("from alembic import op\nimport sqlalchemy as sa\n{imports}\n{body}\n");
        let script =
            compile(Path::new("versions/script.py"), &script).map_err(PythonError::from)?;
        let handler = Online(RefCell::new(&mut self.session));
        let done = interpreter
            .load_script(script, &handler)
            .map(|module| interpreter.unload(module));
        let end = match &done {
            Ok(()) => TransactionControl::Commit,
            Err(_) => TransactionControl::Rollback,
        };
        self.session.transaction(end)?;
        Ok(done?)
    }

    /// Carries operations out as they are, and commits: for a script that imports what only the application has.
    ///
    /// # Errors
    /// When one of them fails.
    pub fn push(&mut self, directives: &[Directive]) -> Result<()> {
        for operation in directives.iter().flat_map(Directive::operations) {
            self.session.push(operation.clone(), &Origin::default())?;
        }
        Ok(self.session.transaction(TransactionControl::Commit)?)
    }

    fn flag(&self, name: &str) -> bool {
        self.input.options.get(name) == Some(&Value::Bool(true))
    }

    fn options(&self) -> Result<(CompareOptions, InspectionScope)> {
        let given = &self.input.options;
        let comparing = |name: &str, default| match given.get(name) {
            Some(Value::Bool(true)) => Comparing::Always,
            Some(_) => Comparing::Never,
            None => default,
        };
        let text = |name: &str| given.get(name).and_then(Value::as_str);
        let mut options = CompareOptions {
            compare_type: comparing("compare_type", Comparing::Always),
            compare_server_default: comparing("compare_server_default", Comparing::Never),
            version_table: QualifiedName::in_schema(
                text("version_table_schema").map(Into::into),
                text("version_table").unwrap_or("alembic_version"),
            ),
            ..CompareOptions::default()
        };
        match given.get("autogenerate_plugins") {
            None => {}
            Some(Value::Array(patterns)) => {
                let patterns: Vec<String> = patterns
                    .iter()
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect();
                options.plugins = Plugins::from_patterns(&patterns)?;
            }
            Some(other) => bail!("autogenerate_plugins is {other}"),
        }
        let schemas = if self.flag("include_schemas") {
            SchemaScope::All
        } else {
            SchemaScope::Default
        };
        let scope = InspectionScope {
            schemas,
            objects: InspectedObjects::Tables,
            view: InspectionView::Reflected,
        };
        Ok((options, scope))
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

/// The session as what is asked about conditions.
struct Asked<'a>(&'a mut Session);

impl Server for Asked<'_> {
    fn holds(&mut self, questions: &[String]) -> Result<Vec<Option<bool>>, CompareError> {
        conditions(self.0, questions).map_err(|error| CompareError::Server(Box::new(error)))
    }
}

/// Answers the calls of a script with a live session.
struct Online<'s>(RefCell<&'s mut Session>);

impl Handler for Online<'_> {
    fn call(&self, name: &str, arguments: Tree) -> Result<Tree, Raise> {
        let mut session = self.0.borrow_mut();
        answer(&mut **session, name, &arguments).unwrap_or_else(|| {
            Err(Raise::new(
                "NotImplementedError",
                format!("`{name}` is not answered in this group"),
            ))
        })
    }
}
