//! Locations of the form `package:folder`.

use std::path::{Path, PathBuf};

use crate::paths::normal;
use crate::python_environment::ModuleLocation;
use crate::{ProjectError, PythonEnvironment};

/// The folder that a location names, absolute or not: `coerce_resource_to_filename`. A relative
/// location with a colon is a folder inside a package, as `myapp.db:migrations`; anything else
/// is a path.
///
/// # Errors
/// A package that the Python environment does not have, or that is no package.
pub(crate) fn resolve(location: &str, python: &PythonEnvironment) -> Result<PathBuf, ProjectError> {
    let mut parts = location.split(':');
    let package = parts.next().unwrap_or_default();
    if Path::new(location).is_absolute() || package.len() == location.len() {
        return Ok(normal(Path::new(location)));
    }
    match python.find_module(package) {
        Some(ModuleLocation::Package(folder)) => Ok(normal(
            &parts.fold(folder, |folder, part| folder.join(part)),
        )),
        Some(ModuleLocation::File(_) | ModuleLocation::StandardLibrary) => {
            Err(ProjectError::NotAPackage {
                package: package.to_owned(),
                location: location.to_owned(),
            })
        }
        None => Err(ProjectError::NoPackage {
            package: package.to_owned(),
            location: location.to_owned(),
            searched: python.search_path.clone(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::create_dir_all(root.join("app/db")).unwrap();
        std::fs::write(root.join("app/__init__.py"), "").unwrap();
        std::fs::write(root.join("app/models.py"), "").unwrap();
        let python = PythonEnvironment {
            executable: None,
            search_path: vec![root.to_owned()],
        };
        let check = |location: &str, expected: &str| {
            let found = match resolve(location, &python) {
                Ok(path) => path.display().to_string(),
                Err(error) => error.to_string(),
            };
            assert_eq!(found, expected);
        };
        let inside = |path: &str| root.join(path).display().to_string();
        check("./mig//x/", "mig/x");
        check("", ".");
        check("/a:b/c", "/a:b/c");
        check("app:migrations", &inside("app/migrations"));
        check("app.db:a:b/c/", &inside("app/db/a/b/c"));
        check("app.models:x", "'app.models' is not a package");
        check("nope:x", "No module named 'nope'");
        check("app.nope:x", "No module named 'app.nope'");
        check(":x", "No module named ''");
    }
}
