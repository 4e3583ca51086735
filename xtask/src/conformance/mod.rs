//! `cargo xtask conformance DIR`: runs the cases of a kit of recorded answers against limbeck.

mod autogen;
mod batch;
mod cli;
mod expected;
mod graph;
mod ini;
pub mod kit;
mod sql;
mod unstable;

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use serde_json::json;

use crate::binary::{Profile, limbeck};
pub use expected::failures as expected_failures;
use kit::{GroupResult, Topic};

/// What to run and how to show it.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The folder of the kit; one group's folder or a single topic file will do
    dir: PathBuf,
    /// Run only this group (may be repeated)
    #[arg(long, value_name = "GROUP")]
    group: Vec<String>,
    /// Run this binary instead of building limbeck
    #[arg(long, value_name = "PATH")]
    binary: Option<PathBuf>,
    /// Print one JSON object instead of lines
    #[arg(long)]
    json: bool,
    /// Also list the failing cases, with what differed
    #[arg(long)]
    failing: bool,
    /// Also list the cases that were not run, with what is missing
    #[arg(long)]
    later: bool,
}

/// Runs the groups found under the folder and prints a line for each.
///
/// # Errors
/// When the folder holds no case, a file is not of the format, or a case failed.
pub fn run(arguments: &Arguments) -> Result<()> {
    let results = run_groups(
        &arguments.dir,
        &arguments.group,
        arguments.binary.as_deref(),
    )?;
    ensure!(
        !results.is_empty(),
        "there is no case of a conformance kit under {}",
        arguments.dir.display()
    );
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&as_json(&results))?);
    } else {
        for result in &results {
            print_group(result, arguments);
        }
    }
    let failed: usize = results.iter().map(|result| result.failures.len()).sum();
    ensure!(failed == 0, "{failed} cases failed");
    Ok(())
}

/// Runs the groups found under `dir`, or of those only the named ones. The sessions of `cli` run `binary`; without
/// one, limbeck is built for them.
///
/// # Errors
/// When the folder cannot be read, a file is not of the format, or limbeck cannot be built.
pub fn run_groups(dir: &Path, only: &[String], binary: Option<&Path>) -> Result<Vec<GroupResult>> {
    let groups = kit::topics(dir)?;
    groups
        .iter()
        .filter(|(group, _)| only.is_empty() || only.contains(group))
        .map(|(group, topics)| run_group(dir, group, topics, binary))
        .collect()
}

fn run_group(
    dir: &Path,
    group: &str,
    topics: &[Topic],
    binary: Option<&Path>,
) -> Result<GroupResult> {
    match group {
        "cli" => match binary {
            Some(binary) => cli::run(dir, &binary.canonicalize()?),
            None => cli::run(dir, &limbeck(Profile::Dev)?),
        },
        "autogen" => match binary {
            Some(binary) => autogen::run(dir, &binary.canonicalize()?),
            None => autogen::run(dir, &limbeck(Profile::Dev)?),
        },
        "batch" => batch::run(dir),
        "graph" => graph::run(dir),
        "ini" => ini::run(dir),
        "sql" => sql::run(dir),
        other => Ok(unsupported(other, topics)),
    }
}

/// A group for which there is no runner: every case is listed as not run.
fn unsupported(group: &str, topics: &[Topic]) -> GroupResult {
    let mut result = GroupResult::new(group);
    for name in topics.iter().flat_map(|topic| &topic.cases) {
        result.postpone(name, "the group is not supported yet");
    }
    result
}

/// The cases of a group, without having run them.
#[derive(Debug)]
pub struct Overview {
    /// The group.
    pub name: String,
    /// How many cases it has.
    pub cases: usize,
    /// Those that are not run because what they ask for is not built yet: name, and what is missing.
    pub later: Vec<(String, String)>,
}

/// The groups under a folder, without running them.
///
/// # Errors
/// When the folder cannot be read, or a file is not of the format.
pub fn overview(dir: &Path) -> Result<Vec<Overview>> {
    let mut groups = Vec::new();
    for (name, topics) in kit::topics(dir)? {
        let later = match name.as_str() {
            "autogen" | "batch" | "cli" | "graph" | "ini" | "sql" => Vec::new(),
            other => unsupported(other, &topics).later,
        };
        groups.push(Overview {
            cases: topics.iter().map(|topic| topic.cases.len()).sum(),
            name,
            later,
        });
    }
    groups.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(groups)
}

fn print_group(result: &GroupResult, arguments: &Arguments) {
    let later = if result.later.is_empty() {
        String::new()
    } else {
        format!(" ({} not run)", result.later.len())
    };
    println!("{} {}/{}{later}", result.group, result.passed, result.total);
    if arguments.failing {
        for (name, reason) in &result.failures {
            println!("  {name}");
            for line in reason.lines() {
                println!("    {line}");
            }
        }
    }
    if arguments.later {
        for (name, missing) in &result.later {
            println!("  not run: {name}: {missing}");
        }
    }
}

fn as_json(results: &[GroupResult]) -> serde_json::Value {
    let pairs = |list: &[(String, String)]| -> Vec<_> {
        list.iter()
            .map(|(name, reason)| json!({ "name": name, "reason": reason }))
            .collect()
    };
    let groups: Vec<_> = results
        .iter()
        .map(|result| {
            json!({
                "group": result.group,
                "passed": result.passed,
                "total": result.total,
                "failures": pairs(&result.failures),
                "later": pairs(&result.later),
            })
        })
        .collect();
    json!({ "schema_version": 1, "groups": groups })
}

#[cfg(test)]
mod tests;
