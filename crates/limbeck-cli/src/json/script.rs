//! New scripts: what `revision` and `merge` answer.

use limbeck_revisions::{Revision, RevisionId};
use schemars::JsonSchema;
use serde::Serialize;

/// The scripts that were made.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NewScripts {
    /// The scripts, in the order in which they were made: one, unless `process_revision_directives` in env.py
    /// asks for more or for none.
    pub scripts: Vec<NewScript>,
}

/// A script that was made.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NewScript {
    /// The identifier: `revision` in the script.
    pub revision: String,
    /// The revisions it follows: `down_revision` in the script. Empty for a base, several for a merge point.
    pub down_revision: Vec<String>,
    /// The revisions it depends on besides: identifiers or branch labels.
    pub depends_on: Vec<String>,
    /// The labels of the branch that it begins.
    pub branch_labels: Vec<String>,
    /// The first paragraph of the script's docstring.
    pub message: String,
    /// The script.
    pub path: String,
}

impl NewScripts {
    /// The report of the library.
    pub fn of(made: &[Revision]) -> Self {
        Self {
            scripts: made.iter().map(NewScript::of).collect(),
        }
    }
}

impl NewScript {
    fn of(revision: &Revision) -> Self {
        Self {
            revision: revision.id.to_string(),
            down_revision: revision
                .down_revisions
                .iter()
                .map(RevisionId::to_string)
                .collect(),
            depends_on: revision.depends_on.clone(),
            branch_labels: revision.branch_labels.clone(),
            message: revision.doc().to_owned(),
            path: revision.path.display().to_string(),
        }
    }
}
