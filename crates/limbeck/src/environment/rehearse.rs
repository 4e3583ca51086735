//! Rehearsals: a script is evaluated without a database, to see whether limbeck has what it needs.

use limbeck_database::{DatabaseError, ResultSet};
use limbeck_diagnostics::Diagnostic;
use limbeck_dialects::{Dialect, SchemaTranslateMap};
use limbeck_python::Raise;
use limbeck_revisions::{Direction, RevisionStep, Step};
use limbeck_schema::Operation;
use limbeck_schema::operation::SqlStatement;
use limbeck_scripts::{OperationSink, Origin, ScriptFormat, SinkError, TransactionControl};

use super::Environment;
use super::ahead::Prepared;
use super::context::Context;
use super::evaluate::Scripts;
use super::reading::reads;
use crate::{PythonChoice, Readiness, ScriptReadiness};

/// The stand-in that keeps a rehearsal quiet.
const REHEARSAL: &str = "_limbeck_rehearsal";

/// How many operations and statements of a script are rehearsed. Without rows some scripts go on for ever:
/// those that wait for what they wrote, or count up to what a query tells.
const LONGEST: u32 = 2_000;

/// Takes everything and does nothing. What is too long is interrupted.
struct Rehearsal<'s> {
    dialect: &'static dyn Dialect,
    taken: u32,
    /// What answers queries; without it they return no rows.
    answers: Option<&'s mut dyn OperationSink>,
    /// Something was asked of the database.
    has_asked: bool,
}

impl Rehearsal<'_> {
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

impl OperationSink for Rehearsal<'_> {
    fn dialect(&self) -> &'static dyn Dialect {
        self.dialect
    }

    fn is_offline(&self) -> bool {
        false
    }

    fn push(&mut self, _: Operation, _: &Origin) -> Result<(), SinkError> {
        self.take()
    }

    fn query(&mut self, statement: SqlStatement, origin: &Origin) -> Result<ResultSet, SinkError> {
        self.take()?;
        self.has_asked = true;
        // What the script has yet to make is not there, and has no rows.
        if let Some(answers) = &mut self.answers
            && reads(&statement)
            && let Ok(rows) = answers.query(statement, origin)
        {
            return Ok(rows);
        }
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
    /// What a step needs, as far as that shows without a database. A script may stop for want of rows, or
    /// go on for want of them and be stopped, before it comes to the part that limbeck does not have.
    pub(super) fn rehearse_alone(&mut self, step: &RevisionStep<'_>) -> Readiness {
        self.rehearse_with(step, None)
    }

    /// Sees to it that a step whose script asks the database is not begun if limbeck does not have what it
    /// needs: it is rehearsed with the answers that the database gives where the step begins.
    ///
    /// # Errors
    /// What it lacks. What shows only by what the script itself has changed is not found.
    pub(super) fn rehearse_in_place(
        &mut self,
        step: &RevisionStep<'_>,
        sink: &mut dyn OperationSink,
    ) -> Result<(), Box<Diagnostic>> {
        let id = step.revision.id();
        let has_asked = self.rehearsed.get(id).copied().unwrap_or_default();
        if sink.dialect().capabilities().rolls_back_ddl || !has_asked {
            return Ok(());
        }
        // What was read ahead is for the step itself.
        let prepared = std::mem::take(&mut self.prepared);
        let readiness = self.rehearse_with(step, Some(sink));
        self.prepared = prepared;
        match readiness {
            Readiness::NeedsPython(cause) => {
                self.lacking = Some((id.clone(), (*cause).clone()));
                Err(cause)
            }
            Readiness::StraightLine
            | Readiness::Sql
            | Readiness::Interpreted
            | Readiness::Broken(_) => Ok(()),
        }
    }

    fn rehearse_with(
        &mut self,
        step: &RevisionStep<'_>,
        answers: Option<&mut dyn OperationSink>,
    ) -> Readiness {
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
            answers,
            has_asked: false,
        };
        // What the script prints is printed when it is run.
        self.call_rehearsal(&mut sink, "begin");
        // Whether it succeeds is of no interest: there are no rows.
        let _ = self.run_script(step, &mut sink);
        self.call_rehearsal(&mut sink, "end");
        let asked = sink.has_asked;
        self.rehearsed.insert(step.revision.id().clone(), asked);
        self.uncaught = uncaught;
        match std::mem::replace(&mut self.lacking, lacking) {
            Some((_, diagnostic)) => Readiness::NeedsPython(Box::new(diagnostic)),
            None => Readiness::Interpreted,
        }
    }

    fn call_rehearsal(&mut self, sink: &mut Rehearsal<'_>, function: &str) {
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
            // The plan was made again.
            if self.rehearsed.contains_key(step.revision.id()) {
                continue;
            }
            if let Readiness::NeedsPython(cause) = self.rehearse_alone(step) {
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
                scripts.rehearse_alone(&RevisionStep {
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
