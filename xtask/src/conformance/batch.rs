//! Group `batch`: `op.batch_alter_table` on a live database that is rebuilt for most changes of a table.
//!
//! Each snippet runs in the embedded interpreter, through the same stand-ins, lowering and [`Session`] as a real script,
//! on a database in memory. Alembic loses parts of a table in the copy; limbeck keeps them unless it is asked to make
//! the same statements one by one ([`Rebuilding::AsAlembic`]). The recorded cases ask for that. Those in which limbeck
//! keeps more when it is not asked are known by name: a test finds them and compares.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result};
use limbeck_database::{
    Engine, Environment, ResultSet, TransactionWord, Url, Value as DatabaseValue,
};
use limbeck_dialects::{CompileOptions, Rebuilding};
use limbeck_python::{Handler, Interpreter, PythonError, Raise, Settings, Tree, compile};
use limbeck_runtime::{CancellationToken, Events, RunEvent, Session};
use limbeck_schema::operation::SqlStatement;
use limbeck_scripts::python::answer;
use limbeck_scripts::{OperationSink, Origin, SinkError, TransactionControl};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::kit::{self, Case, ErrorInfo, GroupResult, Match};
use super::unstable::Recorded;

/// What the names of new tables begin with while they are filled.
const TEMPORARY: &str = "_alembic_tmp_";

/// What a case asks.
#[derive(Debug, Clone, Deserialize)]
struct Input {
    ddl: Vec<String>,
    snippet: String,
}

/// What Alembic answered. Its `constraints` follow from the `schema`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
struct Output {
    #[serde(default, skip_serializing)]
    error: Option<Failed>,
    #[serde(default)]
    warnings: Vec<String>,
    statements: Vec<String>,
    schema: Vec<SchemaRow>,
    data: BTreeMap<String, Vec<Vec<Value>>>,
    columns: BTreeMap<String, Vec<Value>>,
}

/// An error, compared by hand.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
struct Failed(ErrorInfo);

impl PartialEq for Failed {
    fn eq(&self, other: &Self) -> bool {
        self.0.class == other.0.class
    }
}

/// A row of the catalog.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
struct SchemaRow {
    r#type: String,
    name: String,
    table: String,
    sql: Option<String>,
}

/// Runs the group.
///
/// # Errors
/// When the folder cannot be read, a file is not of the format, or a database cannot be made.
pub fn run(dir: &Path) -> Result<GroupResult> {
    let mut result = GroupResult::new("batch");
    let interpreter = Interpreter::new(Settings::default());
    for file in kit::files::<Input, Output>(dir, "batch")? {
        for case in &file.cases {
            let (output, error) = run_case(&interpreter, &case.input, Rebuilding::AsAlembic)?;
            result.record(&case.name, check(case, &output, error.as_ref()));
        }
    }
    Ok(result)
}

/// The names of the exact cases in which limbeck does more than Alembic unless it is asked not to.
///
/// # Errors
/// As for [`run`].
#[cfg(test)]
pub fn kept(dir: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    let interpreter = Interpreter::new(Settings::default());
    for file in kit::files::<Input, Output>(dir, "batch")? {
        for case in file.cases.iter().filter(|case| case.match_ == Match::Exact) {
            let (output, error) = run_case(&interpreter, &case.input, Rebuilding::Complete)?;
            if check(case, &output, error.as_ref()).is_err() {
                names.push(case.name.clone());
            }
        }
    }
    Ok(names)
}

fn check(
    case: &Case<Input, Output>,
    output: &Output,
    error: Option<&PythonError>,
) -> Result<(), String> {
    let mut left_behind = output
        .schema
        .iter()
        .filter(|row| row.name.starts_with(TEMPORARY));
    let was_there = |row: &SchemaRow| case.input.ddl.iter().any(|sql| sql.contains(&row.name));
    if let Some(row) = left_behind.find(|row| !was_there(row)) {
        return Err(format!("leaves table {} behind", row.name));
    }
    let note = case.note.as_deref().unwrap_or_default();
    let is_arbitrary = case.unstable.is_empty()
        || (note.contains("acceptable") || note.contains("better")) && error.is_none();
    if case.match_ == Match::Semantic && is_arbitrary {
        // The note calls Alembic's answer arbitrary: another one will do, and a failure that leaves everything as it
        // was, but no failure may take the place of an answer.
        return match error {
            Some(error) if case.expected.error.is_none() => Err(format!("fails with {error}")),
            Some(_) => unchanged(case, output),
            None => Ok(()),
        };
    }
    compare_errors(case.expected.error.as_ref().map(|failed| &failed.0), error)?;
    let unstable = |path: &str| case.unstable.iter().any(|other| other == path);
    let comparable = |answer: &Output| {
        let mut answer = answer.clone();
        // Python's driver commits DDL by itself, so that Alembic's failures leave tables behind.
        answer
            .schema
            .retain(|row| was_there(row) || !row.name.starts_with(TEMPORARY));
        let kept: Vec<&String> = answer.schema.iter().map(|row| &row.name).collect();
        answer.data.retain(|name, _| kept.contains(&name));
        answer.columns.retain(|name, _| kept.contains(&name));
        answer
            .schema
            .sort_by(|a, b| (&a.r#type, &a.name).cmp(&(&b.r#type, &b.name)));
        if unstable("/schema/0/sql") {
            for sql in answer.schema.iter_mut().filter_map(|row| row.sql.as_mut()) {
                *sql = normal(sql);
            }
        }
        if unstable("/statements") {
            answer.statements = vec![normal(&answer.statements.join("\n"))];
        }
        json!(answer)
    };
    let mut differences = std::iter::once(&case.expected)
        .chain(&case.variants)
        .map(|recorded| {
            let found = comparable(&with_now(recorded, output));
            Recorded {
                expected: &comparable(recorded),
                variants: &[],
                unstable: &[],
            }
            .compare(&found)
        });
    let first = differences.next().unwrap_or(Ok(()));
    if first.is_ok() || differences.any(|other| other.is_ok()) {
        return Ok(());
    }
    first.map_err(|difference| {
        format!(
            "{difference}\nexpected:\n{}\nsent:\n{}",
            case.expected.statements.join("\n"),
            output.statements.join("\n")
        )
    })
}

/// The answer with the mark for the time of the run where the recorded one has it.
fn with_now(recorded: &Output, found: &Output) -> Output {
    const NOW: &str = "<NOW>";
    let mut found = found.clone();
    for (table, rows) in &mut found.data {
        let recorded = recorded.data.get(table).into_iter().flatten().flatten();
        for (value, recorded) in rows.iter_mut().flatten().zip(recorded) {
            if recorded == NOW && value.is_string() {
                *value = json!(NOW);
            }
        }
    }
    found
}

/// The lines of statements in the order of the alphabet, without the commas that separate them.
fn normal(text: &str) -> String {
    let mut lines: Vec<&str> = text
        .lines()
        .map(|line| line.trim().trim_end_matches(','))
        .collect();
    lines.sort_unstable();
    lines.join("\n")
}

/// Whether the database is as the case has made it.
fn unchanged(case: &Case<Input, Output>, output: &Output) -> Result<(), String> {
    let mut session =
        open(Rebuilding::Complete, &Arc::default()).map_err(|error| error.to_string())?;
    prepare(&mut session, &case.input.ddl).map_err(|error| error.to_string())?;
    let before = state(&mut session).map_err(|error| error.to_string())?;
    if (&before.schema, &before.data) == (&output.schema, &output.data) {
        Ok(())
    } else {
        Err("fails, but leaves the database changed".to_owned())
    }
}

/// A failure must be a failure; of the errors of Alembic, SQLAlchemy and the database the class counts, and what the
/// database says.
fn compare_errors(
    expected: Option<&ErrorInfo>,
    actual: Option<&PythonError>,
) -> Result<(), String> {
    match (expected, actual) {
        (None, None) => Ok(()),
        (None, Some(error)) => Err(format!("fails with {error}")),
        (Some(expected), None) => Err(format!(
            "succeeds, but {}: {} is expected",
            expected.class, expected.message
        )),
        (Some(expected), Some(error)) => {
            let class = error.class.rsplit('.').next().unwrap_or_default();
            // What limbeck refuses by itself never reaches the database that would refuse it.
            let refused_before = class == "NotImplementedError";
            if expected.is_accident() || refused_before {
                return Ok(());
            }
            // Behind the class of the driver, the first line is the database's; the statement follows it.
            let first_line = expected.message.lines().next().unwrap_or_default();
            let said = first_line.rsplit("Error) ").next().unwrap_or_default();
            if class == expected.class && error.message.contains(said) {
                return Ok(());
            }
            Err(format!(
                "fails with {error}, but {}: {} is expected",
                expected.class, expected.message
            ))
        }
    }
}

/// What a session has told.
#[derive(Debug, Default)]
struct Heard {
    statements: Vec<String>,
    warnings: Vec<String>,
}

fn run_case(
    interpreter: &Interpreter,
    input: &Input,
    rebuilding: Rebuilding,
) -> Result<(Output, Option<PythonError>)> {
    let heard = Arc::new(Mutex::new(Heard::default()));
    let mut session = open(rebuilding, &heard)?;
    prepare(&mut session, &input.ddl)?;
    *heard.lock().unwrap_or_else(PoisonError::into_inner) = Heard::default();
    let script = format!(
        "from alembic import op\nimport sqlalchemy as sa\n{}",
        input.snippet
    );
    let handler = Online {
        session: RefCell::new(session),
    };
    let error = match compile(Path::new("versions/snippet.py"), &script) {
        Ok(script) => interpreter
            .load_script(script, &handler)
            .map(|module| interpreter.unload(module))
            .err(),
        Err(diagnostic) => Some(PythonError::from(diagnostic)),
    };
    let mut session = handler.session.into_inner();
    let end = match &error {
        None => TransactionControl::Commit,
        Some(_) => TransactionControl::Rollback,
    };
    session.transaction(end).context("the end of the case")?;
    let heard = std::mem::take(&mut *heard.lock().unwrap_or_else(PoisonError::into_inner));
    let output = Output {
        warnings: heard.warnings,
        statements: heard.statements,
        ..state(&mut session)?
    };
    Ok((output, error))
}

fn open(rebuilding: Rebuilding, heard: &Arc<Mutex<Heard>>) -> Result<Session> {
    let url: Url = "sqlite://".parse()?;
    let engine = Engine::new(url, &[], &Environment::default())?;
    let dialect = limbeck_dialects::dialect("sqlite").context("the dialect of the group")?;
    let warned = Arc::clone(heard);
    let events: Events = Arc::new(move |event| {
        if let RunEvent::Warning(text) = event {
            let mut heard = warned.lock().unwrap_or_else(PoisonError::into_inner);
            heard.warnings.push(text);
        }
    });
    let options = CompileOptions {
        rebuilding,
        ..CompileOptions::default()
    };
    let mut session = Session::open(engine, dialect, options, events, &CancellationToken::new())?;
    let heard = Arc::clone(heard);
    session.listen(Arc::new(move |sql| {
        if !controls_transaction(sql) {
            let text = sql.replace('\t', "    ").trim().to_owned();
            let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
            heard.statements.push(text);
        }
    }));
    Ok(session)
}

/// The transaction is limbeck's own: Python's driver has none around DDL.
fn controls_transaction(sql: &str) -> bool {
    let first = sql.split_whitespace().next().unwrap_or_default();
    TransactionWord::of(sql).is_some() || matches!(first, "SAVEPOINT" | "RELEASE" | "ROLLBACK")
}

fn prepare(session: &mut Session, ddl: &[String]) -> Result<()> {
    for sql in ddl {
        rows(session, sql)?;
    }
    Ok(session.transaction(TransactionControl::Commit)?)
}

fn rows(session: &mut Session, sql: &str) -> Result<ResultSet, SinkError> {
    session.query(SqlStatement::Verbatim(sql.to_owned()), &Origin::default())
}

/// The catalog and all rows.
fn state(session: &mut Session) -> Result<Output> {
    let mut output = Output::default();
    let catalog = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~'";
    for row in rows(session, catalog)?.rows {
        let mut texts = row.iter().map(|value| match value {
            DatabaseValue::Text(text) => Some(text.replace('\t', "    ")),
            _ => None,
        });
        let mut next = || texts.next().flatten();
        output.schema.push(SchemaRow {
            r#type: next().unwrap_or_default(),
            name: next().unwrap_or_default(),
            table: next().unwrap_or_default(),
            sql: next(),
        });
    }
    let tables: Vec<String> = output
        .schema
        .iter()
        .filter(|row| row.r#type == "table")
        .map(|row| row.name.clone())
        .collect();
    for table in tables {
        let quoted = format!("\"{}\"", table.replace('"', "\"\""));
        let columns = rows(session, &format!("PRAGMA table_xinfo({quoted})"))?;
        let described: Vec<Value> = columns.rows.iter().map(|row| column(row)).collect();
        let places: Vec<String> = (1..=described.len())
            .map(|place| place.to_string())
            .collect();
        let found = rows(
            session,
            &format!("SELECT * FROM {quoted} ORDER BY {}", places.join(", ")),
        )?;
        let found = found.rows.iter().map(|row| row.iter().map(plain).collect());
        output.data.insert(table.clone(), found.collect());
        output.columns.insert(table, described);
    }
    Ok(output)
}

/// A row of `PRAGMA table_xinfo`.
fn column(row: &[DatabaseValue]) -> Value {
    let value = |place: usize| row.get(place).map_or(Value::Null, plain);
    json!({
        "name": value(1),
        "type": value(2),
        "notnull": value(3) == json!(1),
        "default": value(4),
        "pk": value(5),
    })
}

fn plain(value: &DatabaseValue) -> Value {
    match value {
        DatabaseValue::Integer(value) => json!(value),
        DatabaseValue::Float(value) => json!(value),
        DatabaseValue::Text(text) => json!(text),
        _ => Value::Null,
    }
}

/// Answers the calls of a snippet with a live session.
struct Online {
    session: RefCell<Session>,
}

impl Handler for Online {
    fn call(&self, name: &str, arguments: Tree) -> Result<Tree, Raise> {
        let mut session = self.session.borrow_mut();
        answer(&mut *session, name, &arguments).unwrap_or_else(|| {
            Err(Raise::new(
                "NotImplementedError",
                format!("`{name}` is not answered in this group"),
            ))
        })
    }
}
