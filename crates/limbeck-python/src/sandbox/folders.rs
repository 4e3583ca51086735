//! Which files a script may read.

use std::path::{Component, Path, PathBuf};

/// The folders below which scripts may read.
#[derive(Debug)]
pub(super) struct ReadableFolders {
    working_folder: PathBuf,
    folders: Vec<PathBuf>,
}

impl ReadableFolders {
    /// Relative paths are below the first folder, the working directory.
    pub(super) fn new(working_folder: PathBuf, others: impl IntoIterator<Item = PathBuf>) -> Self {
        let working_folder = std::path::absolute(&working_folder).unwrap_or(working_folder);
        let folders = std::iter::once(working_folder.clone())
            .chain(others)
            .map(|folder| real_path(&working_folder.join(folder)))
            .collect();
        Self {
            working_folder,
            folders,
        }
    }

    /// The working directory of scripts.
    pub(super) fn working_folder(&self) -> &Path {
        &self.working_folder
    }

    /// The absolute path of a file as a script wrote it.
    pub(super) fn absolute(&self, path: &str) -> PathBuf {
        self.working_folder.join(path)
    }

    /// The absolute path if a script may read it; symbolic links count as what they point to.
    pub(super) fn readable(&self, path: &str) -> Option<PathBuf> {
        let path = self.absolute(path);
        let real = real_path(&path);
        self.folders
            .iter()
            .any(|folder| real.starts_with(folder))
            .then_some(path)
    }
}

/// The path without symbolic links and `..`; of what does not exist, as far as it exists.
fn real_path(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let mut real = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                real.pop();
            }
            Component::CurDir => {}
            other => {
                real.push(other);
                if let Ok(exists) = real.canonicalize() {
                    real = exists;
                }
            }
        }
    }
    real
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_below_the_folders() {
        let folder = tempfile::tempdir().expect("a folder");
        let project = folder.path().join("project");
        std::fs::create_dir_all(project.join("sql")).expect("made");
        std::fs::write(project.join("sql/a.sql"), "SELECT 1").expect("written");
        std::fs::write(folder.path().join("secret"), "x").expect("written");
        let folders = ReadableFolders::new(project.clone(), []);
        let check = |path: &str, allowed: bool| {
            assert_eq!(folders.readable(path).is_some(), allowed, "{path}");
        };
        check("sql/a.sql", true);
        check("./sql/../sql/a.sql", true);
        check("missing.sql", true);
        check(&project.join("sql").to_string_lossy(), true);
        check("../secret", false);
        check("sql/../../secret", false);
        check("../missing", false);
        check("/etc/hostname", false);
    }

    #[cfg(unix)]
    #[test]
    fn links_count_as_what_they_point_to() {
        let folder = tempfile::tempdir().expect("a folder");
        let project = folder.path().join("project");
        std::fs::create_dir_all(&project).expect("made");
        std::fs::write(folder.path().join("secret"), "x").expect("written");
        std::os::unix::fs::symlink(folder.path().join("secret"), project.join("link"))
            .expect("linked");
        assert_eq!(ReadableFolders::new(project, []).readable("link"), None);
    }
}
