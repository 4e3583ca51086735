//! What Alembic has written is read into operations, and written again: the same text.

use std::path::Path;

use limbeck_database::ResultSet;
use limbeck_dialects::{Dialect, SchemaTranslateMap, dialect};
use limbeck_python::{Interpreter, Settings, compile};
use limbeck_schema::Operation;
use limbeck_schema::operation::{Directive, SqlStatement};
use limbeck_scripts::python::ScriptHandler;
use limbeck_scripts::python::render::{RenderOptions, Renderer, Style};
use limbeck_scripts::{OperationSink, Origin, SinkError, TransactionControl};

/// Keeps the operations.
struct Sink {
    dialect: &'static dyn Dialect,
    operations: Vec<Operation>,
}

impl OperationSink for Sink {
    fn dialect(&self) -> &'static dyn Dialect {
        self.dialect
    }

    fn is_offline(&self) -> bool {
        true
    }

    fn push(&mut self, operation: Operation, _: &Origin) -> Result<(), SinkError> {
        self.operations.push(operation);
        Ok(())
    }

    fn query(&mut self, statement: SqlStatement, _: &Origin) -> Result<ResultSet, SinkError> {
        panic!("a generated script asked for {statement:?}");
    }

    fn translate_schemas(&mut self, _: SchemaTranslateMap) -> SchemaTranslateMap {
        SchemaTranslateMap::default()
    }

    fn transaction(&mut self, _: TransactionControl) -> Result<(), SinkError> {
        panic!("a generated script took to transactions");
    }
}

/// The operations of a body, as the interpreter makes them.
fn read(
    interpreter: &Interpreter,
    dialect: &'static dyn Dialect,
    imports: &str,
    body: &str,
) -> Result<Vec<Operation>, String> {
    let indented: String = body.lines().map(|line| format!("    {line}\n")).collect();
    let source = format!(
        "from alembic import op\nimport sqlalchemy as sa\n{imports}\n\nrevision = 'a'\ndown_revision = None\n\n\
         def upgrade():\n{indented}"
    );
    let mut sink = Sink {
        dialect,
        operations: Vec::new(),
    };
    {
        let handler = ScriptHandler::new(&mut sink, None);
        let code = compile(Path::new("versions/a.py"), &source).map_err(|error| error.message)?;
        let failed = |error: limbeck_python::PythonError| error.to_diagnostic().message;
        let module = interpreter.load_script(code, &handler).map_err(failed)?;
        let called = interpreter.call_function(&module, "upgrade", &handler);
        called.map_err(failed)?;
        interpreter.unload(module);
    }
    Ok(sink.operations)
}

/// The body and the imports of operations.
fn written(
    dialect: &'static dyn Dialect,
    style: Style,
    operations: Vec<Operation>,
) -> (String, String) {
    let options = RenderOptions::new(dialect, style);
    let mut renderer = Renderer::new(&options);
    let directives: Vec<_> = operations.into_iter().map(Directive::from).collect();
    let body = renderer.body(&directives).expect("Python for it");
    let imports: Vec<_> = renderer.imports().iter().cloned().collect();
    (body.trim_end().to_owned(), imports.join("\n"))
}

/// What only Python reads, and is no part of an operation therefore: a script that has it is written without.
const OF_PYTHON_ONLY: [&str; 0] = [];

#[test]
fn recorded_scripts_are_written_as_they_were() {
    let interpreter = Interpreter::new(Settings::default());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/autogen");
    let (mut all, mut failures) = (0, Vec::new());
    for entry in std::fs::read_dir(folder).expect("the recorded cases") {
        let text = std::fs::read_to_string(entry.expect("a file").path()).expect("text");
        let file: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        for case in file["cases"].as_array().expect("cases") {
            let name = case["name"].as_str().expect("a name");
            let expected = &case["expected"];
            let dialect = dialect(case["input"]["dialect"].as_str().expect("a dialect"));
            let dialect = dialect.expect("known");
            let imports = expected["imports"].as_str().unwrap_or_default();
            for direction in ["upgrade", "downgrade"] {
                let Some(body) = expected[direction].as_str() else {
                    continue;
                };
                all += 1;
                let operations = match read(&interpreter, dialect, imports, body) {
                    Ok(operations) => operations,
                    Err(error) => {
                        failures.push(format!("{name} {direction}: {error}"));
                        continue;
                    }
                };
                let (again, _) = written(dialect, Style::Alembic, operations);
                let body: Vec<_> = body.lines().map(str::trim_end).collect();
                let again: Vec<_> = again.lines().map(str::trim_end).collect();
                if body != again {
                    let difference: Vec<_> = body
                        .iter()
                        .zip(&again)
                        .filter(|(expected, found)| expected != found)
                        .map(|(expected, found)| format!("- {expected}\n+ {found}"))
                        .collect();
                    failures.push(format!("{name} {direction}\n{}", difference.join("\n")));
                }
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {all}\n{}",
        failures.len(),
        failures.join("\n\n")
    );
}
