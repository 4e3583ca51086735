//! Expressions and statements of scripts, as the SQL that SQLAlchemy 2.1 writes for them with `literal_binds`.
//!
//! A case is `>>> python`, then the SQL under `-- ` and the dialects that it is for.

use std::{fmt::Write, path::Path};

use limbeck_database::ResultSet;
use limbeck_dialects::{CompileOptions, Dialect, SchemaTranslateMap, dml::compile_statement};
use limbeck_python::{Interpreter, Settings, compile};
use limbeck_schema::{Operation, operation::SqlStatement};
use limbeck_scripts::{
    OperationSink, Origin, SinkError, TransactionControl, python::ScriptHandler,
};

/// Compiles the statements that it gets.
struct Sink {
    dialect: &'static dyn Dialect,
    written: Vec<String>,
}

impl OperationSink for Sink {
    fn dialect(&self) -> &'static dyn Dialect {
        self.dialect
    }

    fn is_offline(&self) -> bool {
        true
    }

    fn push(&mut self, operation: Operation, origin: &Origin) -> Result<(), SinkError> {
        match operation {
            Operation::Execute(execute) => self.query(execute.statement, origin).map(|_| ()),
            other => panic!("no statement: {other:?}"),
        }
    }

    fn query(&mut self, statement: SqlStatement, _: &Origin) -> Result<ResultSet, SinkError> {
        let options = CompileOptions {
            literal_binds: true,
            offline: true,
            ..CompileOptions::default()
        };
        let sql = compile_statement(self.dialect, &statement, &options)?;
        self.written.push(sql);
        Ok(ResultSet::default())
    }

    fn translate_schemas(&mut self, _: SchemaTranslateMap) -> SchemaTranslateMap {
        SchemaTranslateMap::default()
    }

    fn transaction(&mut self, _: TransactionControl) -> Result<(), SinkError> {
        Ok(())
    }
}

struct Case<'a> {
    python: &'a str,
    expected: Vec<(&'a str, String)>,
}

fn cases(file: &str) -> Vec<Case<'_>> {
    let mut cases: Vec<Case<'_>> = Vec::new();
    for block in file.split(">>> ").skip(1) {
        let (python, rest) = block.split_once('\n').expect(block);
        let mut expected: Vec<(&str, String)> = Vec::new();
        for line in rest.trim_end_matches('\n').lines() {
            match line.strip_prefix("-- ") {
                Some(dialects) => expected.push((dialects, String::new())),
                None => {
                    let (_, sql) = expected.last_mut().expect(block);
                    if !sql.is_empty() {
                        sql.push('\n');
                    }
                    sql.push_str(line);
                }
            }
        }
        cases.push(Case { python, expected });
    }
    cases
}

/// What the cases come to, in order.
fn written(cases: &[&Case<'_>], dialect: &'static dyn Dialect) -> Vec<String> {
    let mut source = include_str!("prelude.py").to_owned();
    source.push_str("\n\ndef upgrade():\n");
    for case in cases {
        let statement = match case.python.split_once("stmt = ") {
            Some((before, statement)) => format!("    {before}\n    op.execute({statement})"),
            None => format!("    op.execute({})", case.python),
        };
        writeln!(source, "{statement}").unwrap();
    }
    let mut sink = Sink {
        dialect,
        written: Vec::new(),
    };
    {
        let handler = ScriptHandler::new(&mut sink, None);
        let interpreter = Interpreter::new(Settings::default());
        let script = compile(Path::new("versions/a.py"), &source).expect("the cases are Python");
        let result = interpreter
            .load_script(script, &handler)
            .and_then(|module| interpreter.call_function(&module, "upgrade", &handler));
        if let Err(error) = result {
            panic!("{} on {}: {error}", error.class, dialect.name());
        }
    }
    sink.written
}

/// Every case of a file, on every dialect that it has SQL for.
fn check(file: &str) {
    let cases = cases(file);
    assert!(cases.len() > 50, "the file is read");
    let mut wrong = String::new();
    let mut checked = 0;
    for dialect in limbeck_dialects::DIALECTS {
        let name = dialect.name();
        let of_dialect: Vec<(&Case<'_>, &str)> = cases
            .iter()
            .filter_map(|case| {
                let (_, sql) = case
                    .expected
                    .iter()
                    .find(|(dialects, _)| dialects.split(", ").any(|known| known == name))?;
                Some((case, sql.as_str()))
            })
            .collect();
        // What was recorded on one dialect only says nothing of the others.
        if of_dialect.is_empty() {
            continue;
        }
        assert!(of_dialect.len() > 50, "there is SQL for {name}");
        checked += 1;
        let only_cases: Vec<&Case<'_>> = of_dialect.iter().map(|(case, _)| *case).collect();
        let written = written(&only_cases, *dialect);
        assert_eq!(written.len(), of_dialect.len());
        for ((case, expected), written) in of_dialect.into_iter().zip(written) {
            if written != expected {
                write!(
                    wrong,
                    "{} [{name}]\nexpected: {expected}\nwritten:  {written}\n\n",
                    case.python
                )
                .unwrap();
            }
        }
    }
    assert!(checked >= 2, "{file} has SQL for two dialects at least");
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn operators_and_functions() {
    check(include_str!("cases/operators.txt"));
}

#[test]
fn statements_that_change_rows() {
    check(include_str!("cases/statements.txt"));
}

#[test]
fn expressions_of_every_type() {
    check(include_str!("cases/varied.txt"));
}

#[test]
fn expressions_that_were_made_at_random() {
    check(include_str!("cases/random.txt"));
}

#[test]
fn queries_inside_queries() {
    check(include_str!("cases/nested.txt"));
}
