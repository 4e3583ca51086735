//! Scripts run by the interpreter: the calls of their stand-ins become operations.

use std::cell::RefCell;

use limbeck_database::{Affected, ResultSet};
use limbeck_dialects::dml::ResultShape;
use limbeck_python::{
    EXECUTE_SHAPE, Handler, Held, LEARN_SHAPE, Raise, Tree, call_site, unknown_shape,
};
use limbeck_schema::{
    Operation,
    operation::{Execute, SqlStatement},
};

use super::{
    compile::compile_element,
    errors::{refuse_placeholders, sink_exception},
    inspection::inspect,
    lowering::{
        driver_sql::driver_sql,
        fields::{Lowered, flag, unexpected},
        names::schema_translate_map,
        operation::{self, Command, DdlStatement},
    },
    parameter_sets,
    results::{result_tree, shaped_result_tree},
    shapes::Shapes,
};
use crate::{Execution, OperationSink, Origin, Outcome, TransactionControl};

/// Answers a call of a script's stand-ins with the help of a sink: `op.*`,
/// `connection.execute`, `connection.affected`, `connection.exec_driver_sql`, `connection.inspect`, `type.create`, `type.drop`,
/// `schema.execute`, `sql.compile` and the like, and `context.execute`, `context.begin_autocommit`,
/// `context.end_autocommit`. `None` if it is none of these.
///
/// # Errors
/// The exception to raise in the script: for its own mistakes, and for what the sink refuses.
pub fn answer(
    sink: &mut dyn OperationSink,
    name: &str,
    arguments: &Tree,
) -> Option<Result<Tree, Raise>> {
    let known = name.starts_with("op.")
        || matches!(
            name,
            "connection.execute"
                | "connection.affected"
                | "connection.exec_driver_sql"
                | "connection.inspect"
                | "type.create"
                | "type.drop"
                | "schema.execute"
                | "context.execute"
                | "context.begin_autocommit"
                | "context.end_autocommit"
        );
    // Nobody remembers shapes here.
    match name {
        EXECUTE_SHAPE => return Some(Ok(unknown_shape(None))),
        LEARN_SHAPE => return Some(Ok(Tree::None)),
        _ => {}
    }
    if let Some(compiled) = compile_element(sink.dialect(), name, arguments) {
        return Some(refuse_placeholders(arguments).and(compiled));
    }
    known.then(|| {
        refuse_placeholders(arguments)?;
        let options = arguments.get("execution_options");
        translated(sink, options.get("schema_translate_map"), |sink| {
            carry_out(sink, name, arguments)
        })
    })
}

/// Calls schemas as the `schema_translate_map` of a connection says, from now on.
///
/// # Errors
/// The exception for what is no such map.
pub fn translate_schemas(sink: &mut dyn OperationSink, map: &Tree) -> Result<(), Raise> {
    if !map.is_none() {
        sink.translate_schemas(schema_translate_map(map)?);
    }
    Ok(())
}

/// Runs something while schemas are called as the options of one statement say.
fn translated<T>(
    sink: &mut dyn OperationSink,
    map: &Tree,
    run: impl FnOnce(&mut dyn OperationSink) -> Lowered<T>,
) -> Lowered<T> {
    if map.is_none() {
        return run(sink);
    }
    let before = sink.translate_schemas(schema_translate_map(map)?);
    let done = run(sink);
    sink.translate_schemas(before);
    done
}

fn carry_out(sink: &mut dyn OperationSink, name: &str, arguments: &Tree) -> Lowered<Tree> {
    match name {
        "connection.execute" => execute(sink, arguments),
        "connection.affected" => affected(sink, arguments.get("taken")),
        "connection.exec_driver_sql" => {
            let text = arguments.get("statement").as_str().unwrap_or_default();
            match arguments.get("parameter_sets") {
                Tree::List(sets) => parameter_sets::execute_driver_sql(sink, text, sets),
                _ => query(sink, driver_sql(text, arguments.get("parameters"))?),
            }
        }
        "connection.inspect" => inspect(sink, arguments, &origin()),
        "context.execute" => execute(sink, arguments).map(|_| Tree::None),
        "context.begin_autocommit" => transaction(sink, TransactionControl::BeginAutocommit),
        "context.end_autocommit" => transaction(sink, TransactionControl::EndAutocommit),
        "type.create" => match operation::create_type(arguments, sink.dialect().name())? {
            Some(operation) => push(sink, operation),
            None => Ok(Tree::None),
        },
        "type.drop" => match operation::drop_type(arguments, sink.dialect().name())? {
            Some(operation) => push(sink, operation),
            None => Ok(Tree::None),
        },
        "schema.execute" => {
            let ddl = arguments.get("ddl");
            if flag(arguments, "whole")? {
                push(sink, operation::whole(ddl)?)
            } else {
                run_ddl(sink, operation::ddl(ddl)?)
            }
        }
        _ => push(sink, operation::operation(name, arguments)?),
    }
}

/// A statement through a connection: its rows come back, unless the run only writes SQL.
fn execute(sink: &mut dyn OperationSink, arguments: &Tree) -> Lowered<Tree> {
    let statement = arguments.get("statement");
    let parameters = arguments.get("parameters");
    if let Some(sets) = parameters.as_list()
        && sets.len() > 1
        && operation::only_counts(statement)
    {
        return parameter_sets::execute(sink, statement, sets);
    }
    match operation::statement_or_ddl(statement, parameters)? {
        Command::Statement(statements) => match <[SqlStatement; 1]>::try_from(statements) {
            Ok([statement]) => query(sink, statement),
            Err(several) => {
                let mut answer = Tree::None;
                for statement in several {
                    answer = joined(answer, query_now(sink, statement)?);
                }
                Ok(answer)
            }
        },
        Command::Ddl(ddl) => run_ddl(sink, ddl),
    }
}

/// The results of two statements that stand for one: their rows and the count of them.
fn joined(former: Tree, latter: Tree) -> Tree {
    let Tree::Dict(mut fields) = latter else {
        return former;
    };
    for (name, value) in &mut fields {
        let Some(name) = name.as_str() else { continue };
        match (former.get(name), value) {
            (Tree::Int(former), Tree::Int(latter)) if name == "row_count" => *latter += *former,
            (Tree::List(former), Tree::List(latter)) if name == "rows" => {
                latter.splice(..0, former.iter().cloned());
            }
            _ => {}
        }
    }
    Tree::Dict(fields)
}

fn query(sink: &mut dyn OperationSink, statement: SqlStatement) -> Lowered<Tree> {
    let shape = ResultShape::of(&statement);
    execution_tree(sink, statement, shape)
}

/// A statement whose result is wanted at once.
fn query_now(sink: &mut dyn OperationSink, statement: SqlStatement) -> Lowered<Tree> {
    let shape = ResultShape::of(&statement);
    let offline = sink.is_offline();
    let result = sink.query(statement, &origin()).map_err(sink_exception)?;
    Ok(if offline {
        Tree::None
    } else {
        shaped_result_tree(result, &shape, sink.dialect())
    })
}

/// Executes a statement whose result has that shape.
pub(super) fn execution_tree(
    sink: &mut dyn OperationSink,
    statement: SqlStatement,
    shape: ResultShape,
) -> Lowered<Tree> {
    let offline = sink.is_offline();
    let execution = sink.execute(statement, &origin()).map_err(sink_exception)?;
    Ok(match execution {
        _ if offline => Tree::None,
        Execution::Done(result) => shaped_result_tree(result, &shape, sink.dialect()),
        Execution::Ahead(outcome) => Tree::Held(Held::new(Taken { outcome, shape })),
    })
}

/// A statement that was taken ahead: what Python holds until somebody asks for the result.
struct Taken {
    outcome: Outcome,
    shape: ResultShape,
}

/// The result of a statement that was taken ahead.
fn affected(sink: &mut dyn OperationSink, taken: &Tree) -> Lowered<Tree> {
    let Taken { outcome, shape } = taken
        .as_held()
        .ok_or_else(|| unexpected("a statement that was executed", taken))?;
    let Affected {
        row_count,
        last_insert_id,
    } = sink.affected(outcome).map_err(sink_exception)?;
    let result = ResultSet {
        row_count,
        last_insert_id,
        ..ResultSet::default()
    };
    Ok(shaped_result_tree(result, shape, sink.dialect()))
}

fn run_ddl(sink: &mut dyn OperationSink, ddl: DdlStatement) -> Lowered<Tree> {
    let operation = match ddl {
        DdlStatement::Operation(operation) => *operation,
        DdlStatement::Text(text) => Operation::Execute(Execute {
            statement: SqlStatement::Verbatim(text),
        }),
    };
    let offline = sink.is_offline();
    push(sink, operation)?;
    Ok(if offline {
        Tree::None
    } else {
        result_tree(Default::default())
    })
}

fn push(sink: &mut dyn OperationSink, operation: Operation) -> Lowered<Tree> {
    sink.push(operation, &origin())
        .map(|()| Tree::None)
        .map_err(sink_exception)
}

fn transaction(sink: &mut dyn OperationSink, control: TransactionControl) -> Lowered<Tree> {
    sink.transaction(control)
        .map(|()| Tree::None)
        .map_err(sink_exception)
}

/// The place in the script that is calling.
pub(super) fn origin() -> Origin {
    match call_site() {
        Some((path, line)) => Origin {
            path: Some(path),
            line: Some(line),
        },
        None => Origin::default(),
    }
}

/// The call by which a stand-in says that scripts may mean more from now on than their syntax tells:
/// `@compiles`, arguments for `upgrade()`, a function of `op` replaced.
pub const INTERPRET_SCRIPTS: &str = "environment.interpret_scripts";

/// The handler of a script: its operations go to a sink, all other calls to the handler of the
/// `env.py` around it.
pub struct ScriptHandler<'h> {
    sink: RefCell<&'h mut dyn OperationSink>,
    shapes: RefCell<Shapes>,
    outer: Option<&'h dyn Handler>,
}

impl<'h> ScriptHandler<'h> {
    /// A handler for one script or a whole run of them.
    pub fn new(sink: &'h mut dyn OperationSink, outer: Option<&'h dyn Handler>) -> Self {
        Self {
            sink: RefCell::new(sink),
            shapes: RefCell::default(),
            outer,
        }
    }
}

impl Handler for ScriptHandler<'_> {
    fn call(&self, name: &str, arguments: Tree) -> Result<Tree, Raise> {
        let answered = match self.sink.try_borrow_mut() {
            Ok(mut sink) => {
                let by_shape = self
                    .shapes
                    .borrow_mut()
                    .answer(&mut **sink, name, &arguments);
                by_shape.or_else(|| answer(&mut **sink, name, &arguments))
            }
            Err(_) => Some(Err(Raise::new(
                "RuntimeError",
                format!("`{name}` was called while another operation is under way"),
            ))),
        };
        match (answered, self.outer) {
            (Some(answer), _) => answer,
            (None, Some(outer)) => outer.call(name, arguments),
            // Without an environment there is no other way to run a script.
            (None, None) if name == INTERPRET_SCRIPTS => Ok(Tree::None),
            (None, None) => Err(Raise::new(
                "NotImplementedError",
                format!("limbeck does not have `{name}` in scripts that run without env.py"),
            )),
        }
    }
}
