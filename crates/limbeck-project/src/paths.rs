//! Paths as Python's `pathlib` treats them, and the reading of files.

use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use crate::ProjectError;

/// `Path(path)`: without `.` parts, repeated or trailing separators; `..` stays. An empty path is
/// `.`.
pub(crate) fn normal(path: &Path) -> PathBuf {
    let normal: PathBuf = path
        .components()
        .filter(|part| *part != Component::CurDir)
        .collect();
    if normal.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        normal
    }
}

/// `Path(path).absolute()` in a process whose working directory is `working_directory`: nothing is
/// resolved, neither `..` nor links.
pub(crate) fn absolute(working_directory: &Path, path: &Path) -> PathBuf {
    normal(&working_directory.join(path))
}

/// The bytes of a file, or `None` if there is no such file.
///
/// # Errors
/// A file that is there but cannot be read.
pub(crate) fn read_if_there(path: &Path, shown: &Path) -> Result<Option<Vec<u8>>, ProjectError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(ProjectError::Unreadable {
            path: shown.to_owned(),
            reason: error.to_string(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_pathlib() {
        let check = |path: &str, expected: &str, expected_absolute: &str| {
            assert_eq!(normal(Path::new(path)), Path::new(expected));
            assert_eq!(
                absolute(Path::new("/srv"), Path::new(path)),
                Path::new(expected_absolute)
            );
        };
        check("", ".", "/srv");
        check("./a//b/./c/", "a/b/c", "/srv/a/b/c");
        check("../a/..", "../a/..", "/srv/../a/..");
        check("/x/./y", "/x/y", "/x/y");
    }
}
