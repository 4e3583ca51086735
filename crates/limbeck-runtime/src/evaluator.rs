//! [`StepEvaluator`]: runs the script of a step.

use limbeck_diagnostics::Diagnostic;
use limbeck_revisions::{RevisionId, RevisionStep, Step};
use limbeck_scripts::{OperationSink, SinkError};

use crate::MigrationSink;

/// Why the evaluation of a script ended early.
#[derive(Clone, Debug, thiserror::Error)]
pub enum EvaluationError {
    /// The sink did not take an operation, and the script did not catch that.
    #[error(transparent)]
    Sink(#[from] SinkError),
    /// The script itself failed.
    #[error("{0}")]
    Script(Box<Diagnostic>),
}

/// Carries out steps that the run cannot: outside of its transaction, the version table included.
pub trait Elsewhere {
    /// Whether it takes a step.
    fn takes(&self, step: &RevisionStep<'_>) -> bool;

    /// Carries a step out. Everything before it is committed.
    ///
    /// # Errors
    /// A [`Diagnostic`] if that fails.
    fn carry_out(&mut self, step: &RevisionStep<'_>) -> Result<(), Box<Diagnostic>>;
}

/// Runs the scripts of a plan. The runtime asks for one step after the other.
pub trait StepEvaluator {
    /// Called before the first step of a plan, and again if another run has made it another one:
    /// these are the steps that will be evaluated, in their order, and where their operations go.
    fn planned(&mut self, steps: &[Step<'_>], sink: &mut dyn MigrationSink) {
        let _ = (steps, sink);
    }

    /// Called before a step of which nothing was done, here or by an earlier run: whatever would stop it in
    /// the middle is better found now. Nothing may be changed through `sink`, which answers queries.
    ///
    /// # Errors
    /// [`EvaluationError`]; the step is then not begun.
    fn rehearse(
        &mut self,
        step: &RevisionStep<'_>,
        sink: &mut dyn OperationSink,
    ) -> Result<(), EvaluationError> {
        let _ = (step, sink);
        Ok(())
    }

    /// Runs `upgrade()` or `downgrade()` of the step's script, its operations going to `sink`.
    ///
    /// # Errors
    /// [`EvaluationError`]; the step is then rolled back.
    fn evaluate(
        &mut self,
        step: &RevisionStep<'_>,
        sink: &mut dyn OperationSink,
    ) -> Result<(), EvaluationError>;

    /// What carries out the steps that this evaluator does not, if there is such.
    fn elsewhere(&mut self) -> Option<&mut dyn Elsewhere> {
        None
    }

    /// Whether the script may catch the error of a statement (`try`, `suppress`). Then every
    /// statement runs before the script goes on; otherwise they may run while it does.
    fn catches_errors(&mut self, step: &RevisionStep<'_>) -> bool {
        let _ = step;
        false
    }

    /// Called when a step and its version rows are through, still inside its transaction
    /// (`on_version_apply`). `heads` are the rows of the version table now.
    ///
    /// # Errors
    /// [`EvaluationError`]; the step is then rolled back.
    fn version_applied(
        &mut self,
        step: &Step<'_>,
        heads: &[RevisionId],
        sink: &mut dyn MigrationSink,
    ) -> Result<(), EvaluationError> {
        let _ = (step, heads, sink);
        Ok(())
    }
}
