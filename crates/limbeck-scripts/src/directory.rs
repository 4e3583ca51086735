//! The script directory: which files are scripts, in which order, and what they say about
//! themselves. Mirrors the loading half of Alembic's `ScriptDirectory` and `Script`.

mod listing;
mod reading;

use std::path::{Path, PathBuf};

use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_project::{ProjectConfig, Warning, Warnings};
use limbeck_revisions::{Revision, RevisionId};

use crate::ScriptHeader;
#[cfg(feature = "python")]
use crate::python::header::{DynamicHeader, HeaderError};
use reading::Reading;

/// Where the scripts are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptDirectory {
    /// The version folders, absolute, in order.
    pub version_folders: Vec<PathBuf>,
    /// Whether folders inside them are read, too.
    pub recursive: bool,
    /// Whether compiled scripts without their source are read, too.
    pub sourceless: bool,
    /// Whether there may be files of SQL that are no scripts: those of a project of Alembic are read by
    /// its scripts.
    pub other_sql: bool,
}

/// What can be wrong with a script directory.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DirectoryError {
    /// A folder or a script cannot be read.
    #[error("cannot read {}: {reason}", .path.display())]
    Unreadable {
        /// The folder or script.
        path: PathBuf,
        /// What the operating system says.
        reason: String,
    },
    /// A script's header is wrong.
    #[error("{}", .diagnostic.message)]
    Header {
        /// What is wrong.
        diagnostic: Box<Diagnostic>,
    },
    /// A script neither sets `revision` nor has it as its file name.
    #[error("Could not determine revision id from filename {}. Be sure the 'revision' variable is declared inside the script (please see 'Upgrading from Alembic 0.1 to 0.2' in the documentation).", file_name(.path))]
    NoRevisionId {
        /// The script.
        path: PathBuf,
    },
    /// The values of a header could not be computed.
    #[error("{}", .diagnostic.message)]
    Dynamic {
        /// What went wrong.
        diagnostic: Box<Diagnostic>,
    },
}

/// Why a script has to be run before its header is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unevaluated {
    /// Its values are computed.
    #[cfg(feature = "python")]
    Computed(DynamicHeader),
    /// It is compiled, and there is no source.
    Compiled,
    /// It is Python, which this build does not read.
    #[cfg(not(feature = "python"))]
    Python,
}

impl Unevaluated {
    /// The diagnostic for the script when nothing can run it.
    pub fn diagnostic(&self, path: &Path) -> Diagnostic {
        match self {
            #[cfg(feature = "python")]
            Unevaluated::Computed(header) => Diagnostic::error(
                "dynamic-header",
                format!(
                    "the value of `{}` is not written in the script: {}",
                    header.name, header.reason
                ),
            )
            .at(SourceLocation::line(path, header.line))
            .help("Write the value out, as Alembic's own template does."),
            Unevaluated::Compiled => Diagnostic::error(
                "compiled-script",
                "the script is compiled, and its source is not there",
            )
            .at(SourceLocation::file(path))
            .help("Restore the .py file, or run this project with Alembic itself."),
            #[cfg(not(feature = "python"))]
            Unevaluated::Python => Diagnostic::error(
                "no-interpreter",
                "the script is Python, and this build of limbeck has no interpreter",
            )
            .at(SourceLocation::file(path))
            .help("Build limbeck with its feature `python`."),
        }
    }
}

impl ScriptDirectory {
    /// The script directory of a project.
    pub fn new(project: &ProjectConfig) -> Self {
        Self {
            version_folders: project.version_folders.clone(),
            recursive: project.recursive_version_locations,
            sourceless: project.sourceless,
            other_sql: project.env_py().is_file(),
        }
    }

    /// The paths of the scripts in the order in which Alembic loads them: folder by folder, sorted
    /// by name. Links are resolved. A file that appears twice is listed once, with a warning.
    ///
    /// # Errors
    /// A folder that cannot be read. One that does not exist is empty.
    pub fn scripts(&self, warnings: &mut Warnings) -> Result<Vec<PathBuf>, DirectoryError> {
        let (paths, duplicates) = listing::list(self)?;
        for path in duplicates {
            warnings.push(Warning::user(format!(
                "File {} loaded twice! ignoring. Please ensure version_locations is unique.",
                path.display()
            )));
        }
        Ok(paths)
    }

    /// Reads all headers, in load order. `evaluate` is asked for those that are not written out;
    /// [`refuse`] is one that always says no.
    ///
    /// # Errors
    /// The first script, in load order, that cannot be read.
    pub fn load<E: Into<Box<Diagnostic>>>(
        &self,
        warnings: &mut Warnings,
        mut evaluate: impl FnMut(&Path, &Unevaluated) -> Result<ScriptHeader, E>,
    ) -> Result<Vec<Revision>, DirectoryError> {
        let paths = self.scripts(warnings)?;
        let readings = reading::read_all(&paths);
        let mut revisions = Vec::with_capacity(paths.len());
        for (path, reading) in paths.into_iter().zip(readings) {
            if let (Reading::NoScript(_), true) = (&reading, self.other_sql) {
                warnings.push(Warning::user(format!(
                    "{} has no header, so it is not read as a migration script.",
                    path.display()
                )));
            } else {
                revisions.push(finish(path, reading, &mut evaluate)?);
            }
        }
        Ok(revisions)
    }

    /// Reads the header of one script of this directory, such as one just written.
    ///
    /// # Errors
    /// A script that cannot be read.
    pub fn load_one<E: Into<Box<Diagnostic>>>(
        &self,
        path: PathBuf,
        mut evaluate: impl FnMut(&Path, &Unevaluated) -> Result<ScriptHeader, E>,
    ) -> Result<Revision, DirectoryError> {
        let reading = reading::read_one(&path);
        finish(path, reading, &mut evaluate)
    }
}

/// An evaluator of headers that refuses every script.
///
/// # Errors
/// Always.
pub fn refuse(path: &Path, reason: &Unevaluated) -> Result<ScriptHeader, Box<Diagnostic>> {
    Err(Box::new(reason.diagnostic(path)))
}

/// Turns what came of a script into its revision.
fn finish<E: Into<Box<Diagnostic>>>(
    path: PathBuf,
    reading: Reading,
    evaluate: &mut impl FnMut(&Path, &Unevaluated) -> Result<ScriptHeader, E>,
) -> Result<Revision, DirectoryError> {
    match reading {
        Reading::Header(header) => revision(path, header),
        // Alembic looks for the identifier first.
        #[cfg(feature = "python")]
        Reading::Absent if legacy_id(&path).is_none() => Err(DirectoryError::NoRevisionId { path }),
        #[cfg(feature = "python")]
        Reading::Absent => Err(DirectoryError::Header {
            diagnostic: Box::new(HeaderError::NoDownRevision.diagnostic(&path)),
        }),
        Reading::Unevaluated(reason) => match evaluate(&path, &reason) {
            Ok(header) => revision(path, header),
            Err(error) => Err(DirectoryError::Dynamic {
                diagnostic: error.into(),
            }),
        },
        Reading::Unreadable(reason) => Err(DirectoryError::Unreadable { path, reason }),
        Reading::Wrong(diagnostic) | Reading::NoScript(diagnostic) => {
            Err(DirectoryError::Header { diagnostic })
        }
    }
}

/// The revision of a script: its header, and its file name where the header has no identifier.
fn revision(path: PathBuf, header: ScriptHeader) -> Result<Revision, DirectoryError> {
    let id = match header.revision {
        Some(id) => id,
        None => match legacy_id(&path) {
            Some(id) => id,
            None => return Err(DirectoryError::NoRevisionId { path }),
        },
    };
    Ok(Revision {
        id: RevisionId::from(id),
        down_revisions: header
            .down_revisions
            .into_iter()
            .map(RevisionId::from)
            .collect(),
        branch_labels: header.branch_labels,
        depends_on: header.depends_on,
        long_doc: header.long_doc,
        path,
    })
}

/// The identifier in a file name of nothing but hexadecimal digits.
fn legacy_id(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let id = name.strip_suffix(".py")?;
    let hexadecimal = |c: char| matches!(c, '0'..='9' | 'a'..='f');
    (!id.is_empty() && id.chars().all(hexadecimal)).then(|| id.to_owned())
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

impl From<DirectoryError> for Diagnostic {
    fn from(error: DirectoryError) -> Self {
        let message = error.to_string();
        match error {
            DirectoryError::Unreadable { path, .. } => {
                Diagnostic::error("unreadable-script", message)
                    .at(SourceLocation::file(path))
                    .help("Check the permissions of the file.")
            }
            DirectoryError::NoRevisionId { path } => Diagnostic::error("no-revision-id", message)
                .at(SourceLocation::file(path))
                .help("Add a line `revision = \"...\"`, or move the file out of the folder if it is no migration script."),
            DirectoryError::Header { diagnostic } | DirectoryError::Dynamic { diagnostic } => {
                *diagnostic
            }
        }
    }
}

#[cfg(test)]
mod tests;
