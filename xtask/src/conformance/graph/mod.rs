//! The group `graph`: revision graphs and requests on them, answered without a database.

mod answer;
mod offline;
mod request;

use std::path::Path;

use anyhow::{Context, Result};
use limbeck_revisions::Revision;
use serde_json::{Value, json};

use super::kit::{self, Case, ErrorInfo, GroupResult, Match};
use super::unstable::Recorded;
use request::Input;

/// Runs every case of the group below a folder.
///
/// # Errors
/// When the folder cannot be read or a file is not of the format.
pub fn run(dir: &Path) -> Result<GroupResult> {
    let mut result = GroupResult::new("graph");
    for file in kit::files::<Input, Value>(dir, "graph")? {
        for case in &file.cases {
            let graph = file
                .graphs
                .get(&case.input.graph)
                .with_context(|| format!("{}: no graph {}", case.name, case.input.graph))?;
            result.record(&case.name, check(case, graph));
        }
    }
    Ok(result)
}

fn check(case: &Case<Input, Value>, graph: &[kit::Revision]) -> Result<(), String> {
    let revisions = graph.iter().enumerate().map(script).collect();
    let answer = request::answer(&case.input, revisions);
    let actual = serde_json::to_value(&answer).map_err(|error| error.to_string())?;
    compare(case, actual)
}

fn script((at, given): (usize, &kit::Revision)) -> Revision {
    let down: Vec<&str> = match &given.down_revision {
        Value::String(id) => vec![id],
        Value::Array(ids) => ids.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    Revision {
        down_revisions: down.into_iter().map(Into::into).collect(),
        branch_labels: given.branch_labels.clone(),
        depends_on: given.depends_on.clone(),
        long_doc: given.doc.as_deref().unwrap_or_default().trim().to_owned(),
        ..Revision::new(
            given.revision.as_str(),
            format!("<VERSIONS>/{at:03}_rev.py"),
        )
    }
}

fn compare(case: &Case<Input, Value>, mut actual: Value) -> Result<(), String> {
    if is_accident(&case.expected) {
        return match actual.get("error") {
            Some(_) => Ok(()),
            None => Err(format!("expected a failure, got {actual}")),
        };
    }
    as_recorded(&mut actual);
    let mut expected = case.expected.clone();
    if case.match_ == Match::Semantic && case.unstable.is_empty() {
        // An answer that looks like a bug: a revision that is there twice is listed twice.
        for answer in [&mut expected, &mut actual] {
            without_repeated_lines(answer);
        }
    }
    Recorded {
        expected: &expected,
        variants: &case.variants,
        unstable: &case.unstable,
    }
    .compare(&actual)
}

/// Whether Alembic failed by accident, so that failing cleanly is enough.
fn is_accident(expected: &Value) -> bool {
    let error = expected.get("error").cloned().map(serde_json::from_value);
    let error: Option<ErrorInfo> = error.and_then(Result::ok);
    error.is_some_and(|error| error.is_accident())
}

/// The text as it was recorded: into a stream that can hold ASCII only.
fn as_recorded(answer: &mut Value) {
    if let Some(stdout) = answer.get_mut("stdout")
        && let Some(text) = stdout.as_str()
    {
        let ascii = |c: char| if c.is_ascii() { c } else { '?' };
        *stdout = json!(text.chars().map(ascii).collect::<String>());
    }
}

fn without_repeated_lines(answer: &mut Value) {
    if let Some(stdout) = answer.get_mut("stdout")
        && let Some(text) = stdout.as_str()
    {
        let mut lines: Vec<&str> = text.lines().collect();
        lines.dedup();
        *stdout = json!(lines);
    }
}
