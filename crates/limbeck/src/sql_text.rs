//! Operations as the text of a file of SQL.

use limbeck_diagnostics::Diagnostic;
use limbeck_dialects::{Compilation, CompileOptions, Dialect};
use limbeck_schema::Operation;

use crate::Failure;

/// The statements of operations that run on an empty database, in order, each as it stands in a file: without what
/// ends it.
///
/// # Errors
/// [`Failure`] if the dialect has no words for one.
pub(crate) fn statements<'o>(
    dialect: &dyn Dialect,
    options: &CompileOptions,
    operations: impl IntoIterator<Item = &'o Operation>,
) -> Result<Vec<String>, Failure> {
    let mut compilation = Compilation::default();
    for operation in operations {
        dialect
            .compile(operation, options, &mut compilation)
            .map_err(|error| {
                Failure::error(
                    Diagnostic::error("unsupported-operation", error.to_string())
                        .note(format!("There is no SQL for it on {}.", dialect.name()))
                        .help(
                            "Write the models for this database, or choose another one with --url.",
                        ),
                )
            })?;
    }
    let compiled = compilation.take_statements();
    Ok(compiled
        .iter()
        .map(limbeck_dialects::CompiledStatement::script_text)
        .collect())
}

/// Statements as a file that the database's own client can run, too, with lines of comments above.
pub(crate) fn file(dialect: &dyn Dialect, comments: &[String], statements: &[String]) -> String {
    let mut text: String = comments.iter().map(|line| format!("-- {line}\n")).collect();
    for statement in statements {
        text.push('\n');
        text.push_str(&dialect.splitter().terminated(statement));
        text.push('\n');
    }
    text
}
