//! Models of real SQLAlchemy, in the Python that `LIMBECK_TEST_PYTHON` names.

use limbeck_dialects::dialect;
use limbeck_schema::{ConstraintName, SqlType};

use super::*;
use crate::Models;

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

#[test]
fn all_recorded_models_are_read_by_one_process() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../conformance/autogen");
    let Some(mut worker) = worker() else {
        return;
    };
    let mut read = 0;
    for file in std::fs::read_dir(folder).expect("the folder of recorded cases") {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("a text");
        let recorded: Value = serde_json::from_str(&text).expect("JSON");
        for case in recorded["cases"].as_array().expect("cases") {
            let input = |field: &str| case["input"][field].as_str().expect("a text");
            let dialect = dialect(input("dialect")).expect("a dialect");
            let models = worker.models(input("models"), "metadata", dialect, None);
            if let Err(error) = models {
                panic!("{}: {error}", case["name"]);
            }
            read += 1;
        }
    }
    assert!(read > 100, "only {read} cases");
}
