//! [`MigrationContext`]: carries out what `env.py` asks of `alembic.context`.

use limbeck_diagnostics::Diagnostic;
use limbeck_revisions::{
    Direction, Heads, Plan, RevisionGraph, RevisionId, RevisionStep, Step, VersionChange,
};
use limbeck_scripts::SinkError;

use crate::lock::LockError;
use crate::migration_sink::{Failure, Leftover};
use crate::unfinished::UnfinishedStep;
use crate::version_table::RowCheck;
use crate::{
    EvaluationError, MigrationSink, RunError, RunReport, RunSettings, Standing, StepEvaluator,
    StepReport,
};

/// Works out the steps from the rows of the version table. It is asked again if another run has
/// changed them meanwhile.
pub type Planner<'p, 'g> =
    dyn FnMut(&[RevisionId]) -> Result<(&'g RevisionGraph, Plan<'g>), Box<Diagnostic>> + 'p;

/// One `context.configure()`: Alembic's `MigrationContext`, online and offline.
///
/// `env.py` calls, in this order, [`MigrationContext::begin_transaction`], one of
/// [`MigrationContext::migrate`], [`MigrationContext::ensure_version`] and
/// [`MigrationContext::current_heads`], and [`MigrationContext::end_transaction`]; the first and
/// the last may be missing. The sink is the same in all calls.
#[derive(Debug)]
pub struct MigrationContext {
    settings: RunSettings,
    transactional_ddl: bool,
    /// The connection was in a transaction already, so that it is not ours to begin or to end.
    in_external_transaction: bool,
    /// `begin_transaction()` has opened a transaction for the whole run.
    in_transaction: bool,
}

impl MigrationContext {
    /// `context.configure()` for a connection or a script.
    pub fn configure(settings: RunSettings, sink: &mut dyn MigrationSink) -> Self {
        let transactional_ddl = settings
            .transactional_ddl
            .unwrap_or(sink.dialect().capabilities().transactional_ddl);
        sink.set_transactional_ddl(transactional_ddl);
        Self {
            in_external_transaction: sink.in_transaction(),
            settings,
            transactional_ddl,
            in_transaction: false,
        }
    }

    /// The settings.
    pub fn settings(&self) -> &RunSettings {
        &self.settings
    }

    /// Says where a `--sql` script starts; it may be known only after `configure()`.
    pub fn set_starting_revisions(&mut self, revisions: Vec<RevisionId>) {
        self.settings.starting_revisions = revisions;
    }

    /// Whether `begin_transaction()` has opened a transaction that is not over yet.
    pub fn is_in_transaction(&self) -> bool {
        self.in_transaction
    }

    /// Whether Alembic says `Will assume transactional DDL.`
    pub fn transactional_ddl(&self) -> bool {
        self.transactional_ddl
    }

    /// `with context.begin_transaction():` is entered.
    ///
    /// # Errors
    /// [`RunError::Sink`] if the transaction cannot be opened.
    pub fn begin_transaction(&mut self, sink: &mut dyn MigrationSink) -> Result<(), RunError> {
        if self.begins_transaction(sink, false) {
            sink.begin()?;
            self.in_transaction = true;
        }
        Ok(())
    }

    /// `with context.begin_transaction():` is left, by an exception unless `succeeded`.
    ///
    /// # Errors
    /// [`RunError`] if the transaction cannot be committed.
    pub fn end_transaction(
        &mut self,
        sink: &mut dyn MigrationSink,
        succeeded: bool,
    ) -> Result<(), RunError> {
        if !std::mem::take(&mut self.in_transaction) {
            return Ok(());
        }
        let ended = if succeeded {
            sink.commit().and_then(|()| sink.settle())
        } else {
            sink.rollback()
        };
        ended.map_err(|error| self.fail(sink, Interruption::Sink(error)))
    }

    /// The rows of the version table, in its order; none if there is no such table
    /// (`MigrationContext.get_current_heads()`). Nothing is created.
    ///
    /// # Errors
    /// [`RunError::Sink`] if the table cannot be read.
    pub fn current_heads(&self, sink: &mut dyn MigrationSink) -> Result<Vec<RevisionId>, RunError> {
        Ok(self.rows(sink)?.unwrap_or_default())
    }

    /// The step that an earlier run has left in the middle, if there is one.
    ///
    /// # Errors
    /// [`RunError::Sink`] if the journal cannot be read.
    pub fn unfinished(
        &self,
        sink: &mut dyn MigrationSink,
    ) -> Result<Option<UnfinishedStep>, RunError> {
        Ok(match sink.leftover(&self.settings.version_table)? {
            Leftover::Step(step) => Some(step),
            Leftover::Nothing | Leftover::EmptyTable => None,
        })
    }

    /// Creates the version table if it is missing (`ensure_version`).
    ///
    /// # Errors
    /// [`RunError`] if that fails.
    pub fn ensure_version(&mut self, sink: &mut dyn MigrationSink) -> Result<(), RunError> {
        let created = self.create_missing_table(sink);
        let settled = created.and_then(|()| Ok(sink.settle()?));
        sink.unlock();
        settled.map_err(|interruption| self.fail(sink, interruption))
    }

    /// Carries out the steps that `planner` finds (`MigrationContext.run_migrations()`), creating
    /// the version table if it is missing; with `purge`, after all its rows were deleted.
    ///
    /// The lock is only taken if something is to do. The steps are planned from what the table
    /// says once it is held.
    ///
    /// # Errors
    /// [`RunError`]; whatever was not committed is rolled back then, unless the transaction is one
    /// that `env.py` began itself.
    pub fn migrate<'g>(
        &mut self,
        sink: &mut dyn MigrationSink,
        purge: bool,
        planner: &mut Planner<'_, 'g>,
        evaluator: &mut dyn StepEvaluator,
    ) -> Result<RunReport, RunError> {
        let mut report = RunReport::default();
        let run = self.run(sink, purge, planner, evaluator, &mut report);
        let run = run
            .and_then(|()| Ok(sink.settle()?))
            .and_then(|()| Ok(sink.finish_run()?));
        sink.unlock();
        match run {
            Ok(()) => Ok(report),
            Err(interruption) => Err(self.fail(sink, interruption)),
        }
    }

    fn run<'g>(
        &mut self,
        sink: &mut dyn MigrationSink,
        purge: bool,
        planner: &mut Planner<'_, 'g>,
        evaluator: &mut dyn StepEvaluator,
        report: &mut RunReport,
    ) -> Result<(), Interruption> {
        if purge && sink.is_offline() {
            return Err(Interruption::Run(RunError::Plan(Box::new(
                Diagnostic::error("purge-offline", "Can't use --purge with --sql mode"),
            ))));
        }
        let mut purge = purge;
        let mut rows = self.rows(sink)?;
        let mut planned = planner(applied(&rows, purge));
        let idle = |plan: &Plan<'_>| plan.steps.is_empty() && !purge;
        match &planned {
            Ok((_, plan))
                if idle(plan)
                    && rows.is_some()
                    && sink.leftover(&self.settings.version_table)? == Leftover::Nothing =>
            {
                report.heads = rows.unwrap_or_default();
                return Ok(());
            }
            // Alembic has made the table before it finds that there is no plan.
            Err(_) if !self.transactional_ddl && !sink.is_offline() => {
                self.create_missing_table(sink)?
            }
            Ok(_) | Err(_) => {}
        }
        if planned.is_ok() && !sink.is_offline() {
            sink.lock(&self.settings.version_table, self.settings.lock_timeout)?;
            let rows_now = self.rows(sink)?;
            if rows_now != rows {
                rows = rows_now;
                planned = planner(applied(&rows, purge));
            }
            if let Ok((graph, plan)) = &planned {
                self.settle_leftover(sink, graph, plan, applied(&rows, purge))?;
            }
        }
        loop {
            let (graph, plan) =
                planned.map_err(|error| Interruption::Run(RunError::Plan(error)))?;
            let run = Run {
                context: self,
                sink: &mut *sink,
                evaluator: &mut *evaluator,
                heads: Heads::new(graph, applied(&rows, purge)).map_err(RunError::from)?,
                report: &mut *report,
                table_is_missing: rows.is_none(),
                purge: &mut purge,
            };
            match run.carry_out(&plan)? {
                Outcome::Done => return Ok(()),
                Outcome::OtherRows(rows_now) => {
                    rows = rows_now;
                    planned = planner(applied(&rows, purge));
                }
            }
        }
    }

    /// Takes note of a step that an earlier run has left unfinished: this run goes on with it, or it
    /// is over, or else the run is refused.
    fn settle_leftover(
        &self,
        sink: &mut dyn MigrationSink,
        graph: &RevisionGraph,
        plan: &Plan<'_>,
        applied: &[RevisionId],
    ) -> Result<(), Interruption> {
        let table = &self.settings.version_table;
        let Leftover::Step(unfinished) = sink.leftover(table)? else {
            return Ok(());
        };
        let goes_on = plan.steps.iter().any(|step| match step {
            Step::Revision(step) => unfinished.is(&UnfinishedStep::of(step)),
            // Whoever stamps says where the database stands.
            Step::Stamp(_) => true,
        });
        if goes_on {
            return Ok(());
        }
        let is_over = match is_applied(graph, &unfinished.revision, applied) {
            Some(is_applied) => is_applied == (unfinished.direction == Direction::Upgrade),
            None => false,
        };
        if is_over {
            // Somebody has finished it without limbeck.
            sink.forget_leftover()?;
        } else if !plan.steps.is_empty() {
            let refusal = unfinished.refusal();
            return Err(Interruption::Run(RunError::Plan(Box::new(refusal))));
        }
        Ok(())
    }

    /// Alembic's rules for which `begin_transaction()` opens one: that of `env.py` or that of
    /// every migration.
    fn begins_transaction(&self, sink: &dyn MigrationSink, per_migration: bool) -> bool {
        if self.in_external_transaction {
            false
        } else if self.transactional_ddl {
            per_migration == self.settings.transaction_per_migration
        } else {
            per_migration && !sink.is_offline()
        }
    }

    fn rows(&self, sink: &mut dyn MigrationSink) -> Result<Option<Vec<RevisionId>>, SinkError> {
        sink.version_rows(
            &self.settings.version_table,
            &self.settings.starting_revisions,
        )
    }

    fn create_missing_table(&self, sink: &mut dyn MigrationSink) -> Result<(), Interruption> {
        let table = &self.settings.version_table;
        if sink.is_offline() {
            return Ok(sink.create_version_table(table)?);
        }
        if self.rows(sink)?.is_some() {
            return Ok(());
        }
        sink.lock(table, self.settings.lock_timeout)?;
        let own = !sink.in_transaction();
        if own {
            sink.begin()?;
        }
        sink.open_transaction()?;
        if self.rows(sink)?.is_none() {
            sink.create_version_table(table)?;
        }
        if own {
            sink.commit()?;
        }
        Ok(())
    }

    /// Undoes what is ours to undo, and finds the words for what happened.
    fn fail(&mut self, sink: &mut dyn MigrationSink, interruption: Interruption) -> RunError {
        let failure = sink.take_failure();
        let undone = !self.in_external_transaction && !sink.has_ended_transaction();
        self.in_transaction = false;
        // A connection that cannot roll back is lost, which is what the error says already; the
        // server rolls back by itself then.
        let rolled_back = self.in_external_transaction || sink.rollback().is_ok();
        let standing = |sink: &mut dyn MigrationSink| {
            if sink.is_offline() {
                return Standing::default();
            }
            sink.standing(&self.settings.version_table, rolled_back)
        };
        match (interruption, failure) {
            (Interruption::Script { step, diagnostic }, _) => RunError::Script {
                undone: undone && rolled_back,
                standing: standing(sink),
                step,
                diagnostic,
            },
            (Interruption::Cancelled { step }, _)
            | (Interruption::Sink(_), Some(Failure::Cancelled { step })) => RunError::Cancelled {
                standing: standing(sink),
                step,
            },
            (Interruption::Sink(_), Some(Failure::Statement(failed))) => RunError::Statement {
                standing: standing(sink),
                failed,
            },
            (Interruption::Sink(_), Some(Failure::RowCount { message })) => RunError::RowCount {
                standing: standing(sink),
                message,
            },
            (Interruption::Sink(_), Some(Failure::Locked { waited })) => {
                RunError::Lock(LockError::Held {
                    holder: None,
                    waited,
                })
            }
            (Interruption::Sink(error), None) => RunError::Sink(error),
            (Interruption::Run(error), _) => error,
        }
    }
}

/// Why a run stops, before anything is undone.
enum Interruption {
    Sink(SinkError),
    Script {
        step: String,
        diagnostic: Box<Diagnostic>,
    },
    Cancelled {
        step: Option<String>,
    },
    Run(RunError),
}

impl From<SinkError> for Interruption {
    fn from(error: SinkError) -> Self {
        Interruption::Sink(error)
    }
}

impl From<RunError> for Interruption {
    fn from(error: RunError) -> Self {
        Interruption::Run(error)
    }
}

impl From<LockError> for Interruption {
    fn from(error: LockError) -> Self {
        match error {
            LockError::Cancelled => Interruption::Cancelled { step: None },
            LockError::Database(error) => Interruption::Sink(error),
            LockError::Held { .. } | LockError::Unreachable { .. } => {
                Interruption::Run(RunError::Lock(error))
            }
        }
    }
}

/// Whether a revision is applied; `None` if there is no such revision any more.
fn is_applied(graph: &RevisionGraph, revision: &RevisionId, rows: &[RevisionId]) -> Option<bool> {
    let plan = graph.upgrade(revision.as_str(), rows).ok()?;
    Some(
        !plan
            .steps
            .iter()
            .any(|step| matches!(step, Step::Revision(step) if step.revision.id() == revision)),
    )
}

/// The applied revisions that a plan starts from.
fn applied(rows: &Option<Vec<RevisionId>>, purge: bool) -> &[RevisionId] {
    match rows {
        Some(rows) if !purge => rows,
        Some(_) | None => &[],
    }
}

enum Outcome {
    Done,
    /// Another run has changed the version table: these are its rows now.
    OtherRows(Option<Vec<RevisionId>>),
}

/// A plan that is being carried out.
struct Run<'r, 'g> {
    context: &'r MigrationContext,
    sink: &'r mut dyn MigrationSink,
    evaluator: &'r mut dyn StepEvaluator,
    heads: Heads<'g>,
    report: &'r mut RunReport,
    table_is_missing: bool,
    /// The rows of the version table are still to be deleted.
    purge: &'r mut bool,
}

impl Run<'_, '_> {
    fn carry_out(mut self, plan: &Plan<'_>) -> Result<Outcome, Interruption> {
        let context = self.context;
        let table = &context.settings.version_table;
        let offline = self.sink.is_offline();
        // The table is made with the first step where that is undone as a whole if it fails, and
        // by itself otherwise.
        let with_first_step = context.transactional_ddl && !plan.steps.is_empty() && !*self.purge;
        if (self.table_is_missing || *self.purge) && !with_first_step && !offline {
            let own = !self.sink.in_transaction();
            if own {
                self.sink.begin()?;
            }
            if self.sink.locks_by_transaction() {
                self.sink.open_transaction()?;
                self.table_is_missing = context.rows(self.sink)?.is_none();
            }
            if self.table_is_missing {
                self.sink.create_version_table(table)?;
                self.table_is_missing = false;
            }
            if std::mem::take(self.purge) {
                self.sink
                    .change_version(table, &VersionChange::DeleteAll, None)?;
            }
            if own {
                self.sink.commit()?;
            }
        }
        self.evaluator.planned(&plan.steps, self.sink);
        for step in &plan.steps {
            if context.settings.cancellation.is_cancelled() {
                return Err(Interruption::Cancelled { step: None });
            }
            if let Step::Revision(revision) = step
                && self.hand_over(step, revision)?
            {
                self.report.steps.push(StepReport {
                    handed_over: true,
                    ..StepReport::of(step)
                });
                continue;
            }
            let own = context.begins_transaction(self.sink, true);
            if own {
                self.sink.begin()?;
            }
            if self.sink.locks_by_transaction()
                && let Some(rows) = self.rows_of_another_run()?
            {
                if own {
                    self.sink.rollback()?;
                }
                return Ok(Outcome::OtherRows(rows));
            }
            let nothing_applied = self.heads.rows().len() == 0;
            if std::mem::take(&mut self.table_is_missing) || (offline && nothing_applied) {
                self.sink.create_version_table(table)?;
            }
            self.take(step)?;
            if own {
                self.sink.commit()?;
            }
            self.report.steps.push(StepReport::of(step));
        }
        self.report.heads = self.heads.rows().cloned().collect();
        Ok(Outcome::Done)
    }

    /// Has a step carried out elsewhere, if it is one of those; tells whether it was.
    fn hand_over(
        &mut self,
        step: &Step<'_>,
        revision: &RevisionStep<'_>,
    ) -> Result<bool, Interruption> {
        let refused = |message: &str, help: &str| Interruption::Script {
            step: step.to_string(),
            diagnostic: Box::new(Diagnostic::error("not-handed-over", message).help(help)),
        };
        let taken = self
            .evaluator
            .elsewhere()
            .filter(|other| other.takes(revision));
        let Some(elsewhere) = taken else {
            return Ok(false);
        };
        if self.sink.is_offline() || self.context.in_external_transaction {
            return Err(refused(
                "A script that the project's own Python has to run needs a transaction of its own.",
                "Run this step online, with a connection that env.py does not begin a transaction on.",
            ));
        }
        // What comes before must be there for it, and no lock in its way.
        let within = self.sink.in_transaction();
        if within {
            self.sink.commit()?;
        }
        self.sink.settle()?;
        elsewhere
            .carry_out(revision)
            .map_err(|diagnostic| Interruption::Script {
                step: step.to_string(),
                diagnostic,
            })?;
        self.table_is_missing = false;
        self.heads.apply(step).map_err(RunError::from)?;
        let mut rows = self.context.rows(self.sink)?.unwrap_or_default();
        rows.sort();
        if !self.heads.rows().eq(rows.iter()) {
            return Err(refused(
                "The version table is not what it should be after this script.",
                "Run `current` to see where the database stands.",
            ));
        }
        if within {
            self.sink.begin()?;
        }
        Ok(true)
    }

    /// The rows of the version table if they are not those that the steps so far have left.
    fn rows_of_another_run(&mut self) -> Result<Option<Option<Vec<RevisionId>>>, SinkError> {
        self.sink.open_transaction()?;
        let rows = self.context.rows(self.sink)?;
        let mut sorted = rows.clone().unwrap_or_default();
        sorted.sort();
        // A row that is there twice is one head; the statement that changes it will tell.
        sorted.dedup();
        let as_expected =
            rows.is_none() == self.table_is_missing && self.heads.rows().eq(sorted.iter());
        Ok((!as_expected).then_some(rows))
    }

    fn take(&mut self, step: &Step<'_>) -> Result<(), Interruption> {
        let catches_errors = match step {
            Step::Revision(revision) => self.evaluator.catches_errors(revision),
            Step::Stamp(_) => false,
        };
        self.sink.start_step(step, catches_errors)?;
        if let Step::Revision(revision) = step {
            if !self.sink.has_ended_transaction() {
                let rehearsed = self.evaluator.rehearse(revision, self.sink);
                self.evaluated(step, rehearsed)?;
            }
            let evaluated = self.evaluator.evaluate(revision, self.sink);
            self.evaluated(step, evaluated)?;
        }
        let table = &self.context.settings.version_table;
        for change in self.heads.apply(step).map_err(RunError::from)? {
            let check = RowCheck::of(table, &change);
            self.sink.change_version(table, &change, check)?;
        }
        let heads: Vec<_> = self.heads.rows().cloned().collect();
        let applied = self.evaluator.version_applied(step, &heads, self.sink);
        self.evaluated(step, applied)?;
        Ok(self.sink.finish_step()?)
    }

    fn evaluated(
        &mut self,
        step: &Step<'_>,
        evaluated: Result<(), EvaluationError>,
    ) -> Result<(), Interruption> {
        match evaluated {
            Ok(()) => Ok(()),
            Err(EvaluationError::Sink(error)) => Err(Interruption::Sink(error)),
            Err(EvaluationError::Script(diagnostic)) => {
                // Statements that the script gave before may still run, and fail first.
                self.sink.settle()?;
                if self.context.settings.cancellation.is_cancelled() {
                    return Err(Interruption::Cancelled {
                        step: Some(step.to_string()),
                    });
                }
                Err(Interruption::Script {
                    step: step.to_string(),
                    diagnostic,
                })
            }
        }
    }
}
