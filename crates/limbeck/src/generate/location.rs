//! The version folder of a new script.

use std::path::{Path, PathBuf};

use limbeck_diagnostics::Diagnostic;
use limbeck_revisions::RevisionRef;

use super::Wanted;
use crate::{Failure, Project};

/// The folder that the user named, the only one, or that of the revision which the new one follows.
///
/// # Errors
/// [`Failure`] if the folder is none of the project's, or there is no telling which.
pub(super) fn version_folder(
    project: &Project,
    wanted: &Wanted,
    followed: &[RevisionRef<'_>],
) -> Result<PathBuf, Failure> {
    let folders = &project.config().version_folders;
    if let Some(named) = &wanted.version_path {
        let path = project.configuration().working_directory().join(named);
        let found = folders.iter().find(|folder| is_same(folder, &path));
        return found.cloned().ok_or_else(|| {
            refused(
                "unknown-version-path",
                format!(
                    "Path {} is not represented in current version locations",
                    named.display()
                ),
                "Name one of the folders in version_locations, or add this one there.",
            )
        });
    }
    if let [only] = folders.as_slice() {
        return Ok(only.clone());
    }
    let first = followed.first().map(|revision| &revision.revision().path);
    first
        .and_then(|script| containing(folders, script))
        .ok_or_else(|| {
            refused(
                "several-version-locations",
                "Multiple version locations present, please specify --version-path".to_owned(),
                "Name one of the folders in version_locations.",
            )
        })
}

/// The folder that a script is in, itself or in one of its folders.
fn containing(folders: &[PathBuf], script: &Path) -> Option<PathBuf> {
    let script = resolved(script);
    let inside = folders
        .iter()
        .filter(|folder| script.starts_with(resolved(folder)));
    inside
        .max_by_key(|folder| folder.components().count())
        .cloned()
}

fn is_same(one: &Path, other: &Path) -> bool {
    one == other || resolved(one) == resolved(other)
}

/// The path without links, `.` and `..`, as far as it is there.
fn resolved(path: &Path) -> PathBuf {
    path.canonicalize()
        .unwrap_or_else(|_| path.components().collect())
}

fn refused(code: &'static str, message: String, help: &str) -> Failure {
    Failure::refused(Diagnostic::error(code, message).help(help))
}
