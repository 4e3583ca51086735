//! Which configuration files are read: the `-c` options and the `ALEMBIC_CONFIG` variable.

use std::path::{Path, PathBuf};

use crate::ProjectError;

const PYPROJECT: &str = "pyproject.toml";
const ALEMBIC_INI: &str = "alembic.ini";

/// The two files that are tried; neither has to exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFiles {
    /// The file in TOML, always called `pyproject.toml`.
    pub toml: PathBuf,
    /// The ini file.
    pub ini: PathBuf,
}

impl ConfigFiles {
    /// Chooses the files: `options` are the values of `-c` in order, `alembic_config` is the value
    /// of the environment variable `ALEMBIC_CONFIG`. A file called `pyproject.toml` is the TOML
    /// file, any other is the ini file.
    ///
    /// # Errors
    /// Two files of the same kind.
    pub fn choose<P: AsRef<Path>>(
        options: &[P],
        alembic_config: Option<&str>,
    ) -> Result<Self, ProjectError> {
        let mut toml = None;
        let mut ini = None;
        for option in options {
            let option = option.as_ref();
            if is_pyproject(option) {
                if toml.replace(option.to_owned()).is_some() {
                    return Err(ProjectError::SeveralTomlFiles);
                }
            } else if ini.replace(option.to_owned()).is_some() {
                return Err(ProjectError::SeveralIniFiles);
            }
        }
        let default = alembic_config
            .filter(|value| !value.is_empty())
            .map(PathBuf::from);
        let (default_toml, default_ini) = match default {
            Some(path) if is_pyproject(&path) => (Some(path), None),
            other => (None, other),
        };
        // As in Alembic, an empty name counts as none.
        let given = |path: Option<PathBuf>| path.filter(|path| !path.as_os_str().is_empty());
        Ok(Self {
            toml: given(toml)
                .or(default_toml)
                .unwrap_or_else(|| PYPROJECT.into()),
            ini: given(ini)
                .or(default_ini)
                .unwrap_or_else(|| ALEMBIC_INI.into()),
        })
    }
}

fn is_pyproject(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == PYPROJECT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(options: &[&str], variable: Option<&str>) -> String {
        match ConfigFiles::choose(options, variable) {
            Ok(files) => format!("{} {}", files.toml.display(), files.ini.display()),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn options_come_before_the_variable() {
        let check = |options: &[&str], variable, expected| {
            assert_eq!(choose(options, variable), expected);
        };
        check(&[], None, "pyproject.toml alembic.ini");
        check(&[], Some(""), "pyproject.toml alembic.ini");
        check(&[], Some("e.ini"), "pyproject.toml e.ini");
        check(
            &[],
            Some("x/pyproject.toml"),
            "x/pyproject.toml alembic.ini",
        );
        check(
            &["a.ini"],
            Some("x/pyproject.toml"),
            "x/pyproject.toml a.ini",
        );
        check(&["a.toml"], Some("e.ini"), "pyproject.toml a.toml");
        check(
            &["a.ini", "b/pyproject.toml"],
            None,
            "b/pyproject.toml a.ini",
        );
        check(&[""], Some("e.ini"), "pyproject.toml e.ini");
    }

    #[test]
    fn one_of_each_kind() {
        assert_eq!(
            choose(&["a", "b"], None),
            "only one ini file may be indicated"
        );
        assert_eq!(
            choose(&["pyproject.toml", "x/pyproject.toml"], None),
            "pyproject.toml indicated more than once"
        );
    }
}
