//! `file.*`: the files that `env.py` writes its SQL to, such as the one per database of the template `multidb`.

use std::cell::RefCell;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use limbeck_python::{Raise, Tree};

use super::Environment;
use super::arguments::Arguments;
use super::engine::number_tree;

/// The files that `env.py` has opened for writing, by number.
#[derive(Default)]
pub(super) struct Files {
    open: RefCell<Vec<Option<File>>>,
}

impl Files {
    /// Whether none has been opened.
    pub(super) fn is_empty(&self) -> bool {
        self.open.borrow().is_empty()
    }
}

impl Environment<'_, '_> {
    pub(super) fn file_call(&self, name: &str, arguments: &Arguments) -> Result<Tree, Raise> {
        match name {
            "open" => self
                .open_file(arguments.text("path")?, arguments.text("mode")?)
                .map(number_tree),
            "write" => {
                let Tree::Bytes(bytes) = arguments.get("bytes") else {
                    return Err(Raise::new("TypeError", "a bytes-like object is required"));
                };
                let mut files = self.files.open.borrow_mut();
                match files.get_mut(arguments.number("file")?) {
                    Some(Some(file)) => file.write_all(bytes).map_err(|error| raise(&error)),
                    Some(None) | None => Err(Raise::new("ValueError", "write to closed file")),
                }
                .map(|()| Tree::None)
            }
            "close" => {
                let mut files = self.files.open.borrow_mut();
                if let Some(file) = files.get_mut(arguments.number("file")?) {
                    *file = None;
                }
                Ok(Tree::None)
            }
            _ => Err(super::unknown_call("file", name)),
        }
    }

    fn open_file(&self, path: &str, mode: &str) -> Result<usize, Raise> {
        let refused = |reason: &str| {
            Raise::new(
                "PermissionError",
                format!(
                    "limbeck runs env.py in a sandbox: '{path}' cannot be opened with mode '{mode}', {reason}"
                ),
            )
        };
        if !self.destination.sql {
            return Err(refused("only for reading; files are written with --sql"));
        }
        let Some(place) = self.place(path) else {
            return Err(refused("because it is not below the project's folders"));
        };
        let mut options = OpenOptions::new();
        match mode.chars().find(|mode| "wax".contains(*mode)) {
            Some('a') => options.append(true).create(true),
            Some('x') => options.write(true).create_new(true),
            _ => options.write(true).create(true).truncate(true),
        };
        let file = options.open(place).map_err(|error| raise(&error))?;
        let mut files = self.files.open.borrow_mut();
        files.push(Some(file));
        Ok(files.len() - 1)
    }

    /// Where a file is to be written, if that is below the working folder or that of the scripts.
    fn place(&self, path: &str) -> Option<PathBuf> {
        let working_directory = self.project.configuration().working_directory();
        let path = working_directory.join(path);
        // A link that exists counts as what it points to; a file that does not, as its folder.
        let real = path.canonicalize().ok().or_else(|| {
            let folder = path.parent()?.canonicalize().ok()?;
            Some(folder.join(path.file_name()?))
        })?;
        let folders = [working_directory, &self.project.config().script_directory];
        let below = |folder: &Path| {
            folder
                .canonicalize()
                .is_ok_and(|folder| real.starts_with(folder))
        };
        folders.into_iter().any(below).then_some(real)
    }
}

fn raise(error: &io::Error) -> Raise {
    let class = match error.kind() {
        io::ErrorKind::NotFound => "FileNotFoundError",
        io::ErrorKind::AlreadyExists => "FileExistsError",
        io::ErrorKind::PermissionDenied => "PermissionError",
        io::ErrorKind::IsADirectory => "IsADirectoryError",
        _ => "OSError",
    };
    Raise::new(class, error.to_string())
}
