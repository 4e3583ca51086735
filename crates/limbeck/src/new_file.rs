//! Files that come into being as a whole, and never in the place of another.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use limbeck_diagnostics::{Diagnostic, SourceLocation};

use crate::Failure;

/// Writes a new file: under another name first, so that nobody ever reads half of it.
///
/// # Errors
/// [`Failure`] if there is such a file already, or it cannot be written; nothing is left behind.
pub(crate) fn write_new(path: &Path, contents: &[u8]) -> Result<(), Failure> {
    put(path, contents).map_err(|error| not_written(path, &error))
}

/// Makes a folder and those above it.
///
/// # Errors
/// [`Failure`] if it cannot be made.
pub(crate) fn create_folders(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| not_written(folder, &error))
}

fn put(path: &Path, contents: &[u8]) -> io::Result<()> {
    let beside = temporary(path);
    let written = fill(&beside, contents).and_then(|()| name(&beside, path));
    // After success it has two names or none; after failure nobody needs it.
    let _ = fs::remove_file(&beside);
    written
}

fn fill(path: &Path, contents: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(contents)?;
    file.sync_all()
}

/// Gives a file its name, unless another file has it.
fn name(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            // A file system without links.
            if to.exists() {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            fs::rename(from, to)
        }
        other => other,
    }
}

/// A name in the same folder that is no script's.
fn temporary(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    path.with_file_name(name)
}

fn not_written(path: &Path, error: &io::Error) -> Failure {
    Failure::error(
        Diagnostic::error(
            "not-written",
            format!("{} cannot be written: {error}.", path.display()),
        )
        .at(SourceLocation::file(path))
        .help("Check the permissions of the folder, and whether there is space left."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.py");
        write_new(&path, b"one").expect("written");
        let failure = write_new(&path, b"two").expect_err("refused");
        assert_eq!(failure.diagnostic.code, "not-written");
        assert_eq!(fs::read(&path).expect("read"), b"one");
        assert_eq!(fs::read_dir(folder.path()).expect("read").count(), 1);
    }

    #[test]
    fn a_folder_that_is_a_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        write_new(&path, b"").expect("written");
        assert!(write_new(&path.join("b"), b"").is_err());
        assert!(create_folders(&path.join("b")).is_err());
    }
}
