//! `context.run_migrations()` and its kin.

use std::collections::HashSet;

use limbeck_diagnostics::Diagnostic;
use limbeck_dialects::CompileOptions;
use limbeck_python::{Raise, Tree};
use limbeck_revisions::{Plan, RevisionGraph, RevisionId};
use limbeck_runtime::{RunError, RunReport, Standing};
use limbeck_scripts::OperationSink;
use limbeck_scripts::python::answer;

use super::arguments::Arguments;
use super::context::{Channel, Context};
use super::evaluate::Scripts;
use super::{Environment, errors, raise_failure};
use crate::database::{ComparedDatabase, LocatedDatabase};
use crate::execution::{Look, PlanFunction, Work, direct, tell_warnings};
use crate::{Failure, LoadedModels, MigrationRun, mend};

impl Environment<'_, '_> {
    /// Does the command's work. Returns what the stand-ins need for new scripts, if these are the work.
    pub(super) fn run_migrations(&self, context: &Context) -> Result<Tree, Raise> {
        let mut work = self.work.try_borrow_mut().map_err(|_| {
            Raise::new(
                "RuntimeError",
                "run_migrations() was called while migrations are running",
            )
        })?;
        self.has_run.set(true);
        // What cannot be purged has no start.
        let purges = matches!(*work, Work::Migrate { purge: true, .. });
        if !(purges && context.is_offline()) {
            self.check_start(context)?;
        }
        let done = match &mut *work {
            Work::Generate {
                wanted,
                autogenerate,
            } => return self.new_script(context, *wanted, *autogenerate),
            Work::Migrate { purge, plan } => self.migrate(context, *purge, *plan).map(drop),
            Work::EnsureVersion => {
                let heads = self.with_sink(context, |migration, sink| {
                    migration
                        .ensure_version(sink)
                        .and_then(|()| migration.current_heads(sink))
                        .map_err(errors::run)
                })?;
                self.report(
                    context,
                    RunReport {
                        heads,
                        ..RunReport::default()
                    },
                )
            }
            Work::Examine(examination) => self.examine(context, examination),
            Work::Models { each } => {
                let models = self.load_models(context)?;
                each(LoadedModels {
                    dialect: context.dialect,
                    models,
                })
                .map_err(raise_failure)
            }
            Work::Compare { each } => {
                let (comparison, _) = self.compare_with_models(context)?;
                each(ComparedDatabase {
                    database: self.located(context)?,
                    comparison,
                    naming_convention: context.naming_convention.clone(),
                });
                Ok(())
            }
            Work::Locate { each } => self.located(context).map(each),
            Work::Rehearse { each } => self.rehearse_all(context, each),
            Work::Look {
                creates_version_table,
                each,
            } => {
                let rows = if *creates_version_table {
                    self.migrate(context, false, &direct::nothing)?
                } else {
                    self.with_sink(context, |migration, sink| {
                        migration.current_heads(sink).map_err(errors::run)
                    })?
                };
                let unfinished = self.with_sink(context, |migration, sink| {
                    migration.unfinished(sink).map_err(errors::run)
                })?;
                let url = self.shown_url(context)?;
                each(&Look {
                    url: &url,
                    rows: &rows,
                    unfinished,
                })
                .map_err(|failure| mend::unknown_row(failure, self.project, &rows))
                .map_err(raise_failure)
            }
        };
        done.map(|()| Tree::None)
    }

    /// `context.stamp(script_directory, revision)`.
    pub(super) fn stamp_context(
        &self,
        context: &Context,
        revisions: Vec<String>,
    ) -> Result<(), Raise> {
        self.check_start(context)?;
        self.migrate(context, false, &|graph, rows| graph.stamp(&revisions, rows))
            .map(drop)
    }

    /// Only a script that is written has a place to start at.
    fn check_start(&self, context: &Context) -> Result<(), Raise> {
        let start = context.start.as_ref().or(self.destination.start.as_ref());
        if !context.is_offline() {
            return match start {
                Some(_) => Err(Raise::new(
                    crate::failure::COMMAND_ERROR,
                    "Can't specify current_rev to context when using a database connection",
                )),
                None => Ok(()),
            };
        }
        let rows = match (start.map(String::as_str), &context.reader) {
            (None, Some(reader)) => {
                let table = context.migration.borrow().settings().version_table.clone();
                reader.version_rows(&table)?
            }
            (None | Some("base"), _) => return Ok(()),
            (start @ Some(_), _) => {
                let graph = self.project.graph().map_err(raise_failure)?;
                graph
                    .offline_rows(start)
                    .map_err(|error| raise_failure(error.into()))?
            }
        };
        self.with_sink(context, |migration, _| {
            migration.set_starting_revisions(rows);
            Ok(())
        })
    }

    /// Carries out a plan; returns the rows of the version table afterwards.
    pub(super) fn migrate(
        &self,
        context: &Context,
        purge: bool,
        plan: &PlanFunction<'_>,
    ) -> Result<Vec<RevisionId>, Raise> {
        let mut refused = None;
        let mut told = HashSet::new();
        let mut planner = |rows: &[RevisionId]| match self.plan(plan, rows) {
            Ok((graph, plan)) => {
                tell_warnings(&self.run.log, &mut told, &plan);
                Ok((graph, plan))
            }
            Err(failure) => {
                let diagnostic = failure.diagnostic.clone();
                refused = Some(failure);
                Err(diagnostic)
            }
        };
        let mut scripts = Scripts::new(self, context);
        let ran = self.with_sink(context, |migration, sink| {
            let within = migration.is_in_transaction();
            loop {
                self.timings.clear();
                let ran = migration.migrate(sink, purge, &mut planner, &mut scripts);
                // What has been written cannot be taken back.
                let lacking = scripts.lacking.take().filter(|_| !sink.is_offline());
                let Some((revision, cause)) = lacking else {
                    return Ok(ran);
                };
                let Err(RunError::Script {
                    step,
                    standing,
                    undone,
                    ..
                }) = ran
                else {
                    return Ok(ran);
                };
                if !undone {
                    return Ok(Err(RunError::Script {
                        diagnostic: Box::new(shown_too_late(cause, &standing)),
                        step,
                        standing,
                        undone,
                    }));
                }
                // What the script did is undone; once more, with this step handed over.
                if let Err(cause) = scripts.hand_over.add(revision, cause) {
                    let diagnostic = Box::new(cause);
                    return Ok(Err(RunError::Script {
                        step,
                        standing,
                        diagnostic,
                        undone: true,
                    }));
                }
                if within {
                    migration.begin_transaction(sink).map_err(errors::run)?;
                }
            }
        })?;
        match ran {
            Ok(report) => {
                let rows = report.heads.clone();
                self.report(context, report)?;
                Ok(rows)
            }
            Err(RunError::Plan(_)) if refused.is_some() => {
                Err(refused.map_or_else(unexplained, raise_failure))
            }
            Err(error) => {
                let raise = match error {
                    RunError::Script { .. } => errors::script(error, scripts.uncaught.take()),
                    error => errors::run(error),
                };
                if self.run.stop.token().is_cancelled() {
                    self.stopped.replace(raise.diagnostic.clone());
                }
                Err(raise)
            }
        }
    }

    /// Takes down what a run has done.
    fn report(&self, context: &Context, report: RunReport) -> Result<(), Raise> {
        let run = MigrationRun {
            url: self.shown_url(context)?,
            steps: self.timings.take(report.steps),
            heads: report.heads,
        };
        self.reports.borrow_mut().push(run);
        Ok(())
    }

    fn plan(
        &self,
        plan: &PlanFunction<'_>,
        rows: &[RevisionId],
    ) -> Result<(&RevisionGraph, Plan<'_>), Failure> {
        let graph = self.project.graph()?;
        let plan = plan(graph, rows)
            .map_err(|error| mend::unknown_row(error.into(), self.project, rows))?;
        Ok((graph, plan))
    }

    /// The way to the database of a context.
    fn located(&self, context: &Context) -> Result<LocatedDatabase, Raise> {
        let version_table = context.migration.borrow().settings().version_table.clone();
        match &context.channel {
            Channel::Online(number) => self.connections.with(*number, |session| {
                Ok(LocatedDatabase {
                    engine: session.engine().clone(),
                    dialect: session.dialect(),
                    version_table,
                })
            }),
            Channel::Offline(_) => Err(raise_failure(Failure::error(
                Diagnostic::error("no-connection", "env.py has configured no connection.").help(
                    "Let it configure one unless context.is_offline_mode(); or name the database with --db.",
                ),
            ))),
        }
    }

    fn shown_url(&self, context: &Context) -> Result<String, Raise> {
        match &context.channel {
            Channel::Online(number) => self
                .connections
                .with(*number, |session| Ok(session.engine().url().to_string())),
            Channel::Offline(_) => Ok(format!("{}://", context.scheme)),
        }
    }

    /// What scripts can do with a context as well: `execute()`, `autocommit_block()`.
    pub(super) fn context_operation(
        &self,
        context: &Context,
        name: &str,
        arguments: &Arguments,
    ) -> Result<Tree, Raise> {
        let call = format!("context.{name}");
        let tree = arguments.to_tree();
        self.with_sink(context, |_, sink| {
            answer(sink, &call, &tree).unwrap_or_else(|| Err(super::unknown_call("context", name)))
        })
    }

    /// An operation in `env.py` itself (`op.execute`, `metadata.create_all`): it goes to the
    /// context that was configured last.
    pub(super) fn operation_call(&self, name: &str, tree: &Tree) -> Result<Tree, Raise> {
        let context = self.contexts.last()?;
        self.with_sink(&context, |_, sink| {
            answer(sink, name, tree).unwrap_or_else(|| Err(super::unknown_call("env.py:", name)))
        })
    }

    pub(super) fn dialect_call(&self, name: &str, arguments: &Arguments) -> Result<Tree, Raise> {
        match name {
            "quote" => {
                let dialect = super::engine::dialect_named(arguments.text("dialect")?)?;
                let text = arguments.text("name")?;
                let (identifiers, options) = (dialect.identifiers(), CompileOptions::default());
                Ok(Tree::Str(if arguments.flag("always")? {
                    identifiers.quote_identifier(text, &options)
                } else {
                    identifiers.quote(&text.into(), &options)
                }))
            }
            _ => Err(super::unknown_call("dialect", name)),
        }
    }
}

/// What is to be done about a step that the project's own Python would have to run from its start, but
/// of which statements took effect.
fn shown_too_late(cause: Diagnostic, standing: &Standing) -> Diagnostic {
    match &standing.unfinished {
        Some(unfinished) => cause.help(format!(
            "Undo by hand what took effect, run `DROP TABLE {}`, and run this step with Alembic \
             itself.",
            unfinished.journal
        )),
        None => cause,
    }
}

fn unexplained() -> Raise {
    raise_failure(Failure::error(Diagnostic::error(
        "no-plan",
        "No plan could be made.",
    )))
}
