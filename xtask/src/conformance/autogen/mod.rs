//! The group `autogen`: what autogenerate finds and writes, and whether that leads where it should.
//!
//! Every case gets an empty database on a real server, in which its statements are executed; its models are loaded by a
//! CPython that has SQLAlchemy, one process for all cases. The rest is limbeck's own: inspection, comparison, rendering,
//! and the operations themselves, carried out and undone.

mod case;
mod command;
mod world;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use limbeck_models::python::Worker;
use limbeck_python::{Interpreter, Settings};
use limbeck_schema::operation::Directive;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::kit::{self, Case, ErrorInfo, GroupResult, Match};
use super::unstable::Recorded;
use case::{Attempt, Generated};
use command::Written;
use world::World;

/// What a case asks.
#[derive(Debug, Clone, Deserialize)]
struct Input {
    dialect: String,
    ddl: Vec<String>,
    models: String,
    options: Map<String, Value>,
}

/// What Alembic answered.
#[derive(Debug, Clone, Deserialize)]
struct Output {
    upgrade: Option<String>,
    downgrade: Option<String>,
    imports: Option<String>,
    #[serde(default)]
    diff_kinds: Vec<String>,
    #[serde(default)]
    warnings: Vec<String>,
    #[serde(default)]
    roundtrip: Option<RoundTrip>,
    #[serde(default)]
    error: Option<ErrorInfo>,
}

/// What happened when the script was really run. What follows a failure is absent.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
struct RoundTrip {
    /// The class of the error of `upgrade()`.
    #[serde(default)]
    upgrade_error: Option<String>,
    /// What is found once more.
    #[serde(default)]
    residual_kinds: Option<Vec<String>>,
    /// The class of the error of `downgrade()`.
    #[serde(default)]
    downgrade_error: Option<String>,
    /// Whether the first differences are back.
    #[serde(default)]
    downgrade_restores: Option<bool>,
}

/// Runs the group.
///
/// # Errors
/// When the folder cannot be read, a file is not of the format, or there is no server or no Python with SQLAlchemy.
pub fn run(dir: &Path, program: &Path) -> Result<GroupResult> {
    let mut result = GroupResult::new("autogen");
    let python = std::env::var("LIMBECK_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let mut worker = Worker::start(&python).with_context(|| python.clone())?;
    let interpreter = Interpreter::new(Settings::default());
    let mut worlds: BTreeMap<String, World> = BTreeMap::new();
    for file in kit::files::<Input, Output>(dir, "autogen")? {
        for case in &file.cases {
            let dialect = &case.input.dialect;
            if !worlds.contains_key(dialect) {
                worlds.insert(dialect.clone(), World::new(dialect)?);
            }
            let Some(world) = worlds.get(dialect) else {
                continue;
            };
            if command::has_functions(&case.input) {
                let written = command::write(world, &case.input, program, &python);
                result.record(&case.name, check_written(case, written));
                continue;
            }
            let mut attempt = Attempt::new(world, &case.input)?;
            let outcome = attempt.generate(&mut worker);
            result.record(
                &case.name,
                check(case, &mut attempt, (&mut worker, &interpreter), outcome),
            );
        }
    }
    Ok(result)
}

/// Only the text is to be had from the command.
fn check_written(case: &Case<Input, Output>, written: Result<Written>) -> Result<(), String> {
    let written = written.map_err(|error| format!("{error:#}"))?;
    compare_texts(
        case,
        &Generated {
            directives: Vec::new(),
            kinds: case.expected.diff_kinds.clone(),
            upgrade: written.upgrade,
            downgrade: written.downgrade,
            imports: written.imports,
            warnings: case.expected.warnings.clone(),
        },
    )
}

fn check(
    case: &Case<Input, Output>,
    attempt: &mut Attempt<'_>,
    (worker, interpreter): (&mut Worker, &Interpreter),
    outcome: Result<Generated>,
) -> Result<(), String> {
    let generated = match (outcome, &case.expected.error) {
        (Ok(generated), None) => generated,
        (Ok(generated), Some(error)) => {
            // Where Alembic breaks, an answer is better than that.
            return if case.match_ == Match::Semantic {
                round_trip(case, attempt, (worker, interpreter), &generated)
            } else {
                Err(format!("fails with {} in Alembic", error.class))
            };
        }
        (Err(error), None) => return Err(format!("fails: {error:#}")),
        (Err(found), Some(error)) => {
            let message = format!("{found:#}");
            return if message.contains(&error.message) {
                Ok(())
            } else {
                Err(format!(
                    "fails with: {message}\ninstead of: {}",
                    error.message
                ))
            };
        }
    };
    let text = match case.match_ {
        Match::Exact => compare_texts(case, &generated),
        Match::Semantic => compare_kinds(case, &generated),
    };
    text?;
    round_trip(case, attempt, (worker, interpreter), &generated)
}

/// Every text has to be as recorded, but for what depends on the order of a Python set.
fn compare_texts(case: &Case<Input, Output>, generated: &Generated) -> Result<(), String> {
    let recorded = |output: &Output| {
        json!({
            "upgrade": output.upgrade,
            "downgrade": output.downgrade,
            "imports": output.imports,
            "diff_kinds": output.diff_kinds,
        })
    };
    let variants: Vec<Value> = case.variants.iter().map(recorded).collect();
    let found = json!({
        "upgrade": generated.upgrade,
        "downgrade": generated.downgrade,
        "imports": generated.imports,
        "diff_kinds": generated.kinds,
    });
    let outcome = Recorded {
        expected: &recorded(&case.expected),
        variants: &variants,
        unstable: &case.unstable,
    }
    .compare(&found);
    outcome.map_err(|difference| {
        format!(
            "{difference}\n--- expected\n{}\n{}\n{}\n--- found\n{}\n{}\n{}",
            case.expected.imports.as_deref().unwrap_or_default(),
            case.expected.upgrade.as_deref().unwrap_or_default(),
            case.expected.downgrade.as_deref().unwrap_or_default(),
            generated.imports,
            generated.upgrade,
            generated.downgrade,
        )
    })?;
    let mut expected = case.expected.warnings.clone();
    let mut found = generated.warnings.clone();
    expected.sort();
    found.sort();
    if expected == found {
        Ok(())
    } else {
        Err(format!("warns of {found:#?}\ninstead of {expected:#?}"))
    }
}

/// The same differences, in whatever order.
fn compare_kinds(case: &Case<Input, Output>, generated: &Generated) -> Result<(), String> {
    let sorted = |kinds: &[String]| {
        let mut kinds = kinds.to_vec();
        kinds.sort();
        kinds
    };
    let note = case.note.as_deref().unwrap_or_default();
    if sorted(&case.expected.diff_kinds) == sorted(&generated.kinds)
        || note.contains("Looks like a bug")
    {
        return Ok(());
    }
    Err(format!(
        "finds {:?} instead of {:?}",
        generated.kinds, case.expected.diff_kinds
    ))
}

/// The operations are carried out, nothing is left to do, and undone again. Where Alembic's own fail, limbeck's may.
fn round_trip(
    case: &Case<Input, Output>,
    attempt: &mut Attempt<'_>,
    (worker, interpreter): (&mut Worker, &Interpreter),
    generated: &Generated,
) -> Result<(), String> {
    let recorded = match &case.expected.roundtrip {
        Some(recorded) => recorded.clone(),
        None if case.expected.error.is_some() => RoundTrip {
            residual_kinds: Some(Vec::new()),
            // An identity that is dropped is not told from a default by Alembic's text.
            downgrade_error: Some("ProgrammingError".to_owned()),
            ..RoundTrip::default()
        },
        None => return Ok(()),
    };
    let is_better = case.match_ == Match::Semantic;
    // The application's own types are in the module of its models.
    let is_portable = ![&generated.upgrade, &generated.downgrade]
        .iter()
        .any(|body| body.contains("models."));
    let carried_out = if is_portable {
        attempt.carry_out(interpreter, &generated.imports, &generated.upgrade)
    } else {
        attempt.push(&generated.directives)
    };
    match (carried_out, &recorded.upgrade_error) {
        (Err(_), Some(_)) => return Ok(()),
        (Err(error), None) => return Err(format!("upgrade fails: {error:#}")),
        (Ok(()), Some(class)) if !is_better => {
            return Err(format!(
                "upgrade works, which fails with {class} in Alembic"
            ));
        }
        (Ok(()), _) => {}
    }
    let residual = attempt
        .generate(worker)
        .map_err(|error| format!("the second comparison fails: {error:#}"))?;
    if let Some(expected) = &recorded.residual_kinds
        && *expected != residual.kinds
        && !(is_better && residual.kinds.is_empty())
    {
        return Err(format!(
            "leaves {:?} to do instead of {expected:?}",
            residual.kinds
        ));
    }
    let undone = if is_portable {
        attempt.carry_out(interpreter, &generated.imports, &generated.downgrade)
    } else {
        Directive::reverse_all(&generated.directives)
            .map_err(|error| anyhow::anyhow!("cannot be reversed: {}", error.reason))
            .and_then(|directives| attempt.push(&directives))
    };
    match (undone, &recorded.downgrade_error) {
        (Err(_), Some(_)) => return Ok(()),
        (Err(error), None) => return Err(format!("downgrade fails: {error:#}")),
        (Ok(()), Some(class)) if !is_better => {
            return Err(format!(
                "downgrade works, which fails with {class} in Alembic"
            ));
        }
        (Ok(()), _) => {}
    }
    let again = attempt
        .generate(worker)
        .map_err(|error| format!("the third comparison fails: {error:#}"))?;
    let restored = again.kinds == generated.kinds;
    if recorded
        .downgrade_restores
        .is_none_or(|expected| expected == restored)
        || (is_better && restored)
    {
        return Ok(());
    }
    Err(format!(
        "after the downgrade finds {:?}, at first {:?}",
        again.kinds, generated.kinds
    ))
}
