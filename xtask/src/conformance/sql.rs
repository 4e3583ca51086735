//! Group `sql`: snippets of `op.*` directives, and the SQL that they give with `--sql`.
//!
//! Each snippet runs in the embedded interpreter, once for every dialect that limbeck has, through the same stand-ins,
//! lowering, dialect and [`SqlWriter`] as a real script. To look at one case:
//! `cargo xtask conformance conformance/sql/index.json --failing`.

use std::cell::RefCell;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use indexmap::IndexMap;
use limbeck_dialects::{CompileOptions, Dialect, ParameterStyle};
use limbeck_python::{Handler, Interpreter, PythonError, Raise, Settings, Tree, compile};
use limbeck_runtime::{
    Events, MigrationContext, MigrationSink, RunEvent, RunSettings, SqlWriter, VersionTable,
};
use limbeck_schema::{Identifier, NamingConvention, QualifiedName};
use limbeck_scripts::python::answer;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::kit::{self, Case, ErrorInfo, GroupResult, Match};
use super::unstable::Recorded;

/// What a case asks.
#[derive(Debug, Clone, Deserialize)]
struct Input {
    snippet: String,
    #[serde(default)]
    naming_convention: Option<IndexMap<String, String>>,
    #[serde(default)]
    begin_transaction: bool,
    context_opts: Map<String, Value>,
    dialect_opts: Map<String, Value>,
}

/// What Alembic answered, by dialect.
type Expected = IndexMap<String, Output>;

/// What it answered for one dialect.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
struct Output {
    sql: String,
    #[serde(default, skip_serializing)]
    error: Option<ErrorInfo>,
    #[serde(default)]
    warnings: Vec<String>,
}

/// Runs the group.
///
/// # Errors
/// When the folder cannot be read or a file is not of the format.
pub fn run(dir: &Path) -> Result<GroupResult> {
    let mut result = GroupResult::new("sql");
    let interpreter = Interpreter::new(Settings::default());
    for file in kit::files::<Input, Expected>(dir, "sql")? {
        for case in &file.cases {
            let mut outcome = Ok(());
            for name in case.expected.keys() {
                let Some(dialect) = limbeck_dialects::dialect(name) else {
                    result.postpone(
                        &format!("{} [{name}]", case.name),
                        "limbeck does not have this dialect yet",
                    );
                    continue;
                };
                if let Err(reason) = check(&interpreter, dialect, case) {
                    let so_far = outcome.err().unwrap_or_default();
                    outcome = Err(format!("{so_far}[{name}] {reason}\n"));
                }
            }
            result.record(&case.name, outcome);
        }
    }
    Ok(result)
}

fn check(
    interpreter: &Interpreter,
    dialect: &'static dyn Dialect,
    case: &Case<Input, Expected>,
) -> Result<(), String> {
    let name = dialect.name();
    let Some(expected) = case.expected.get(name) else {
        return Ok(());
    };
    let (output, error) = run_snippet(interpreter, dialect, &case.input);
    if case.match_ == Match::Semantic && case.unstable.is_empty() {
        // The note calls Alembic's answer arbitrary: another one will do, and no failure may take the place of an
        // answer.
        return match error {
            Some(error) if expected.error.is_none() => Err(format!("fails with {error}")),
            _ => Ok(()),
        };
    }
    compare_errors(expected.error.as_ref(), error.as_ref())?;
    let variants: Vec<Value> = case
        .variants
        .iter()
        .filter_map(|variant| variant.get(name))
        .map(|variant| json!(variant))
        .collect();
    let prefix = format!("/{name}");
    let unstable: Vec<String> = case
        .unstable
        .iter()
        .filter_map(|path| path.strip_prefix(&prefix))
        .map(str::to_owned)
        .collect();
    Recorded {
        expected: &json!(expected),
        variants: &variants,
        unstable: &unstable,
    }
    .compare(&json!(output))
    .map_err(|difference| {
        format!(
            "{difference}\nexpected:\n{}\nwritten:\n{}",
            expected.sql, output.sql
        )
    })
}

/// A failure must be a failure; of Alembic's own errors the text counts, too.
fn compare_errors(
    expected: Option<&ErrorInfo>,
    actual: Option<&PythonError>,
) -> Result<(), String> {
    match (expected, actual) {
        (None, None) => Ok(()),
        (None, Some(error)) => Err(format!(
            "fails with {error}\n{:?}\n{:?}",
            error.traceback, error.inner_traceback
        )),
        (Some(expected), None) => Err(format!(
            "succeeds, but {}: {} is expected",
            expected.class, expected.message
        )),
        (Some(expected), Some(error)) => {
            let class = error.class.rsplit('.').next().unwrap_or_default();
            if expected.class == "CommandError"
                && (class != expected.class || error.message != expected.message)
            {
                return Err(format!(
                    "fails with {error}, but {}: {} is expected",
                    expected.class, expected.message
                ));
            }
            Ok(())
        }
    }
}

/// The script that a snippet stands for, with its `env.py` in front.
fn script(dialect: &str, input: &Input) -> String {
    let mut options = input.context_opts.clone();
    options.insert("url".to_owned(), json!(format!("{dialect}://")));
    options.insert("dialect_opts".to_owned(), json!(input.dialect_opts));
    let mut text = String::from(
        "from alembic import context, op\nimport sqlalchemy as sa\n\
         from sqlalchemy.dialects import mysql, postgresql, sqlite\n\
         mysql_mariadb = mysql\n",
    );
    text.push_str(&format!(
        "context.configure(target_metadata=sa.MetaData(naming_convention={}), **{})\n",
        python(&json!(input.naming_convention)),
        python(&json!(options))
    ));
    // The snippet stands at the top level, not in a function, so that strings over several lines stay what they are.
    if input.begin_transaction {
        text.push_str("block = context.begin_transaction()\n");
    }
    text.push_str(&input.snippet);
    if input.begin_transaction {
        text.push_str("\nblock.commit()\n");
    }
    text
}

/// A JSON value as Python writes it.
fn python(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(python).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, value)| format!("{}: {}", json!(name), python(value)))
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
        plain => plain.to_string(),
    }
}

fn run_snippet(
    interpreter: &Interpreter,
    dialect: &'static dyn Dialect,
    input: &Input,
) -> (Output, Option<PythonError>) {
    let warnings = Arc::new(Mutex::new(Vec::new()));
    let handler = Writing {
        dialect,
        input: input.clone(),
        warnings: Arc::clone(&warnings),
        configured: RefCell::new(None),
    };
    let path = Path::new("versions/snippet.py");
    let error = match compile(path, &script(dialect.name(), input)) {
        Ok(script) => interpreter
            .load_script(script, &handler)
            .map(|module| interpreter.unload(module))
            .err(),
        Err(diagnostic) => Some(PythonError::from(diagnostic)),
    };
    let sql = handler
        .configured
        .into_inner()
        .map(|configured| String::from_utf8_lossy(&configured.writer.into_output()).into_owned())
        .unwrap_or_default();
    let warnings = std::mem::take(&mut *warnings.lock().unwrap_or_else(PoisonError::into_inner));
    let output = Output {
        sql,
        error: None,
        warnings,
    };
    (output, error)
}

/// Answers the calls of a snippet: its operations are written down.
struct Writing {
    dialect: &'static dyn Dialect,
    input: Input,
    warnings: Arc<Mutex<Vec<String>>>,
    configured: RefCell<Option<Configured>>,
}

struct Configured {
    writer: SqlWriter<Vec<u8>>,
    context: MigrationContext,
    version_table: VersionTable,
}

impl Writing {
    fn configure(&self, arguments: &Tree) -> Configured {
        let warnings = Arc::clone(&self.warnings);
        let events: Events = Arc::new(move |event| {
            if let RunEvent::Warning(text) = event {
                warnings
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(text);
            }
        });
        let options = CompileOptions {
            naming_convention: NamingConvention {
                templates: self.input.naming_convention.clone().unwrap_or_default(),
            },
            literal_binds: arguments.get("literal_binds").as_bool().unwrap_or(false),
            parameter_style: arguments
                .get("paramstyle")
                .as_str()
                .and_then(ParameterStyle::from_name)
                .unwrap_or_default(),
            offline: true,
            ..CompileOptions::default()
        };
        let mut writer = SqlWriter::new(self.dialect, options, events, Vec::new());
        let version_table = VersionTable {
            name: QualifiedName::in_schema(
                arguments
                    .get("version_table_schema")
                    .as_str()
                    .map(Identifier::from),
                arguments
                    .get("version_table")
                    .as_str()
                    .unwrap_or("alembic_version"),
            ),
            primary_key: arguments.get("version_table_pk").as_bool().unwrap_or(true),
        };
        let settings = RunSettings {
            version_table: version_table.clone(),
            transactional_ddl: arguments.get("transactional_ddl").as_bool(),
            ..RunSettings::default()
        };
        Configured {
            context: MigrationContext::configure(settings, &mut writer),
            writer,
            version_table,
        }
    }
}

impl Handler for Writing {
    fn call(&self, name: &str, arguments: Tree) -> Result<Tree, Raise> {
        match name {
            "environment.explicit_url" => return Ok(Tree::None),
            "context.is_offline_mode" => return Ok(Tree::Bool(true)),
            "context.configure" => {
                let configured = self.configure(&arguments);
                self.configured.replace(Some(configured));
                return Ok(Tree::Int(0));
            }
            _ => {}
        }
        let mut configured = self.configured.borrow_mut();
        let Some(configured) = configured.as_mut() else {
            return Err(Raise::new(
                "RuntimeError",
                format!("`{name}` was called before context.configure()"),
            ));
        };
        let failed = |error: &dyn std::fmt::Display| Raise::new("RuntimeError", error.to_string());
        match name {
            "context.facts" => Ok(facts(self.dialect, configured)),
            "context.begin_transaction" => configured
                .context
                .begin_transaction(&mut configured.writer)
                .map(|()| Tree::Bool(true))
                .map_err(|error| failed(&error)),
            "context.end_transaction" => configured
                .context
                .end_transaction(
                    &mut configured.writer,
                    arguments.get("commit").as_bool().unwrap_or(true),
                )
                .map(|()| Tree::None)
                .map_err(|error| failed(&error)),
            "context.ensure_version_table" => configured
                .writer
                .create_version_table(&configured.version_table)
                .map(|()| Tree::None)
                .map_err(|error| failed(&error)),
            _ => answer(&mut configured.writer, name, &arguments).unwrap_or_else(|| {
                Err(Raise::new(
                    "NotImplementedError",
                    format!("`{name}` is not answered in this group"),
                ))
            }),
        }
    }
}

fn facts(dialect: &dyn Dialect, configured: &Configured) -> Tree {
    let table = &configured.version_table;
    Tree::Dict(
        [
            ("as_sql", Tree::Bool(true)),
            ("connection", Tree::None),
            ("scheme", Tree::from(dialect.name())),
            ("version_table", Tree::from(table.name.name.as_str())),
            (
                "version_table_schema",
                match &table.name.schema {
                    Some(schema) => Tree::from(schema.as_str()),
                    None => Tree::None,
                },
            ),
            (
                "transactional_ddl",
                Tree::Bool(configured.context.transactional_ddl()),
            ),
        ]
        .into_iter()
        .map(|(name, value)| (Tree::from(name), value))
        .collect(),
    )
}
