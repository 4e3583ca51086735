//! [`Scripts`]: runs the scripts of a plan in the interpreter of `env.py`.

use std::cell::RefCell;
use std::collections::HashMap;

use limbeck_database::{Affected, ResultSet};
use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_dialects::dml::{Example, Template};
use limbeck_dialects::{Dialect, SchemaTranslateMap};
use limbeck_python::{Handler, PythonError, Raise, Tree};
use limbeck_revisions::{Direction, RevisionId, RevisionStep, Step};
use limbeck_runtime::{Elsewhere, EvaluationError, MigrationSink, RunError, StepEvaluator};
use limbeck_schema::Operation;
use limbeck_schema::operation::SqlStatement;
use limbeck_scripts::python::{
    LocatedOperation, Shapes, StraightLine, answer, compile_exception_class, refuse_placeholders,
};
use limbeck_scripts::{Execution, OperationSink, Origin, Outcome, SinkError, TransactionControl};

use super::Environment;
use super::ahead::{Prepared, PreparedAhead, ScriptFunction};
use super::arguments::{Arguments, texts_tree};
use super::beside::Beside;
use super::connection::savepoint;
use super::context::{Channel, Context, locked_file};
use super::metadata::{ConventionGuard, UnknownConvention};
use super::reading::Reading;
use crate::failure::{COMMAND_ERROR, UNKNOWN};
use crate::hand_over::HandOver;

/// The Python function that calls `upgrade` with the arguments of `run_migrations()`.
const CALLER: (&str, &str) = ("alembic.runtime.migration", "_call_with_arguments");

/// The Python function that calls those of `on_version_apply`.
const VERSION_APPLIED: (&str, &str) = ("alembic.context", "_version_applied");

/// Runs the scripts of a plan.
pub(super) struct Scripts<'s, 'e, 'w> {
    pub(super) environment: &'s Environment<'e, 'w>,
    pub(super) context: &'s Context,
    /// The exception that a script did not catch, and that the sink knows nothing of.
    pub(super) uncaught: Option<PythonError>,
    pub(super) prepared: PreparedAhead,
    /// The steps that the project's own Python runs.
    pub(super) hand_over: HandOver<'s>,
    /// The script that stopped for want of something that only CPython has, and what it was.
    pub(super) lacking: Option<(RevisionId, Diagnostic)>,
    /// Why the whole plan is refused before its first step.
    pub(super) refused: Option<Diagnostic>,
    /// What the naming convention comes from if nobody knows it, and why the application does not tell.
    unknown_convention: Option<(UnknownConvention, Option<Box<Diagnostic>>)>,
    /// The steps whose scripts were rehearsed, and whether they asked the database something.
    pub(super) rehearsed: HashMap<RevisionId, bool>,
}

impl StepEvaluator for Scripts<'_, '_, '_> {
    fn planned(&mut self, steps: &[Step<'_>], sink: &mut dyn MigrationSink) {
        let functions = steps.iter().filter_map(|step| match step {
            Step::Revision(step) => Some(self.function(step)),
            Step::Stamp(_) => None,
        });
        let functions: Vec<_> = functions.collect();
        if !functions.is_empty() {
            self.ask_for_convention(sink);
        }
        self.rehearse_plan(steps);
        self.prepared = PreparedAhead::start(functions);
    }

    fn rehearse(
        &mut self,
        step: &RevisionStep<'_>,
        sink: &mut dyn OperationSink,
    ) -> Result<(), EvaluationError> {
        self.rehearse_in_place(step, sink)
            .map_err(EvaluationError::Script)
    }

    fn evaluate(
        &mut self,
        step: &RevisionStep<'_>,
        sink: &mut dyn OperationSink,
    ) -> Result<(), EvaluationError> {
        if let Some(cause) = &self.refused {
            return Err(EvaluationError::Script(Box::new(cause.clone())));
        }
        self.run_script(step, sink)
    }

    fn elsewhere(&mut self) -> Option<&mut dyn Elsewhere> {
        Some(&mut self.hand_over)
    }

    fn catches_errors(&mut self, step: &RevisionStep<'_>) -> bool {
        let function = self.function(step);
        self.prepared.catches_errors(&function)
    }

    fn version_applied(
        &mut self,
        step: &Step<'_>,
        heads: &[RevisionId],
        sink: &mut dyn MigrationSink,
    ) -> Result<(), EvaluationError> {
        if self.context.on_version_apply == 0 {
            return Ok(());
        }
        // They are called for steps that have worked.
        sink.settle()?;
        let ids = |ids: &[RevisionId]| texts_tree(ids.iter().map(RevisionId::as_str));
        let info = super::arguments::dict_tree([
            (
                "is_upgrade",
                Tree::Bool(step.direction() == Direction::Upgrade),
            ),
            ("is_stamp", Tree::Bool(matches!(step, Step::Stamp(_)))),
            ("up_revision_ids", ids(&step.up_revisions())),
            ("down_revision_ids", ids(&step.down_revisions())),
        ]);
        let arguments = [info, ids(heads)];
        let interpreter = self.environment.interpreter;
        self.in_step(None, sink, |handler| {
            interpreter
                .call_stand_in(VERSION_APPLIED, &arguments, handler)
                .map(drop)
        })
    }
}

impl<'s, 'e, 'w> Scripts<'s, 'e, 'w> {
    /// The scripts of a context.
    pub(super) fn new(environment: &'s Environment<'e, 'w>, context: &'s Context) -> Self {
        Self {
            environment,
            context,
            uncaught: None,
            prepared: PreparedAhead::default(),
            hand_over: HandOver::new(
                environment.project,
                &environment.run,
                context.tag.as_deref(),
            ),
            lacking: None,
            refused: None,
            unknown_convention: context
                .unknown_convention
                .clone()
                .map(|unknown| (unknown, None)),
            rehearsed: HashMap::new(),
        }
    }

    /// Runs a script, its operations going to `sink`.
    pub(super) fn run_script(
        &mut self,
        step: &RevisionStep<'_>,
        sink: &mut dyn OperationSink,
    ) -> Result<(), EvaluationError> {
        let mut guard;
        let unknown = self.unknown_convention.clone();
        let sink = match &unknown {
            Some((unknown, cause)) => {
                guard = ConventionGuard {
                    sink,
                    unknown,
                    cause: cause.as_deref(),
                };
                &mut guard as &mut dyn OperationSink
            }
            None => sink,
        };
        let function = self.function(step);
        let interpreter = self.environment.interpreter;
        let prepared = if self.environment.interprets_scripts.get() {
            self.prepared.take_interpreted(&function)
        } else {
            self.prepared.take(&function)
        };
        let script = match prepared {
            Ok(Prepared::StraightLine(line)) => return push_all(line, &function, sink),
            Ok(Prepared::Sql(statements)) => return Ok(statements.carry_out(sink)?),
            Ok(Prepared::Compiled { script, .. }) => Ok(*script),
            Err(diagnostic) => Err(diagnostic),
        };
        self.in_step(Some(step.revision.id()), sink, |handler| {
            let script = script?;
            let name = function.name();
            let module = interpreter.load_script(script, handler)?;
            if !interpreter.has_attribute(&module, name) {
                let diagnostic = no_function(&function.file, name);
                return Err(PythonError::from(Box::new(diagnostic)));
            }
            let called = interpreter.call_function_through(&module, name, CALLER, handler);
            interpreter.unload(module);
            called
        })
    }

    /// Asks the application for the naming convention of `target_metadata`, if it may matter.
    fn ask_for_convention(&mut self, sink: &mut dyn MigrationSink) {
        let Some((unknown, _)) = self.unknown_convention.take() else {
            return;
        };
        match self.environment.naming_convention(&unknown) {
            Ok(convention) => sink.set_naming_convention(convention),
            // It is refused where it matters.
            Err((unknown, cause)) => self.unknown_convention = Some((unknown, cause)),
        }
    }

    /// The function that a step calls.
    pub(super) fn function(&self, step: &RevisionStep<'_>) -> ScriptFunction {
        ScriptFunction {
            file: step.revision.revision().path.clone(),
            direction: step.direction,
            dialect: self.context.dialect,
        }
    }

    /// Runs Python whose operations go to `sink`: the script of `script`, or what belongs to no script
    /// and cannot be handed over.
    pub(super) fn in_step(
        &mut self,
        script: Option<&RevisionId>,
        sink: &mut dyn OperationSink,
        run: impl FnOnce(&dyn Handler) -> Result<(), PythonError>,
    ) -> Result<(), EvaluationError> {
        let mut reading;
        let sink = match &self.context.reader {
            Some(reader) if sink.is_offline() => {
                reading = Reading {
                    writer: sink,
                    reader,
                };
                &mut reading as &mut dyn OperationSink
            }
            Some(_) | None => sink,
        };
        let mut sink = Watched { sink, error: None };
        let handler = StepHandler {
            environment: self.environment,
            context: self.context,
            sink: RefCell::new(&mut sink),
            shapes: RefCell::default(),
            beside: Beside::default(),
        };
        let ran = run(&handler);
        let Err(error) = ran else { return Ok(()) };
        match sink.error {
            // What the dialect has no SQL for is a mistake of the script, which knows its line.
            Some(refused)
                if !matches!(refused, SinkError::Compile(_))
                    && error.diagnostic
                        == limbeck_scripts::python::sink_exception(refused.clone()).diagnostic =>
            {
                Err(EvaluationError::Sink(refused))
            }
            _ => {
                let diagnostic = Box::new(error.to_diagnostic());
                if is_lack(&error) {
                    self.lacking = script.map(|script| (script.clone(), lack(&error)));
                }
                self.uncaught = Some(error);
                Err(EvaluationError::Script(diagnostic))
            }
        }
    }
}

/// Carries out a script that is known from its syntax.
fn push_all(
    line: StraightLine,
    function: &ScriptFunction,
    sink: &mut dyn OperationSink,
) -> Result<(), EvaluationError> {
    for LocatedOperation { operation, line } in line.operations {
        let origin = Origin {
            path: Some(function.file.clone()),
            line: Some(line),
        };
        sink.push(operation, &origin).map_err(|error| match error {
            // Alembic's own refusals end with its own exit status.
            SinkError::Compile(ref refused)
                if compile_exception_class(refused) != COMMAND_ERROR =>
            {
                let diagnostic = Diagnostic::from(RunError::Sink(error));
                let place = SourceLocation::line(&function.file, line);
                EvaluationError::Script(Box::new(diagnostic.at(place)))
            }
            SinkError::Compile(_) | SinkError::Database { .. } | SinkError::Other(_) => {
                EvaluationError::Sink(error)
            }
        })?;
    }
    Ok(())
}

/// Whether an exception says that limbeck does not have something, or that only the application's own
/// Python could compute it. CPython would have gone on there.
fn is_lack(error: &PythonError) -> bool {
    const CLASSES: [&str; 5] = [
        "NotImplementedError",
        "AttributeError",
        "ImportError",
        "PermissionError",
        "TypeError",
    ];
    error.is_instance(UNKNOWN)
        || unknown_in(error).is_some()
        || error.message.starts_with("limbeck")
            && CLASSES.iter().any(|class| error.is_instance(class))
}

/// What is to say of an exception with which the application complained of a value that only its own
/// Python could compute.
fn unknown_in(error: &PythonError) -> Option<String> {
    let refused = refuse_placeholders(&Tree::Str(error.message.clone()));
    refused.err().map(|raise| raise.message)
}

/// What a script lacks, in one sentence.
fn lack(error: &PythonError) -> Diagnostic {
    let mut diagnostic = error.to_diagnostic();
    diagnostic.message = unknown_in(error).unwrap_or_else(|| error.message.clone());
    diagnostic.code = "needs-python";
    diagnostic
}

fn no_function(path: &std::path::Path, function: &str) -> Diagnostic {
    Diagnostic::error(
        "no-such-function",
        format!("The script has no function `{function}`."),
    )
    .at(SourceLocation::file(path))
    .help(format!(
        "Write `def {function}(): pass` if there is nothing to do in it."
    ))
}

/// A sink that remembers the last error it gave.
struct Watched<'s> {
    sink: &'s mut dyn OperationSink,
    error: Option<SinkError>,
}

impl Watched<'_> {
    fn watch<T>(&mut self, result: Result<T, SinkError>) -> Result<T, SinkError> {
        if let Err(error) = &result {
            self.error = Some(error.clone());
        }
        result
    }
}

impl OperationSink for Watched<'_> {
    fn dialect(&self) -> &'static dyn Dialect {
        self.sink.dialect()
    }

    fn is_offline(&self) -> bool {
        self.sink.is_offline()
    }

    fn push(&mut self, operation: Operation, origin: &Origin) -> Result<(), SinkError> {
        let result = self.sink.push(operation, origin);
        self.watch(result)
    }

    fn query(&mut self, statement: SqlStatement, origin: &Origin) -> Result<ResultSet, SinkError> {
        let result = self.sink.query(statement, origin);
        self.watch(result)
    }

    fn execute(
        &mut self,
        statement: SqlStatement,
        origin: &Origin,
    ) -> Result<Execution, SinkError> {
        let result = self.sink.execute(statement, origin);
        self.watch(result)
    }

    fn template(&mut self, example: Example<'_>) -> Option<Template> {
        self.sink.template(example)
    }

    fn affected(&mut self, outcome: &Outcome) -> Result<Affected, SinkError> {
        let result = self.sink.affected(outcome);
        self.watch(result)
    }

    fn execute_many(
        &mut self,
        statements: Vec<SqlStatement>,
        origin: &Origin,
    ) -> Result<Option<u64>, SinkError> {
        let result = self.sink.execute_many(statements, origin);
        self.watch(result)
    }

    fn translate_schemas(&mut self, map: SchemaTranslateMap) -> SchemaTranslateMap {
        self.sink.translate_schemas(map)
    }

    fn transaction(&mut self, control: TransactionControl) -> Result<(), SinkError> {
        let result = self.sink.transaction(control);
        self.watch(result)
    }
}

/// Answers a script: its operations go to the sink of the step, everything else is a matter of
/// the environment around it.
struct StepHandler<'h, 'e, 'w, 's> {
    environment: &'h Environment<'e, 'w>,
    context: &'h Context,
    sink: RefCell<&'h mut Watched<'s>>,
    shapes: RefCell<Shapes>,
    beside: Beside,
}

impl Handler for StepHandler<'_, '_, '_, '_> {
    fn call(&self, name: &str, arguments: Tree) -> Result<Tree, Raise> {
        let group = name.split_once('.').map_or("", |(group, _)| group);
        if matches!(group, "application" | "file") {
            return Err(Raise::new(
                "PermissionError",
                format!("limbeck runs scripts in a sandbox, which has no {name}"),
            ));
        }
        let beside = match self.connection(group, name, &arguments)? {
            Whose::Run => None,
            Whose::Beside(number) => Some(number),
            Whose::Other => return self.environment.call(name, arguments),
        };
        let mut sink = self.sink.try_borrow_mut().map_err(|_| {
            Raise::new(
                "RuntimeError",
                format!("`{name}` was called while another operation is under way"),
            )
        })?;
        if let Some(number) = beside {
            let mut sink = self.beside.sink(number, &mut **sink);
            if let Some(answer) = answer_through(&mut sink, &self.shapes, name, &arguments) {
                return answer;
            }
        } else if let Some(answer) = answer_through(&mut **sink, &self.shapes, name, &arguments) {
            return answer;
        }
        if let (Some(number), Some((_, call))) = (beside, name.split_once('.')) {
            let given = Arguments::new(name, arguments.clone());
            let done = self.beside.control(number, &mut **sink, call, &given)?;
            if call != "close" {
                return Ok(done);
            }
            drop(sink);
            return self.environment.call(name, arguments);
        }
        if let ("connection", Some((_, call))) = (group, name.split_once('.')) {
            return self.control(&mut **sink, call, &Arguments::new(name, arguments));
        }
        drop(sink);
        let made = self.environment.call(name, arguments)?;
        if let ("engine.connect", Tree::Int(number)) = (name, &made) {
            self.beside
                .connecting(usize::try_from(*number).unwrap_or_default());
        }
        Ok(made)
    }
}

/// Whose connection a call is about.
enum Whose {
    /// That of the run, or no call is about any.
    Run,
    /// Another one to the file that the run writes to.
    Beside(usize),
    /// Another one to somewhere else, or one that is not made yet.
    Other,
}

/// The answer of a sink to a call that is one of its.
fn answer_through(
    sink: &mut dyn OperationSink,
    shapes: &RefCell<Shapes>,
    name: &str,
    arguments: &Tree,
) -> Option<Result<Tree, Raise>> {
    let by_shape = shapes.borrow_mut().answer(sink, name, arguments);
    by_shape.or_else(|| answer(sink, name, arguments))
}

impl StepHandler<'_, '_, '_, '_> {
    /// Finds out which connection a call is about.
    fn connection(&self, group: &str, name: &str, arguments: &Tree) -> Result<Whose, Raise> {
        if group != "connection" || self.is_own_connection(arguments) {
            return Ok(Whose::Run);
        }
        let parsed = Arguments::new(name, arguments.clone());
        let (Some(own), Some(number)) =
            (&self.context.locked_file, parsed.connection("connection")?)
        else {
            return Ok(Whose::Other);
        };
        if name == "connection.ready" {
            self.beside.ready(number);
            return Ok(Whose::Other);
        }
        let connections = &self.environment.connections;
        let file = connections.with(number, |session| Ok(locked_file(session)))?;
        let is_beside = file.as_ref() == Some(own) && self.beside.is_ready(number);
        Ok(
            match is_beside && !matches!(name, "connection.scheme" | "connection.server_version") {
                true => Whose::Beside(number),
                false => Whose::Other,
            },
        )
    }

    /// Whether a call is about the connection of this run.
    fn is_own_connection(&self, arguments: &Tree) -> bool {
        let number = match arguments.get("connection") {
            Tree::Node(node) => node.fields.get("number").cloned().unwrap_or(Tree::None),
            other => other.clone(),
        };
        match (&self.context.channel, number) {
            (_, Tree::None) => true,
            (Channel::Online(own), Tree::Int(number)) => usize::try_from(number) == Ok(*own),
            _ => false,
        }
    }

    /// What a script does with the transaction that the run is in.
    fn control(
        &self,
        sink: &mut dyn OperationSink,
        call: &str,
        arguments: &Arguments,
    ) -> Result<Tree, Raise> {
        let control = match call {
            "scheme" => return Ok(Tree::Str(self.context.scheme.clone())),
            "server_version" => return Ok(self.context.server_version_tree()),
            "in_transaction" => return Ok(Tree::Bool(true)),
            // As in SQLAlchemy 1.4: a marker inside the transaction that is open already.
            "begin" => return Ok(Tree::Str("marker".to_owned())),
            "close" | "ready" => return Ok(Tree::None),
            "schema_translate_map" => {
                limbeck_scripts::python::translate_schemas(sink, arguments.get("map"))?;
                return Ok(Tree::None);
            }
            "commit" => TransactionControl::Commit,
            "rollback" => TransactionControl::Rollback,
            "isolation_level" => match arguments.optional_text("level")? {
                Some("AUTOCOMMIT") => TransactionControl::BeginAutocommit,
                _ => TransactionControl::EndAutocommit,
            },
            _ => return savepoint(sink, call, arguments),
        };
        sink.transaction(control)
            .map(|()| Tree::None)
            .map_err(limbeck_scripts::python::sink_exception)
    }
}
