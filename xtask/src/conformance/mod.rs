//! `cargo xtask conformance DIR`: runs the cases of a kit of recorded answers against limbeck.

pub mod kit;

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use serde_json::json;

use kit::{GroupResult, Topic};

/// What to run and how to show it.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The folder of the kit; one group's folder or a single topic file will do
    dir: PathBuf,
    /// Run only this group (may be repeated)
    #[arg(long, value_name = "GROUP")]
    group: Vec<String>,
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
    let results = run_groups(&arguments.dir, &arguments.group)?;
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

/// Runs the groups found under `dir`, or of those only the named ones.
///
/// # Errors
/// When the folder cannot be read or a file is not of the format.
pub fn run_groups(dir: &Path, only: &[String]) -> Result<Vec<GroupResult>> {
    let groups = kit::topics(dir)?;
    groups
        .iter()
        .filter(|(group, _)| only.is_empty() || only.contains(group))
        .map(|(group, topics)| run_group(dir, group, topics))
        .collect()
}

fn run_group(_dir: &Path, group: &str, topics: &[Topic]) -> Result<GroupResult> {
    match group {
        other => Ok(unsupported(other, topics)),
    }
}

/// A group for which there is no runner: every case is listed as not run.
fn unsupported(group: &str, topics: &[Topic]) -> GroupResult {
    let mut result = GroupResult::new(group);
    for topic in topics {
        for index in 0..topic.cases {
            result.postpone(
                &format!("{}#{index}", topic.path.display()),
                "the group is not supported yet",
            );
        }
    }
    result
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
