//! `edit`.

use std::path::{Path, PathBuf};

use limbeck_diagnostics::Diagnostic;
use limbeck_revisions::RevisionRef;

use crate::execution::{Destination, Look, Work};
use crate::{Failure, Project, Run, execution};

/// Opens the scripts of a revision with `open`, and returns them. `current` is what is applied to the database.
///
/// # Errors
/// [`Failure`] if there is no such revision, the database cannot be asked, or a script cannot be opened.
pub fn edit(
    project: &Project,
    revision: &str,
    run: Run,
    open: &mut dyn FnMut(&Path) -> Result<(), Failure>,
) -> Result<Vec<PathBuf>, Failure> {
    let mut edited = Vec::new();
    let mut open_all = |revisions: &[RevisionRef<'_>], none: String| {
        if revisions.is_empty() {
            let diagnostic = Diagnostic::error("nothing-to-edit", none);
            return Err(Failure::refused(
                diagnostic.help("`history` lists the revisions of this project."),
            ));
        }
        for revision in revisions {
            let path = &revision.revision().path;
            open(path)?;
            edited.push(path.clone());
        }
        Ok(())
    };
    if revision != "current" {
        let none = format!("No revision files indicated by symbol '{revision}'");
        open_all(&project.revisions(revision)?, none)?;
        return Ok(edited);
    }
    let mut look = |seen: &Look<'_>| {
        let revisions = project.revisions_of_rows(seen.rows)?;
        open_all(&revisions, "No current revisions".to_owned())
    };
    let work = Work::Look {
        creates_version_table: true,
        each: &mut look,
    };
    execution::run(project, run, Destination::default(), work)?;
    Ok(edited)
}
