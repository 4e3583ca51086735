//! `branches`.

use limbeck_revisions::RevisionRef;

use crate::{Failure, Project};

/// The revisions with several children, from the heads down.
///
/// # Errors
/// [`Failure`] if the scripts cannot be read or contradict each other.
pub fn branches(project: &Project) -> Result<Vec<RevisionRef<'_>>, Failure> {
    Ok(project.graph()?.branch_points()?)
}
