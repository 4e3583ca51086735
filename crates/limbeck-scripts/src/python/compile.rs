//! `element.compile()` and `str(element)`: the SQL of an element that is not executed.

use limbeck_dialects::{
    Compilation, CompileError, CompileOptions, Dialect, dml::compile_statement,
    expression::compile_standalone, types::compile_type,
};
use limbeck_python::{Raise, Tree};

use super::{
    errors::compile_exception_class,
    lowering::{
        expression::expression,
        fields::{Lowered, flag, unexpected},
        operation::{DdlStatement, ddl},
        statement::statement,
        types::sql_type,
    },
};

/// Answers `sql.compile`, `type.compile` and `schema.compile`; `sink_dialect` is meant where the
/// call names no dialect. `None` if it is another call.
///
/// # Errors
/// The exception for an element that the dialect has no words for.
pub fn compile_element(
    sink_dialect: &'static dyn Dialect,
    name: &str,
    arguments: &Tree,
) -> Option<Result<Tree, Raise>> {
    let compile = match name {
        "sql.compile" => sql,
        "type.compile" => data_type,
        "schema.compile" => schema,
        _ => return None,
    };
    let dialect = arguments
        .get("dialect")
        .as_str()
        .and_then(limbeck_dialects::dialect)
        .unwrap_or(sink_dialect);
    Some(compile(dialect, arguments).map(Tree::Str))
}

fn sql(dialect: &'static dyn Dialect, arguments: &Tree) -> Lowered<String> {
    let element = arguments.get("element");
    let options = CompileOptions {
        literal_binds: flag(arguments, "literal_binds")?,
        offline: true,
        ..CompileOptions::default()
    };
    let compiled = if is_statement(element) {
        compile_statement(dialect, &statement(element, &Tree::None)?, &options)
    } else {
        let expression = expression(element)?;
        compile_standalone(dialect, &expression, &options)
    };
    compiled.map_err(refused)
}

fn is_statement(element: &Tree) -> bool {
    matches!(
        element.as_node().map(|node| node.kind.as_str()),
        Some(
            "sql.insert"
                | "sql.update"
                | "sql.delete"
                | "sql.select"
                | "sql.compound_select"
                | "sql.textual_select"
        )
    )
}

fn data_type(dialect: &'static dyn Dialect, arguments: &Tree) -> Lowered<String> {
    let data_type = sql_type(arguments.get("type"))?;
    compile_type(dialect, &data_type, &CompileOptions::default()).map_err(refused)
}

fn schema(dialect: &'static dyn Dialect, arguments: &Tree) -> Lowered<String> {
    let element = arguments.get("ddl");
    let operation = match ddl(element)? {
        DdlStatement::Text(text) => return Ok(text),
        DdlStatement::Operation(operation) => operation,
    };
    let mut compilation = Compilation::default();
    dialect
        .compile(&operation, &CompileOptions::default(), &mut compilation)
        .map_err(refused)?;
    // A table may bring statements along for its types: the last one is its own.
    compilation
        .take_statements()
        .pop()
        .map(|statement| statement.sql)
        .ok_or_else(|| unexpected("DDL with SQL of its own", element))
}

fn refused(error: CompileError) -> Raise {
    Raise::new(compile_exception_class(&error), error.to_string())
}
