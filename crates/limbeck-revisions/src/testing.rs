//! Graphs for the unit tests of this crate, written on one line.

use crate::{CommandError, Plan, Revision, RevisionError, RevisionGraph, RevisionId};

/// The graph of scripts separated by `;`, each written
/// `id #label, label <- down, down & dependency, dependency "doc"`, every part but the id optional.
pub(crate) fn graph(lines: &str) -> RevisionGraph {
    RevisionGraph::new(revisions(lines)).expect("a valid graph")
}

/// What is wrong with the graph of the given scripts.
pub(crate) fn graph_error(lines: &str) -> RevisionError {
    RevisionGraph::new(revisions(lines)).expect_err("an invalid graph")
}

/// Version table rows, separated by blanks.
pub(crate) fn rows(text: &str) -> Vec<RevisionId> {
    text.split_whitespace().map(RevisionId::from).collect()
}

/// The revisions that a plan runs, separated by blanks, or why there is no plan.
pub(crate) fn planned(plan: Result<Plan<'_>, CommandError>) -> String {
    match plan {
        Ok(plan) => {
            let revisions = plan
                .steps
                .iter()
                .map(|step| step.up_revisions()[0].to_string());
            revisions.collect::<Vec<_>>().join(" ")
        }
        Err(error) => error.to_string(),
    }
}

fn revisions(lines: &str) -> Vec<Revision> {
    lines
        .split(';')
        .filter(|line| !line.trim().is_empty())
        .enumerate()
        .map(|(at, line)| {
            let (line, doc) = line.split_once('"').unwrap_or((line, ""));
            let (line, dependencies) = line.split_once('&').unwrap_or((line, ""));
            let (line, down) = line.split_once("<-").unwrap_or((line, ""));
            let (id, labels) = line.split_once('#').unwrap_or((line, ""));
            Revision {
                down_revisions: list(down).map(RevisionId::from).collect(),
                branch_labels: list(labels).map(String::from).collect(),
                depends_on: list(dependencies).map(String::from).collect(),
                long_doc: doc.trim_end_matches(['"', ' ']).to_owned(),
                ..Revision::new(id.trim(), format!("versions/{at:03}_rev.py"))
            }
        })
        .collect()
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
}
