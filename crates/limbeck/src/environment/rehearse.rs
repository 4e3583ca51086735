//! Rehearsals: a script is evaluated without a database, to see whether limbeck has what it needs.

use limbeck_database::{DatabaseError, ResultSet};
use limbeck_dialects::{Dialect, SchemaTranslateMap};
use limbeck_python::Raise;
use limbeck_revisions::{Direction, RevisionStep, Step};
use limbeck_runtime::StepEvaluator;
use limbeck_schema::Operation;
use limbeck_schema::operation::SqlStatement;
use limbeck_scripts::{OperationSink, Origin, ScriptFormat, SinkError, TransactionControl};

use super::Environment;
use super::ahead::Prepared;
use super::context::Context;
use super::evaluate::Scripts;
use crate::{PythonChoice, Readiness, ScriptReadiness};

/// The stand-in that keeps a rehearsal quiet.
const REHEARSAL: &str = "_limbeck_rehearsal";

/// How many operations and statements of a script are rehearsed. Without rows some scripts go on for ever:
/// those that wait for what they wrote, or count up to what a query tells.
const LONGEST: u32 = 2_000;

/// Takes everything and does nothing; queries return no rows. What is too long is interrupted.
struct Rehearsal {
    dialect: &'static dyn Dialect,
    taken: u32,
}

impl Rehearsal {
    fn take(&mut self) -> Result<(), SinkError> {
        self.taken += 1;
        if self.taken <= LONGEST {
            return Ok(());
        }
        // No `Exception` in Python, so that scripts do not go on in spite of it.
        Err(SinkError::Database {
            error: DatabaseError::Cancelled,
            statement: String::new(),
        })
    }
}

impl OperationSink for Rehearsal {
    fn dialect(&self) -> &'static dyn Dialect {
        self.dialect
    }

    fn is_offline(&self) -> bool {
        false
    }

    fn push(&mut self, _: Operation, _: &Origin) -> Result<(), SinkError> {
        self.take()
    }

    fn query(&mut self, _: SqlStatement, _: &Origin) -> Result<ResultSet, SinkError> {
        self.take()?;
        Ok(ResultSet {
            row_count: Some(0),
            ..ResultSet::default()
        })
    }

    fn translate_schemas(&mut self, _: SchemaTranslateMap) -> SchemaTranslateMap {
        SchemaTranslateMap::default()
    }

    fn transaction(&mut self, _: TransactionControl) -> Result<(), SinkError> {
        self.take()
    }
}

impl Scripts<'_, '_, '_> {
    /// What a step needs. A script may stop for want of rows, or go on for want of them and be stopped,
    /// before it comes to the part that limbeck does not have; then the rehearsal does not show it.
    pub(super) fn rehearse(&mut self, step: &RevisionStep<'_>) -> Readiness {
        match self.function(step).prepare() {
            Ok(Prepared::StraightLine(_)) if !self.environment.interprets_scripts.get() => {
                return Readiness::StraightLine;
            }
            Ok(Prepared::Sql(_)) => return Readiness::Sql,
            Err(diagnostic) if is_sql(step) => return Readiness::Broken(diagnostic),
            Ok(Prepared::StraightLine(_) | Prepared::Compiled { .. }) | Err(_) => {}
        }
        let uncaught = self.uncaught.take();
        let lacking = self.lacking.take();
        let mut sink = Rehearsal {
            dialect: self.context.dialect,
            taken: 0,
        };
        self.is_rehearsal = true;
        // What the script prints is printed when it is run.
        self.call_rehearsal(&mut sink, "begin");
        // Whether it succeeds is of no interest: there are no rows.
        let _ = self.evaluate(step, &mut sink);
        self.call_rehearsal(&mut sink, "end");
        self.is_rehearsal = false;
        self.uncaught = uncaught;
        match std::mem::replace(&mut self.lacking, lacking) {
            Some((_, diagnostic)) => Readiness::NeedsPython(Box::new(diagnostic)),
            None => Readiness::Interpreted,
        }
    }

    fn call_rehearsal(&mut self, sink: &mut Rehearsal, function: &str) {
        let interpreter = self.environment.interpreter;
        // It only sets variables of the interpreter.
        let _ = self.in_step(None, sink, |handler| {
            interpreter
                .call_stand_in((REHEARSAL, function), &[], handler)
                .map(drop)
        });
    }

    /// Finds out beforehand what cannot be undone, or would be refused, once it shows: on databases that
    /// do not roll back DDL, and for users who do not want the project's own Python to be run.
    pub(super) fn rehearse_plan(&mut self, steps: &[Step<'_>]) {
        let never = self.environment.run.python == PythonChoice::Never;
        let undoes_all = self.context.dialect.capabilities().rolls_back_ddl;
        if self.context.is_offline() || (undoes_all && !never) {
            return;
        }
        for step in steps {
            let Step::Revision(step) = step else { continue };
            if let Readiness::NeedsPython(cause) = self.rehearse(step) {
                let added = self.hand_over.add(step.revision.id().clone(), *cause);
                if let (Err(cause), true) = (added, never) {
                    self.refused = Some(cause);
                    return;
                }
            }
        }
    }
}

/// Whether the script of a step is one in SQL.
fn is_sql(step: &RevisionStep<'_>) -> bool {
    ScriptFormat::of(&step.revision.revision().path) == Some(ScriptFormat::Sql)
}

impl Environment<'_, '_> {
    /// Rehearses every script, up and down.
    pub(super) fn rehearse_all(
        &self,
        context: &Context,
        each: &mut dyn FnMut(&ScriptReadiness<'_>),
    ) -> Result<(), Raise> {
        let graph = self.project.graph().map_err(super::raise_failure)?;
        let mut scripts = Scripts::new(self, context);
        for revision in graph.revisions() {
            let mut readiness = |direction| {
                scripts.rehearse(&RevisionStep {
                    revision,
                    direction,
                })
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
