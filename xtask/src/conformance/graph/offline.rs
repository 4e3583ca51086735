//! Offline runs: the runtime writes down what a plan does, for scripts that do nothing.

use limbeck_dialects::CompileOptions;
use limbeck_revisions::{Plan, RevisionGraph, RevisionId, RevisionStep, Step};
use limbeck_runtime::{
    EvaluationError, MigrationContext, MigrationSink, RunSettings, SqlWriter, StepEvaluator,
    no_events,
};
use limbeck_scripts::OperationSink;

use super::answer::{Failure, Run};

/// Carries out the plan from the given rows, as far as it goes; the script so far comes back with
/// what went wrong.
pub fn write(
    graph: &RevisionGraph,
    rows: &[RevisionId],
    plan: &Plan<'_>,
    run: &mut Run,
) -> (String, Result<(), Failure>) {
    let Some(dialect) = limbeck_dialects::dialect("sqlite") else {
        return (
            String::new(),
            Err(Failure::new("there is no SQLite dialect")),
        );
    };
    let settings = RunSettings {
        starting_revisions: rows.to_vec(),
        ..RunSettings::default()
    };
    let mut writer = SqlWriter::new(dialect, CompileOptions::default(), no_events(), Vec::new());
    let mut context = MigrationContext::configure(settings, &mut writer);
    let outcome = context.migrate(
        &mut writer,
        false,
        &mut |_| Ok((graph, plan.clone())),
        &mut EmptyScripts { run },
    );
    let output = String::from_utf8_lossy(&writer.into_output()).into_owned();
    let outcome = outcome.map(drop).map_err(Failure::new);
    (output, outcome)
}

/// Scripts whose `upgrade()` and `downgrade()` are `pass`; takes down which steps were taken.
struct EmptyScripts<'r> {
    run: &'r mut Run,
}

impl StepEvaluator for EmptyScripts<'_> {
    fn evaluate(
        &mut self,
        _step: &RevisionStep<'_>,
        _sink: &mut dyn OperationSink,
    ) -> Result<(), EvaluationError> {
        Ok(())
    }

    fn version_applied(
        &mut self,
        step: &Step<'_>,
        heads: &[RevisionId],
        _sink: &mut dyn MigrationSink,
    ) -> Result<(), EvaluationError> {
        self.run.took(step, heads);
        Ok(())
    }
}
