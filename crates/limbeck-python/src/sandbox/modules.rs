//! Finds the project's own modules on the search path.

use std::path::{Path, PathBuf};

/// What an import refers to on the search path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// `name.py`.
    Module(PathBuf),
    /// `name/__init__.py`.
    Package(PathBuf),
    /// Folders `name/` without `__init__.py`.
    Namespace(Vec<PathBuf>),
}

/// Looks for a module in folders, in order, as Python's path finder does: a package before a
/// module, either before folders without `__init__.py`, which count together.
pub(super) fn find(name: &str, folders: impl IntoIterator<Item = PathBuf>) -> Option<Found> {
    let mut portions = Vec::new();
    for folder in folders {
        let candidate = folder.join(name);
        let init = candidate.join("__init__.py");
        if init.is_file() {
            return Some(Found::Package(init));
        }
        let module = with_suffix(&candidate);
        if module.is_file() {
            return Some(Found::Module(module));
        }
        if candidate.is_dir() {
            portions.push(candidate);
        }
    }
    (!portions.is_empty()).then_some(Found::Namespace(portions))
}

/// The path with `.py` appended, whatever dots the name has.
fn with_suffix(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".py");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_come_before_modules_and_namespaces_last() {
        let folder = tempfile::tempdir().expect("a folder");
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        for made in ["a/both", "a/space", "b/space", "a/late", "b/late"] {
            std::fs::create_dir_all(folder.path().join(made)).expect("made");
        }
        for written in [
            "a/both/__init__.py",
            "a/both.py",
            "b/module.py",
            "b/late.py",
        ] {
            std::fs::write(folder.path().join(written), "").expect("written");
        }
        let check = |name: &str, expected: Option<Found>| {
            assert_eq!(find(name, [a.clone(), b.clone()]), expected, "{name}");
        };
        check("both", Some(Found::Package(a.join("both/__init__.py"))));
        check("module", Some(Found::Module(b.join("module.py"))));
        check("late", Some(Found::Module(b.join("late.py"))));
        check(
            "space",
            Some(Found::Namespace(vec![a.join("space"), b.join("space")])),
        );
        check("missing", None);
    }
}
