//! Comparing a database with its models: for `revision --autogenerate` and `check`.

mod hooks;

use limbeck_autogenerate::{
    CompareError, CompareOptions, Comparing, Comparison, Event, Mode, Plugins, Server, compare,
};
use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_dialects::inspection::{
    InspectedObjects, InspectionError, InspectionScope, InspectionView, SchemaScope,
};
use limbeck_project::logging::Level;
use limbeck_python::{Raise, Tree};
use limbeck_revisions::RevisionId;
use limbeck_runtime::conditions;
use limbeck_schema::operation::SqlStatement;
use limbeck_schema::{Schema, SqlType, Table};
use limbeck_scripts::python::render::{RenderOptions, Style};
use limbeck_scripts::python::sink_exception;
use limbeck_scripts::{OperationSink, Origin};

use super::context::{Channel, Context};
use super::generated::Found;
use super::{Environment, raise_failure};
use crate::Failure;
use hooks::PythonHooks;

/// The stand-in that knows what `env.py` says about comparisons.
const COMPARISON: &str = "alembic.autogenerate._comparison";

/// The logger that tells which comparisons are set up.
const PLUGINS_LOGGER: &str = "alembic.runtime.plugins";

/// The tables that were compared.
#[derive(Debug)]
pub(super) struct Compared {
    /// Those of the database.
    pub(super) existing: Vec<Table>,
    /// Those of the models.
    pub(super) wanted: Vec<Table>,
}

impl Environment<'_, '_> {
    /// What leads from the database of a context to its models, found as Alembic finds it.
    ///
    /// `rows` are those of the version table.
    ///
    /// # Errors
    /// [`Raise`] if the database is behind the scripts, or cannot be compared.
    pub(super) fn autogenerate(
        &self,
        context: &Context,
        rows: &[RevisionId],
    ) -> Result<Found, Raise> {
        self.check_up_to_date(rows).map_err(raise_failure)?;
        let (comparison, wanted) = self.compare_with_models(context)?;
        let downgrade = comparison.downgrade().map_err(|error| {
            raise_failure(Failure::error(Diagnostic::error(
                "irreversible",
                format!("A difference cannot be reversed: {}.", error.reason),
            )))
        })?;
        self.compared.borrow_mut().push(Compared {
            existing: comparison.existing,
            wanted: wanted
                .into_iter()
                .flat_map(|schema| schema.tables)
                .collect(),
        });
        Ok(Found {
            upgrade: comparison.directives,
            downgrade,
            style: Style::Alembic,
        })
    }

    /// What leads from the database of a context to its models, and what these describe.
    ///
    /// # Errors
    /// [`Raise`] if the database cannot be compared.
    pub(super) fn compare_with_models(
        &self,
        context: &Context,
    ) -> Result<(Comparison, Vec<Schema>), Raise> {
        let Channel::Online(connection) = context.channel else {
            return Err(raise_failure(self.offline()));
        };
        let settings = self
            .interpreter
            .call_stand_in((COMPARISON, "settings"), &[], self)
            .map_err(|error| raise_failure(self.with_ways_out(error.into())))?;
        let options = self
            .compare_options(context, &settings)
            .map_err(raise_failure)?;
        for plugin in options.plugins.iter() {
            let text = format!("setting up autogenerate plugin {}", plugin.name());
            self.run.log.log(PLUGINS_LOGGER, Level::INFO, &text);
        }
        let models = self.load_models(context)?;
        let scope = InspectionScope {
            schemas: match settings.get("include_schemas").as_bool() {
                Some(true) => SchemaScope::All,
                _ => SchemaScope::Default,
            },
            objects: InspectedObjects::Tables,
            view: InspectionView::Reflected,
        };
        let inspection = self.connections.with(connection, |session| {
            let ask = |query: &str| {
                session
                    .query(SqlStatement::Verbatim(query.to_owned()), &Origin::default())
                    .map_err(|error| Uninspected::Raise(sink_exception(error)))
            };
            context.dialect.inspect(&scope, ask).map_err(Raise::from)
        })?;
        for warning in &inspection.warnings {
            self.run.log.observer().warning("SAWarning", warning);
        }
        let schemas: Vec<_> = models
            .metadatas
            .into_iter()
            .map(|metadata| metadata.schema)
            .collect();
        let mut server = ConnectedServer {
            environment: self,
            connection,
        };
        let comparison = compare(
            context.dialect,
            inspection.schema,
            &schemas,
            &options,
            &mut PythonHooks::new(self, context.dialect, &settings),
            &mut server,
        )
        .map_err(|error| raise_failure(self.not_comparable(error)))?;
        self.tell(context, &comparison);
        Ok((comparison, schemas))
    }

    /// The version table has to be at the heads of the scripts.
    fn check_up_to_date(&self, rows: &[RevisionId]) -> Result<(), Failure> {
        let graph = self.project.graph()?;
        let heads: Vec<&RevisionId> = graph.effective_heads().map(|head| head.id()).collect();
        let is_at_heads = heads.len() == rows.len() && heads.iter().all(|head| rows.contains(head));
        if is_at_heads {
            return Ok(());
        }
        Err(Failure::refused(
            Diagnostic::error("not-up-to-date", "Target database is not up to date.")
                .help("Run `upgrade head` first: models are compared with what all scripts together make."),
        ))
    }

    fn offline(&self) -> Failure {
        Failure::refused(Diagnostic::error(
            "autogenerate-offline",
            "autogenerate can't use as_sql=True as it prevents querying the database for schema \
             information",
        ))
    }

    fn compare_options(
        &self,
        context: &Context,
        settings: &Tree,
    ) -> Result<CompareOptions, Failure> {
        let comparing = |name: &str| match settings.get(name) {
            Tree::Str(_) => Comparing::Hook,
            Tree::Bool(false) => Comparing::Never,
            _ => Comparing::Always,
        };
        let plugins = match settings.get("autogenerate_plugins").as_list() {
            None => Plugins::default(),
            Some(patterns) => {
                let patterns: Vec<String> = patterns
                    .iter()
                    .filter_map(|pattern| pattern.as_str().map(str::to_owned))
                    .collect();
                Plugins::from_patterns(&patterns).map_err(|error| {
                    Failure::refused(
                        Diagnostic::error("unknown-plugin", error.to_string())
                            .at(SourceLocation::file(self.project.config().env_py()))
                            .help(
                                "limbeck has Alembic's own plugins; what another package adds to \
                                 autogenerate is not there.",
                            ),
                    )
                })?
            }
        };
        let migration = context.migration.borrow();
        Ok(CompareOptions {
            mode: Mode::Alembic,
            compare_type: comparing("compare_type"),
            compare_server_default: comparing("compare_server_default"),
            version_table: migration.settings().version_table.name.clone(),
            plugins,
        })
    }

    /// Logs what was found, and warns.
    fn tell(&self, context: &Context, comparison: &Comparison) {
        let options = RenderOptions::new(context.dialect, Style::Alembic);
        let write =
            |data_type: &SqlType| limbeck_scripts::python::render::type_repr(data_type, &options);
        for event in &comparison.events {
            if let Some((logger, text)) = event.log_line(write) {
                self.run.log.log(&logger, Level::INFO, &text);
            }
            if let Event::Warning(warning) = event {
                let observer = self.run.log.observer();
                observer.warning(warning.category, &warning.text);
            }
        }
    }

    fn not_comparable(&self, error: CompareError) -> Failure {
        match error {
            CompareError::Hook(error) => match error.downcast::<Failure>() {
                Ok(failure) => *failure,
                Err(error) => Failure::error(Diagnostic::error("comparison", error.to_string())),
            },
            error => Failure::error(
                Diagnostic::error("comparison", error.to_string())
                    .at(SourceLocation::file(self.project.config().env_py())),
            ),
        }
    }
}

/// A database that cannot be inspected.
enum Uninspected {
    Raise(Raise),
    Inspection(InspectionError),
}

impl From<InspectionError> for Uninspected {
    fn from(error: InspectionError) -> Self {
        Uninspected::Inspection(error)
    }
}

impl From<Uninspected> for Raise {
    fn from(error: Uninspected) -> Self {
        match error {
            Uninspected::Raise(raise) => raise,
            Uninspected::Inspection(error) => raise_failure(Failure::error(Diagnostic::error(
                "inspection",
                error.to_string(),
            ))),
        }
    }
}

/// A connection of `env.py`, asked about expressions.
struct ConnectedServer<'p, 'e, 'w> {
    environment: &'p Environment<'e, 'w>,
    connection: usize,
}

impl Server for ConnectedServer<'_, '_, '_> {
    fn holds(&mut self, questions: &[String]) -> Result<Vec<Option<bool>>, CompareError> {
        let asked = self
            .environment
            .connections
            .with(self.connection, |session| {
                Ok(conditions(session, questions))
            });
        match asked {
            Ok(Ok(answers)) => Ok(answers),
            Ok(Err(error)) => Err(CompareError::Server(Box::new(error))),
            Err(raise) => Err(CompareError::Server(raise.message.into())),
        }
    }
}
