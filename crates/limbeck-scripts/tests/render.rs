//! What Alembic has written is read into operations, and written again: the same text.

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use limbeck_dialects::{Dialect, dialect};
use limbeck_python::{Interpreter, Settings};
use limbeck_schema::Operation;
use limbeck_schema::operation::Directive;
use limbeck_scripts::python::ScriptHandler;
use limbeck_scripts::python::render::{RenderOptions, Renderer, Style};

use common::{Sink, load};

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
    let mut sink = Sink::new(dialect);
    {
        let handler = ScriptHandler::new(&mut sink, None);
        let module = load(interpreter, &source, &handler)?;
        let called = interpreter.call_function(&module, "upgrade", &handler);
        called.map_err(|error| error.to_diagnostic().message)?;
        interpreter.unload(module);
    }
    Ok(sink.operations)
}

/// Both functions of a script and its imports, read and written again.
fn again(
    interpreter: &Interpreter,
    dialect: &'static dyn Dialect,
    [imports, upgrade, downgrade]: [&str; 3],
) -> Result<String, String> {
    let read = |body| -> Result<Vec<Directive>, String> {
        let operations = read(interpreter, dialect, imports, body)?;
        Ok(operations.into_iter().map(Directive::from).collect())
    };
    let options = RenderOptions::new(dialect, Style::Alembic);
    let mut renderer = Renderer::new(&options);
    let upgrade = renderer.upgrade(&read(upgrade)?);
    let downgrade = renderer.downgrade(&read(downgrade)?);
    let imports: Vec<_> = renderer.imports().iter().map(String::as_str).collect();
    let (upgrade, downgrade) = (upgrade.expect("Python"), downgrade.expect("Python"));
    Ok([
        &imports.join("\n"),
        upgrade.trim_end(),
        downgrade.trim_end(),
    ]
    .join("\n"))
}

/// Cases whose scripts have what is no part of an operation, and why.
const OTHERWISE: [(&str, &str); 5] = [
    ("tables/add_prefixes_and_options", "`info` is for Python"),
    (
        "comments_schemas_options/user_type_default_prefix",
        "there is no module `models`",
    ),
    (
        "comments_schemas_options/render_item_callable",
        "there is no module `money_pkg`",
    ),
    ("types/typedecorator_list", "there is no module `models`"),
    (
        "render/types_generic",
        "`asdecimal`, `as_uuid` and `PickleType` are for Python",
    ),
];

#[test]
fn recorded_scripts_are_written_as_they_were() {
    let interpreter = Interpreter::new(Settings::default());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/autogen");
    let (mut failures, mut otherwise) = (Vec::new(), BTreeSet::new());
    for entry in std::fs::read_dir(folder).expect("the recorded cases") {
        let text = std::fs::read_to_string(entry.expect("a file").path()).expect("text");
        let file: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        for case in file["cases"].as_array().expect("cases") {
            let name = case["name"].as_str().expect("a name");
            let expected = &case["expected"];
            let dialect = dialect(case["input"]["dialect"].as_str().expect("a dialect"));
            let dialect = dialect.expect("known");
            let texts = ["imports", "upgrade", "downgrade"]
                .map(|name| expected[name].as_str().unwrap_or_default());
            if texts[1].is_empty() {
                continue;
            }
            let found = again(&interpreter, dialect, texts).unwrap_or_else(|error| error);
            let difference = difference(&texts.join("\n"), &found);
            match OTHERWISE.iter().find(|(case, _)| name.starts_with(case)) {
                Some((case, _)) if !difference.is_empty() => {
                    otherwise.insert(*case);
                }
                _ if difference.is_empty() => {}
                _ => failures.push(format!("{name}\n{difference}")),
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let named: BTreeSet<_> = OTHERWISE.iter().map(|(case, _)| *case).collect();
    assert_eq!(otherwise, named, "these are written as they were, too");
}

/// The lines that differ.
fn difference(expected: &str, found: &str) -> String {
    let mut found = found.lines().map(str::trim_end);
    let mut lines = String::new();
    for line in expected.lines().map(str::trim_end) {
        let other = found.next().unwrap_or("(nothing)");
        if line != other {
            lines.push_str(&format!("- {line}\n+ {other}\n"));
        }
    }
    for other in found {
        lines.push_str(&format!("+ {other}\n"));
    }
    lines
}
