//! What a sink refuses, as the Python exceptions that scripts may catch.

use std::path::PathBuf;

use limbeck_database::DatabaseError;
use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_dialects::CompileError;
use limbeck_python::{Node, Raise, Tree};

use crate::SinkError;

/// The exception for what a sink did not take.
pub fn sink_exception(error: SinkError) -> Raise {
    let message = error.to_string();
    let (class, diagnostic, details) = match error {
        SinkError::Compile(error) => (compile_exception_class(&error), None, Tree::None),
        SinkError::Database { error, statement } => (
            exception_class(&error),
            Some(Box::new(database_diagnostic(&error, &statement))),
            database_details(&error, &statement),
        ),
        SinkError::Other(diagnostic) => ("RuntimeError", Some(diagnostic), Tree::None),
    };
    Raise {
        class,
        message,
        diagnostic,
        details,
    }
}

/// What SQLAlchemy's exception knows besides the message.
pub fn database_details(error: &DatabaseError, statement: &str) -> Tree {
    let mut details = vec![(Tree::from("statement"), Tree::from(statement))];
    if let DatabaseError::Statement {
        code, detail, hint, ..
    } = error
    {
        for (name, value) in [("code", code), ("detail", detail), ("hint", hint)] {
            let value = value.clone().map_or(Tree::None, Tree::Str);
            details.push((Tree::from(name), value));
        }
    }
    Tree::Dict(details)
}

/// The class that SQLAlchemy or Alembic raises where a dialect has no SQL for an operation.
pub fn compile_exception_class(error: &CompileError) -> &'static str {
    match error {
        CompileError::Unsupported { .. } => "sqlalchemy.exc.CompileError",
        CompileError::NotImplemented { .. } => "NotImplementedError",
        CompileError::Invalid { .. } => "sqlalchemy.exc.ArgumentError",
        CompileError::Command { .. } => "alembic.util.exc.CommandError",
        CompileError::Value { .. } => "ValueError",
        CompileError::NoSuchTable { .. } => "sqlalchemy.exc.NoSuchTableError",
        CompileError::Circular { .. } => "sqlalchemy.exc.CircularDependencyError",
        CompileError::InvalidRequest { .. } => "sqlalchemy.exc.InvalidRequestError",
        CompileError::Parameter { .. } => "sqlalchemy.exc.StatementError",
        CompileError::IdentifierTooLong { .. } => "sqlalchemy.exc.IdentifierError",
    }
}

/// The class that a Python driver's error becomes in SQLAlchemy: by SQLSTATE, or by the name or the
/// number of the driver's own code.
pub fn exception_class(error: &DatabaseError) -> &'static str {
    match error {
        DatabaseError::Connection { .. } => "sqlalchemy.exc.OperationalError",
        DatabaseError::Url { .. } => "sqlalchemy.exc.ArgumentError",
        DatabaseError::Cancelled => "KeyboardInterrupt",
        DatabaseError::Statement { code, .. } => {
            let code = code.as_deref().unwrap_or_default();
            match code.split_once('_') {
                Some((_, name)) => class_of_name(name),
                // An SQLSTATE has five characters.
                None => match code.parse() {
                    Ok(number) if code.len() < 5 => class_of_number(number),
                    _ => class_of_sqlstate(code),
                },
            }
        }
    }
}

/// PEP 249's classes of the SQLSTATE classes, as psycopg has them.
fn class_of_sqlstate(code: &str) -> &'static str {
    match code.get(..2).unwrap_or_default() {
        "0A" => "sqlalchemy.exc.NotSupportedError",
        "22" => "sqlalchemy.exc.DataError",
        "23" => "sqlalchemy.exc.IntegrityError",
        "20" | "21" | "3D" | "3F" | "42" | "44" => "sqlalchemy.exc.ProgrammingError",
        "24" | "25" | "2B" | "2D" | "2F" | "38" | "39" | "3B" | "P0" | "XX" => {
            "sqlalchemy.exc.InternalError"
        }
        "26" | "27" | "28" | "34" | "40" | "53" | "54" | "55" | "57" | "58" | "F0" | "HV" => {
            "sqlalchemy.exc.OperationalError"
        }
        _ => "sqlalchemy.exc.DatabaseError",
    }
}

/// PEP 249's classes of result codes that go by a name, as Python's `sqlite3` has them.
fn class_of_name(name: &str) -> &'static str {
    match name.split('_').next().unwrap_or_default() {
        "INTERNAL" | "NOTFOUND" => "sqlalchemy.exc.InternalError",
        "CONSTRAINT" | "MISMATCH" => "sqlalchemy.exc.IntegrityError",
        "TOOBIG" => "sqlalchemy.exc.DataError",
        "MISUSE" | "RANGE" => "sqlalchemy.exc.InterfaceError",
        "CORRUPT" | "NOTADB" => "sqlalchemy.exc.DatabaseError",
        _ => "sqlalchemy.exc.OperationalError",
    }
}

/// PEP 249's classes of error numbers, as `pymysql.err` has them.
fn class_of_number(number: u16) -> &'static str {
    match number {
        1007 | 1064 | 1102 | 1103 | 1110..=1113 | 1146 | 1149 | 1166 | 1179 => {
            "sqlalchemy.exc.ProgrammingError"
        }
        1171 | 1230 | 1263..=1265 | 1366 | 1367 | 1406 | 1441 => "sqlalchemy.exc.DataError",
        1048 | 1062 | 1215..=1217 | 1451 | 1452 => "sqlalchemy.exc.IntegrityError",
        1196 | 1235 | 1286 | 1289 => "sqlalchemy.exc.NotSupportedError",
        0..1000 => "sqlalchemy.exc.InternalError",
        _ => "sqlalchemy.exc.OperationalError",
    }
}

fn database_diagnostic(error: &DatabaseError, statement: &str) -> Diagnostic {
    let mut diagnostic = Diagnostic::error("statement-failed", error.to_string())
        .note(format!("The statement: {statement}"));
    match error {
        DatabaseError::Statement { detail, hint, .. } => {
            if let Some(detail) = detail {
                diagnostic = diagnostic.note(detail);
            }
            diagnostic.help = hint.clone();
        }
        DatabaseError::Connection { help, .. } | DatabaseError::Url { help, .. } => {
            diagnostic.help = help.clone();
        }
        DatabaseError::Cancelled => {}
    }
    diagnostic
}

/// Refuses arguments that hold a value which only the application's own Python could compute.
///
/// # Errors
/// An exception that names the import and says what to do.
pub fn refuse_placeholders(arguments: &Tree) -> Result<(), Raise> {
    match arguments {
        Tree::Node(node) if node.kind == "placeholder" => Err(opaque_value(node)),
        Tree::Node(node) => node.fields.values().try_for_each(refuse_placeholders),
        Tree::List(elements) => elements.iter().try_for_each(refuse_placeholders),
        Tree::Dict(pairs) => pairs.iter().try_for_each(|(key, value)| {
            refuse_placeholders(key)?;
            refuse_placeholders(value)
        }),
        Tree::Str(text) => match limbeck_python::placeholder_in(text) {
            Some(node) => Err(opaque_value(&node)),
            None => Ok(()),
        },
        Tree::None
        | Tree::Bool(_)
        | Tree::Int(_)
        | Tree::BigInt(_)
        | Tree::Float(_)
        | Tree::Bytes(_)
        | Tree::Held(_) => Ok(()),
    }
}

fn opaque_value(node: &Node) -> Raise {
    let text = node.get("text").as_str().unwrap_or("an imported value");
    let module = node.get("module").as_str().unwrap_or("its module");
    let mut diagnostic = Diagnostic::error(
        "opaque-value",
        format!("The value of `{text}` of `{module}` is needed here."),
    )
    .note(match node.get("cause").as_str() {
        Some(cause) => format!("`{module}` {cause}."),
        None => format!("`{module}` is not part of this project."),
    })
    .help(
        "Write the value into the script itself, or run this step with Alembic and the \
         application's own Python.",
    );
    if let Some(path) = node.get("path").as_str() {
        let line = node
            .get("line")
            .as_int()
            .and_then(|line| line.try_into().ok());
        let place = SourceLocation {
            path: PathBuf::from(path),
            line,
            column: None,
        };
        diagnostic = diagnostic.note(format!("It is imported at {place}."));
    }
    Raise {
        // Not an `Exception`: a broad `except` must not turn it into a guess.
        class: "_placeholder.Unknown",
        message: diagnostic.message.clone(),
        diagnostic: Some(Box::new(diagnostic)),
        details: Tree::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: &str, class: &str) {
        let error = DatabaseError::Statement {
            message: String::new(),
            code: Some(code.to_owned()),
            detail: None,
            hint: None,
            position: None,
        };
        assert_eq!(exception_class(&error), class, "{code}");
    }

    #[test]
    fn driver_errors_have_the_classes_of_python() {
        check("42P01", "sqlalchemy.exc.ProgrammingError");
        check("23505", "sqlalchemy.exc.IntegrityError");
        check("55P03", "sqlalchemy.exc.OperationalError");
        check("P0001", "sqlalchemy.exc.InternalError");
        check("22003", "sqlalchemy.exc.DataError");
        check("ENGINE_CONSTRAINT", "sqlalchemy.exc.IntegrityError");
        check("ENGINE_ERROR", "sqlalchemy.exc.OperationalError");
        check("1146", "sqlalchemy.exc.ProgrammingError");
        check("1062", "sqlalchemy.exc.IntegrityError");
        check("1050", "sqlalchemy.exc.OperationalError");
        check("126", "sqlalchemy.exc.InternalError");
    }

    #[test]
    fn placeholders_are_found_wherever_they_are() {
        let placeholder = Tree::from(Node::new(
            "placeholder",
            [
                ("text", Tree::from("settings.x")),
                ("module", Tree::from("app")),
            ],
        ));
        let nested = Tree::List(vec![Tree::Dict(vec![(Tree::from("a"), placeholder)])]);
        let raise = refuse_placeholders(&nested).expect_err("found");
        assert!(raise.message.contains("`settings.x` of `app`"), "{raise:?}");
        assert_eq!(refuse_placeholders(&Tree::List(vec![Tree::Int(1)])), Ok(()));
    }
}
