//! The group `cli`: recorded command-line sessions, carried out with the limbeck binary.

mod compare;
mod database;
mod placeholders;
mod session;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use serde::Deserialize;

use super::kit::{self, Case, GroupResult};
use compare::{Expected, Leniency, StepAnswer};
use database::States;
use session::{Outcome, Session, Step};

/// What a session does.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    fixture: String,
    steps: Vec<Step>,
}

type CliCase = Case<Input, Expected>;
type Fixture = BTreeMap<String, Option<String>>;

/// Carries out every session below `dir` with the program, several at a time.
///
/// # Errors
/// When a file is not of the format.
pub fn run(dir: &Path, program: &Path) -> Result<GroupResult> {
    let files = kit::files::<Input, Expected>(dir, "cli")?;
    let empty = Fixture::new();
    let mut result = GroupResult::new("cli");
    let mut sessions = Vec::new();
    for file in &files {
        for case in &file.cases {
            let fixture = file.fixtures.get(&case.input.fixture).unwrap_or(&empty);
            sessions.push((case, fixture));
        }
    }
    for (case, outcome) in in_parallel(&sessions, |(case, fixture)| {
        carry_out(case, fixture, program)
    }) {
        result.record(&case.0.name, outcome);
    }
    Ok(result)
}

/// Carries out one session.
fn carry_out(case: &CliCase, fixture: &Fixture, program: &Path) -> Result<(), String> {
    let mut session = Session::start(fixture, &case.input.steps, program)
        .map_err(|error| format!("{error:#}"))?;
    let leniency = Leniency::of(case.match_, case.note.as_deref(), &case.unstable);
    let mut before = States::new();
    let mut differences = Vec::new();
    for (index, step) in case.input.steps.iter().enumerate() {
        let outcome = session
            .carry_out(step)
            .map_err(|error| format!("step {index}: {error:#}"))?;
        let prefix = format!("/steps/{index}/");
        let unstable: Vec<&str> = case
            .unstable
            .iter()
            .filter_map(|path| path.strip_prefix(&prefix))
            .collect();
        let answer = |expected: &'_ Expected| -> Option<StepAnswer> {
            expected.steps.get(index).cloned().flatten()
        };
        let variants: Vec<StepAnswer> = case.variants.iter().filter_map(answer).collect();
        let compared = compare::compare(
            answer(&case.expected).as_ref(),
            &variants.iter().collect::<Vec<_>>(),
            &unstable,
            leniency,
            &outcome,
            &before,
            &mut session.placeholders,
        );
        if let Err(difference) = compared {
            let shown = step
                .run
                .as_ref()
                .map_or_else(|| "query".to_owned(), |words| words.join(" "));
            differences.push(format!("step {index} ({shown}):\n{difference}"));
        }
        if let Outcome::Run(run) = outcome {
            before = run.databases;
        }
    }
    if differences.is_empty() {
        Ok(())
    } else {
        Err(differences.join("\n"))
    }
}

/// Works through the items on as many threads as there are processors, and gives the results in the items' order.
fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<(&T, R)> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    // Much of a session is waiting for the database: a few more threads than processors keep those busy.
    let threads = std::thread::available_parallelism().map_or(2, usize::from) * 2;
    std::thread::scope(|scope| {
        for _ in 0..threads.min(items.len()) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { break };
                    let result = work(item);
                    done.lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner)
                        .push((index, result));
                }
            });
        }
    });
    let mut done = done
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter()
        .map(|(index, result)| (&items[index], result))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..100).collect();
        let doubled = in_parallel(&items, |item| item * 2);
        assert!(
            doubled
                .iter()
                .enumerate()
                .all(|(index, (item, double))| **item == index && *double == index * 2)
        );
        assert_eq!(doubled.len(), 100);
    }
}
