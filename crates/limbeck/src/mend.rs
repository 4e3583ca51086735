//! What is said of rows of the version table that no script has: where their scripts may be, and which
//! command mends it.

use limbeck_revisions::{CommandError, RevisionError, RevisionId};

use crate::{Failure, Project};

/// A row of the version table that no script has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRevision {
    /// The row.
    pub id: RevisionId,
    /// The git branches that have a script of it, if git knows some.
    pub git_branches: Vec<String>,
}

impl UnknownRevision {
    /// Looks for the script of a row.
    pub(crate) fn find(project: &Project, id: &RevisionId) -> Self {
        Self {
            git_branches: project.git_branches_with(id),
            id: id.clone(),
        }
    }

    /// What is known of it, in one sentence.
    pub fn explanation(&self) -> String {
        let known = "The version table names it, but no script has it";
        match self.git_branches.as_slice() {
            [] => format!("{known}."),
            [branch] => format!("{known}; the git branch `{branch}` does."),
            several => format!("{known}; the git branches `{}` do.", several.join("`, `")),
        }
    }

    /// What to do, in one sentence.
    pub fn way_out(&self) -> String {
        let stamp = "`stamp --purge REVISION` with the revision that the schema is really at";
        match self.git_branches.first() {
            Some(branch) => format!(
                "Run `git switch {branch}` and go on there, or `downgrade` there before you come \
                 back; if it is gone for good, run {stamp}."
            ),
            None => format!("Restore its script; if it is gone for good, run {stamp}."),
        }
    }
}

/// The failure for a graph that cannot be made, with the git branch that has what is missing.
pub(crate) fn missing_script(error: RevisionError, project: &Project) -> Failure {
    let missing = match &error {
        RevisionError::MissingDownRevision { name, .. } => Some(name.clone()),
        _ => None,
    };
    let mut failure = Failure::from(CommandError::from(error));
    let branches = missing.map(|name| project.git_branches_with(&name));
    if let Some(branch) = branches.and_then(|branches| branches.into_iter().next()) {
        let diagnostic = &mut failure.diagnostic;
        diagnostic
            .notes
            .push(format!("The git branch `{branch}` has it."));
        diagnostic.help = Some(format!(
            "Bring the script here with `git checkout {branch} -- PATH`, or merge that branch."
        ));
    }
    failure
}

/// A failure that came of one of these rows, with what can be said about it.
pub(crate) fn unknown_row(mut failure: Failure, project: &Project, rows: &[RevisionId]) -> Failure {
    let diagnostic = &mut failure.diagnostic;
    let (true, Ok(graph)) = (diagnostic.code == "unknown-revision", project.graph()) else {
        return failure;
    };
    let is_it = |row: &&RevisionId| {
        graph.revision(row.as_str()).is_none() && diagnostic.message.contains(&format!("'{row}'"))
    };
    if let Some(row) = rows.iter().find(is_it) {
        let unknown = UnknownRevision::find(project, row);
        diagnostic.notes = vec![unknown.explanation()];
        diagnostic.help = Some(unknown.way_out());
    }
    failure
}
