//! `heads`.

use limbeck_revisions::RevisionRef;

use crate::{Failure, Project};

/// The heads of the project, in load order. With `resolve_dependencies`, a head that another
/// branch depends on is none.
///
/// # Errors
/// [`Failure`] if the scripts cannot be read or contradict each other.
pub fn heads(
    project: &Project,
    resolve_dependencies: bool,
) -> Result<Vec<RevisionRef<'_>>, Failure> {
    if resolve_dependencies {
        project.revisions("heads")
    } else {
        Ok(project.graph()?.heads().collect())
    }
}
