//! Models of real SQLAlchemy, in the Python that `LIMBECK_TEST_PYTHON` names.

use std::collections::BTreeSet;

use limbeck_dialects::{Compilation, CompileOptions, dialect};
use limbeck_schema::operation::{CreateSequence, CreateTable};
use limbeck_schema::{ConstraintName, Operation, SqlType};

use super::*;
use crate::{ModelMetadata, Models};

#[expect(clippy::disallowed_methods, reason = "tests have no command line")]
fn worker() -> Option<Worker> {
    let python = std::env::var_os("LIMBECK_TEST_PYTHON")?;
    Some(Worker::start(python).expect("a Python"))
}

/// What the models are, or why there are none; `None` without a Python.
fn models(source: &str, name: &str) -> Option<Result<Models, ModelsError>> {
    let source = format!("import sqlalchemy as sa\nmetadata = sa.MetaData()\n{source}");
    let dialect = dialect(name).expect("a dialect");
    Some(worker()?.models(&source, "metadata", dialect, None))
}

#[test]
fn a_table() {
    let source = "sa.Table('t', metadata, sa.Column('id', sa.Integer, primary_key=True), \
                  sa.Column('n', sa.String(5), index=True, info={'a': [1]}), info={'b': True})";
    let Some(models) = models(source, "postgresql") else {
        return;
    };
    let models = models.expect("models");
    let [metadata] = models.metadatas.as_slice() else {
        panic!("one MetaData");
    };
    let [table] = metadata.schema.tables.as_slice() else {
        panic!("one table");
    };
    assert_eq!(table.columns.len(), 2);
    assert_eq!(
        table.columns[1].data_type,
        SqlType::String {
            length: Some(5),
            collation: None
        }
    );
    assert_eq!(
        table.indexes[0].name,
        ConstraintName::Final("ix_t_n".into())
    );
    assert_eq!(table.constraints.len(), 1);
    assert_eq!(table.info.len(), 1);
}

#[test]
fn an_error_of_the_application_says_where() {
    let Some(models) = models("\nraise ValueError('no')", "sqlite") else {
        return;
    };
    let error = models.expect_err("an error");
    let ModelsError::Raised(raised) = &error else {
        panic!("{error:?}");
    };
    assert_eq!(raised.to_string(), "ValueError: no");
    assert_eq!(raised.frames[0].line, 4);
}

/// SQL without its line breaks and the blanks around them.
fn on_one_line(sql: &str) -> String {
    let words: Vec<_> = sql.split_whitespace().collect();
    words.join(" ").trim_end_matches(';').to_owned()
}

/// The statements that make what a schema describes.
fn statements(metadata: &ModelMetadata, dialect: &'static dyn Dialect) -> BTreeSet<String> {
    let mut compilation = Compilation::default();
    let options = CompileOptions {
        naming_convention: metadata.naming_convention.clone(),
        ..CompileOptions::default()
    };
    for table in &metadata.schema.tables {
        let create = Operation::CreateTable(CreateTable {
            table: table.clone(),
            if_not_exists: false,
            naming_convention: None,
        });
        if let Err(error) = dialect.compile(&create, &options, &mut compilation) {
            return BTreeSet::from([format!("{}: {error}", table.name)]);
        }
    }
    for sequence in &metadata.schema.sequences {
        let create = Operation::CreateSequence(CreateSequence {
            sequence: sequence.clone(),
            if_not_exists: false,
        });
        let compiled = dialect.compile(&create, &options, &mut compilation);
        compiled.expect("it compiles");
    }
    let statements = compilation.take_statements();
    let statements = statements
        .iter()
        .map(|statement| on_one_line(&statement.script_text()));
    statements.collect()
}

#[test]
fn recorded_models_are_what_sqlalchemy_makes_of_them() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../conformance/autogen");
    let Some(mut worker) = worker() else {
        return;
    };
    let (mut read, mut wrong) = (0, Vec::new());
    for file in std::fs::read_dir(folder).expect("the folder of recorded cases") {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("a text");
        let recorded: Value = serde_json::from_str(&text).expect("JSON");
        for case in recorded["cases"].as_array().expect("cases") {
            let input = |field: &str| case["input"][field].as_str().expect("a text");
            let dialect = dialect(input("dialect")).expect("a dialect");
            let models = worker.models(input("models"), "metadata", dialect, None);
            let models = match models {
                Ok(models) => models,
                Err(error) => panic!("{}: {error}", case["name"]),
            };
            let made: BTreeSet<String> = models
                .metadatas
                .iter()
                .flat_map(|metadata| statements(metadata, dialect))
                .collect();
            let expected = case["input"]["model_ddl"].as_array().into_iter().flatten();
            // Foreign keys that come later are no matter of one table; percent signs were doubled for a driver.
            let expected: BTreeSet<String> = expected
                .filter_map(|sql| sql.as_str().map(on_one_line))
                .filter(|sql| !sql.starts_with("ALTER TABLE"))
                .map(|sql| sql.replace("%%", "%"))
                .collect();
            read += 1;
            let is_untyped = made.iter().any(|told| told.contains("NullType()"));
            if is_untyped && expected.is_empty() {
                // There is no DDL for a column without a type, here as there.
                continue;
            }
            if made != expected {
                let missing: Vec<_> = expected.difference(&made).collect();
                let other: Vec<_> = made.difference(&expected).collect();
                wrong.push(format!("{}\n  - {missing:?}\n  + {other:?}", case["name"]));
            }
        }
    }
    assert!(read > 100, "only {read} cases");
    assert!(
        wrong.is_empty(),
        "{}\n{} of {read}",
        wrong.join("\n"),
        wrong.len()
    );
}
