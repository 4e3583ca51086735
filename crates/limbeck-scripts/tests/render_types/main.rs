//! Types are written as Alembic writes them; `cases.tsv` has what that is, for each dialect.

#![allow(clippy::disallowed_methods)] // One of these tests runs Alembic.

#[path = "../common/mod.rs"]
mod common;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use limbeck_dialects::dialect;
use limbeck_python::{Interpreter, Settings};
use limbeck_schema::Operation;
use limbeck_scripts::python::ScriptHandler;
use limbeck_scripts::python::render::{Item, RenderOptions, Renderer, Style};

use common::{Sink, load};

const CASES: &str = include_str!("cases.tsv");

/// Dialect, expression, and what Alembic writes of it.
fn cases() -> impl Iterator<Item = [&'static str; 3]> {
    CASES.lines().map(|line| {
        let parts: Vec<_> = line.split('\t').collect();
        parts.try_into().expect("three parts")
    })
}

/// An expression for a type, read and written again.
fn written(interpreter: &Interpreter, dialect_name: &str, text: &str) -> String {
    let dialect = dialect(dialect_name).expect("known");
    let source = format!(
        "from alembic import op\nimport sqlalchemy as sa\n\
         from sqlalchemy.dialects import mysql, postgresql, sqlite\n\nrevision = 'a'\ndown_revision = None\n\n\
         def upgrade():\n    op.add_column('t', sa.Column('c', {text}))\n"
    );
    let mut sink = Sink::new(dialect);
    {
        let handler = ScriptHandler::new(&mut sink, None);
        let module = load(interpreter, &source, &handler).expect("Python");
        let called = interpreter.call_function(&module, "upgrade", &handler);
        if let Err(error) = called {
            return error.to_diagnostic().message;
        }
        interpreter.unload(module);
    }
    let [Operation::AddColumn(add)] = sink.operations.as_slice() else {
        panic!("{text} adds no column");
    };
    let options = RenderOptions::new(dialect, Style::Alembic);
    let mut renderer = Renderer::new(&options);
    let item = Item::Type(&add.column.data_type);
    renderer.item_text(item).expect("Python for it")
}

#[test]
fn types_are_written_as_alembic_writes_them() {
    let interpreter = Interpreter::new(Settings::default());
    let mut failures = String::new();
    for [dialect, text, expected] in cases() {
        let found = written(&interpreter, dialect, text);
        if found != expected {
            let _ = writeln!(failures, "{text}\n- {expected}\n+ {found}");
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn the_cases_are_what_alembic_writes() {
    let Some(python) = std::env::var_os("LIMBECK_TEST_PYTHON").filter(|path| !path.is_empty())
    else {
        return;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/render_types/render.py");
    let mut process = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a Python with Alembic");
    let lines: String = cases()
        .map(|[dialect, text, _]| format!("{dialect}\t{text}\n"))
        .collect();
    let mut input = process.stdin.take().expect("a pipe");
    input.write_all(lines.as_bytes()).expect("it reads");
    drop(input);
    let output = process.wait_with_output().expect("it ends");
    let found = String::from_utf8(output.stdout).expect("text");
    let expected: String = cases()
        .map(|[_, _, expected]| format!("{expected}\n"))
        .collect();
    assert_eq!(found, expected);
}
