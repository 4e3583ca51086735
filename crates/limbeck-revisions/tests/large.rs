//! Graphs of a size at which a quadratic walk would be felt.

use std::time::{Duration, Instant};

use limbeck_revisions::{Heads, HistoryRange, Revision, RevisionGraph, RevisionId};

const REVISIONS: usize = 20_000;

fn id(number: usize) -> RevisionId {
    RevisionId::from(format!("{number:012x}"))
}

/// Builds the graph, and goes all the way up and down again.
fn check(down: impl Fn(usize) -> Vec<usize>, depends_on: impl Fn(usize) -> Option<usize>) {
    let begin = Instant::now();
    let scripts = (0..REVISIONS).map(|number| Revision {
        down_revisions: down(number).into_iter().map(id).collect(),
        depends_on: depends_on(number)
            .map(|n| id(n).to_string())
            .into_iter()
            .collect(),
        ..Revision::new(id(number), format!("{number}.py"))
    });
    let graph = RevisionGraph::new(scripts).expect("no cycle");
    let mut heads = Heads::empty(&graph);
    let up = graph.upgrade("heads", &[]).expect("a plan");
    assert_eq!(up.steps.len(), REVISIONS);
    for step in &up.steps {
        heads.apply(step).expect("a step that fits");
    }
    let rows: Vec<RevisionId> = heads.rows().cloned().collect();
    assert_eq!(rows.len(), graph.effective_heads().len());
    assert!(!graph.current(&rows).expect("known rows").is_empty());
    let down = graph.downgrade("base", &rows).expect("a plan");
    assert_eq!(down.steps.len(), REVISIONS);
    for step in &down.steps {
        heads.apply(step).expect("a step that fits");
    }
    assert_eq!(heads.rows().len(), 0);
    let all = graph
        .history(HistoryRange::default(), &[])
        .expect("a listing");
    assert_eq!(all.revisions.len(), REVISIONS);
    // A second without optimisation is usual; walking all ancestors of each takes minutes.
    assert!(
        begin.elapsed() < Duration::from_secs(30),
        "{:?}",
        begin.elapsed()
    );
}

#[test]
fn a_line() {
    check(|n| n.checked_sub(1).into_iter().collect(), |_| None);
}

#[test]
fn branches_that_merge_again_and_again() {
    let down = |n: usize| match n % 3 {
        0 if n == 0 => vec![],
        0 => vec![n - 2, n - 1],
        1 => vec![n - 1],
        _ => vec![n - 2],
    };
    check(down, |_| None);
}

#[test]
fn many_branches_from_one_base_merged_at_once() {
    let last = REVISIONS - 1;
    let down = move |n: usize| match n {
        0 => vec![],
        n if n == last => (1..last).collect(),
        _ => vec![0],
    };
    check(down, |_| None);
}

#[test]
fn a_line_that_depends_on_another_step_by_step() {
    check(
        |n| n.checked_sub(2).into_iter().collect(),
        |n| (n % 2 == 1).then(|| n - 1),
    );
}
