//! Revisions: what `heads`, `branches`, `history`, `show` and `graph` answer.

use limbeck_revisions::{RevisionId, RevisionRef};
use schemars::JsonSchema;
use serde::Serialize;

/// The revisions that were asked for.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Revisions {
    /// The revisions, in the order in which the command lists them. Those of several databases are put together.
    pub revisions: Vec<Revision>,
}

impl Revisions {
    /// The revisions of a listing.
    pub fn of(revisions: &[RevisionRef<'_>]) -> Self {
        let mut listed = Self::default();
        listed.add(revisions, None);
        listed
    }

    /// The revisions of a graph.
    pub fn of_graph(report: &limbeck::GraphReport<'_>) -> Self {
        let mut listed = Self::default();
        let standing = report.standing.as_ref();
        listed.add(
            &report.revisions,
            standing.map(|standing| standing.current.as_slice()),
        );
        listed
    }

    /// Adds the listing for a database; `current` are the rows of its version table, if they are to be
    /// marked. A revision that is there already stays where it is.
    pub fn add(&mut self, revisions: &[RevisionRef<'_>], current: Option<&[RevisionId]>) {
        for revision in revisions {
            let is_current = current.map(|rows| rows.contains(revision.id()));
            let known = self
                .revisions
                .iter_mut()
                .find(|known| revision.id() == known.revision.as_str());
            match known {
                Some(known) => {
                    if is_current == Some(true) {
                        known.is_current = is_current;
                    }
                }
                None => self.revisions.push(Revision {
                    is_current,
                    ..Revision::of(*revision)
                }),
            }
        }
    }
}

/// A revision: a migration script and its place in the graph.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Revision {
    /// The identifier: `revision` in the script.
    pub revision: String,
    /// The revisions it follows: `down_revision` in the script. Empty for a base, several for a merge point.
    pub down_revision: Vec<String>,
    /// The revisions it depends on besides: `depends_on` in the script, identifiers or branch labels as written.
    pub depends_on: Vec<String>,
    /// Its branch labels, those it has by descent included.
    pub branch_labels: Vec<String>,
    /// The revisions that follow it.
    pub children: Vec<String>,
    /// The first paragraph of the script's docstring.
    pub message: String,
    /// The script.
    pub path: String,
    /// No revision follows it.
    pub is_head: bool,
    /// It follows no revision.
    pub is_base: bool,
    /// Several revisions follow it.
    pub is_branch_point: bool,
    /// It follows several revisions.
    pub is_merge_point: bool,
    /// The version table of a database names it. Absent unless databases were asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_current: Option<bool>,
}

impl Revision {
    /// A revision, without looking at a database.
    pub fn of(revision: RevisionRef<'_>) -> Self {
        let script = revision.revision();
        Self {
            revision: script.id.to_string(),
            down_revision: script.down_revisions.iter().map(text).collect(),
            depends_on: script.depends_on.clone(),
            branch_labels: revision.branch_labels().map(str::to_owned).collect(),
            children: revision.children().map(|child| text(child.id())).collect(),
            message: script.doc().to_owned(),
            path: script.path.display().to_string(),
            is_head: revision.is_head(),
            is_base: revision.is_base(),
            is_branch_point: revision.is_branch_point(),
            is_merge_point: revision.is_merge_point(),
            is_current: None,
        }
    }
}

fn text(id: &RevisionId) -> String {
    id.to_string()
}

#[cfg(test)]
mod tests {
    use limbeck_revisions::RevisionGraph;

    use super::*;

    #[test]
    fn listings_of_several_databases_are_put_together() {
        let script = |id: &str| limbeck_revisions::Revision::new(id, format!("versions/{id}.py"));
        let graph = RevisionGraph::new([script("a"), script("b")]).expect("a valid graph");
        let all: Vec<_> = graph.revisions().collect();
        let mut listed = Revisions::default();
        listed.add(&all[..1], Some(&["a".into()]));
        listed.add(&all, Some(&[]));
        let found: Vec<_> = listed
            .revisions
            .iter()
            .map(|revision| (revision.revision.as_str(), revision.is_current))
            .collect();
        assert_eq!(found, [("a", Some(true)), ("b", Some(false))]);
    }
}
