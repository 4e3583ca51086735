//! Which files of the version folders are scripts.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{DirectoryError, ScriptDirectory};

/// The scripts in load order, and the files that appear a second time.
pub(super) fn list(
    directory: &ScriptDirectory,
) -> Result<(Vec<PathBuf>, Vec<PathBuf>), DirectoryError> {
    let mut lister = Lister {
        directory,
        // A file can appear twice only through a second folder or a link.
        seen: HashSet::new(),
        scripts: Vec::new(),
        duplicates: Vec::new(),
    };
    for folder in &directory.version_folders {
        lister.folder(folder)?;
    }
    Ok((lister.scripts, lister.duplicates))
}

struct Lister<'a> {
    directory: &'a ScriptDirectory,
    seen: HashSet<PathBuf>,
    scripts: Vec<PathBuf>,
    duplicates: Vec<PathBuf>,
}

/// A file in a folder.
struct File {
    name: OsString,
    is_link: bool,
}

impl Lister<'_> {
    fn folder(&mut self, folder: &Path) -> Result<(), DirectoryError> {
        let Some(mut contents) = read_folder(folder)? else {
            return Ok(());
        };
        let files = &mut contents.files;
        // Links in the way to the folder are resolved once for all its files.
        let real_folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let is_cache = ends_with(folder.file_name().unwrap_or_default(), "__pycache__");
        if !is_cache {
            files.sort_by(|one, other| one.name.cmp(&other.name));
            for file in files.iter() {
                self.file(&real_folder, file);
            }
            if self.directory.sourceless {
                self.compiled(&real_folder, files)?;
            }
        }
        // Alembic leaves the folder at a cache unsorted, but nobody nests folders there.
        if self.directory.recursive {
            contents.folders.sort();
            for name in contents.folders {
                self.folder(&folder.join(name))?;
            }
        }
        Ok(())
    }

    /// The compiled scripts in `__pycache__` whose source is not beside it.
    fn compiled(&mut self, folder: &Path, sources: &[File]) -> Result<(), DirectoryError> {
        let cache = folder.join("__pycache__");
        let Some(Contents { mut files, .. }) = read_folder(&cache)? else {
            return Ok(());
        };
        let sources: HashSet<&[u8]> = sources.iter().map(|file| stem(&file.name)).collect();
        files.retain(|file| !sources.contains(stem(&file.name)));
        files.sort_by(|one, other| one.name.cmp(&other.name));
        for file in &files {
            self.file(&cache, file);
        }
        Ok(())
    }

    fn file(&mut self, folder: &Path, file: &File) {
        let path = folder.join(&file.name);
        let path = if file.is_link { resolved(&path) } else { path };
        if !self.seen.insert(path.clone()) {
            self.duplicates.push(path);
        } else if self.is_script(&path) {
            self.scripts.push(path);
        }
    }

    /// Whether the file's name is that of a script. A compiled one counts only in the absence of
    /// its source, and an optimised one only in the absence of both.
    fn is_script(&self, path: &Path) -> bool {
        let name = path.file_name().unwrap_or_default();
        let bytes = name.as_encoded_bytes();
        if bytes.starts_with(b".#") || bytes.starts_with(b"__init__") {
            return false;
        }
        if ends_with(name, ".py") || ends_with(name, ".sql") {
            return true;
        }
        if !self.directory.sourceless {
            return false;
        }
        let compiled = ends_with(name, ".pyc");
        let optimised = ends_with(name, ".pyo");
        let beside = |extension: &str| path.with_extension(extension).exists();
        (compiled || optimised) && !beside("py") && !(optimised && beside("pyc"))
    }
}

/// What is in a folder.
#[derive(Default)]
struct Contents {
    files: Vec<File>,
    /// The names of the folders in it, without links to folders.
    folders: Vec<OsString>,
}

/// Lists a folder; `None` if there is no such folder.
fn read_folder(folder: &Path) -> Result<Option<Contents>, DirectoryError> {
    let unreadable = |error: std::io::Error| DirectoryError::Unreadable {
        path: folder.to_owned(),
        reason: error.to_string(),
    };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(unreadable(error)),
    };
    let mut contents = Contents::default();
    for entry in entries {
        let entry = entry.map_err(unreadable)?;
        let kind = entry.file_type().map_err(unreadable)?;
        if kind.is_dir() {
            contents.folders.push(entry.file_name());
        } else {
            let is_link = kind.is_symlink();
            // Links to folders are not followed.
            if !(is_link && entry.path().is_dir()) {
                contents.files.push(File {
                    name: entry.file_name(),
                    is_link,
                });
            }
        }
    }
    Ok(Some(contents))
}

/// Where a link leads, as far as it leads anywhere.
fn resolved(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| {
        let target = std::fs::read_link(path).unwrap_or_default();
        path.parent().unwrap_or(Path::new("")).join(target)
    })
}

/// The name up to its first dot.
fn stem(name: &OsStr) -> &[u8] {
    let bytes = name.as_encoded_bytes();
    let end = memchr::memchr(b'.', bytes).unwrap_or(bytes.len());
    &bytes[..end]
}

fn ends_with(name: &OsStr, end: &str) -> bool {
    name.as_encoded_bytes().ends_with(end.as_bytes())
}
