//! [`Configuration`]: Alembic's `Config` object, as far as it only reads files.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use crate::ini::{Ini, IniError};
use crate::paths::{absolute, read_if_there};
use crate::pyproject::PyProject;
use crate::{ConfigFiles, OptionValue, OwnSettings, ProjectError};

/// What a [`Configuration`] is read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigurationSource {
    /// The folder that relative paths start from: the working directory of the process, absolute.
    pub working_directory: PathBuf,
    /// The ini file, relative or not; it does not have to exist.
    pub ini: Option<PathBuf>,
    /// The `pyproject.toml`, relative or not; it does not have to exist.
    pub toml: Option<PathBuf>,
    /// The main section of the ini file: the option `-n`.
    pub section: String,
    /// Values that both files can refer to as `%(name)s`, as `here`: Alembic's `config_args`.
    pub arguments: IndexMap<String, String>,
}

impl ConfigurationSource {
    /// The files chosen on the command line, with the main section `alembic`.
    pub fn new(working_directory: impl Into<PathBuf>, files: ConfigFiles) -> Self {
        Self {
            working_directory: working_directory.into(),
            ini: Some(files.ini),
            toml: Some(files.toml),
            section: "alembic".to_owned(),
            arguments: IndexMap::new(),
        }
    }
}

/// The configuration of a project: the ini file, the `[tool.alembic]` table, and what is set on
/// top of them. Mirrors `alembic.config.Config`.
///
/// An option of the ini file always wins over the same one in TOML. What `env.py` sets goes into
/// the ini part, whether there is such a file or not.
#[derive(Clone, Debug)]
pub struct Configuration {
    source: ConfigurationSource,
    ini: Ini,
    ini_found: bool,
    toml_found: bool,
    /// Problems of the TOML file are reported when an option is looked up in it.
    toml: Result<PyProject, ProjectError>,
}

impl Configuration {
    /// Reads both files. A file that does not exist counts as empty.
    ///
    /// # Errors
    /// An ini file that cannot be read or parsed. Problems of `pyproject.toml` are reported by the
    /// first method that needs it.
    pub fn load(source: ConfigurationSource) -> Result<Self, ProjectError> {
        let ini = match &source.ini {
            Some(path) => read_ini(&source, path)?,
            None => None,
        };
        let toml = match &source.toml {
            Some(path) => read_toml(&source, path),
            None => Ok(None),
        };
        Self::from_texts(source, ini.as_deref(), toml)
    }

    /// The configuration that [`Configuration::load`] would read from files with these texts;
    /// `None` stands for a file that does not exist.
    ///
    /// # Errors
    /// As [`Configuration::load`]; a problem of reading the TOML file is passed on as it would be.
    pub fn from_texts(
        source: ConfigurationSource,
        ini_text: Option<&str>,
        toml_text: Result<Option<String>, ProjectError>,
    ) -> Result<Self, ProjectError> {
        let here_of = |path: &Option<PathBuf>| match path {
            Some(path) => here(&source.working_directory, path),
            None => ".".to_owned(),
        };
        let mut arguments = source.arguments.clone();
        arguments.insert("here".to_owned(), here_of(&source.ini));
        let mut ini = Ini::with_defaults(&arguments);
        match (&source.ini, ini_text) {
            (Some(path), Some(text)) => ini.read(path, text)?,
            (Some(_), None) => {}
            // Without a file the main section exists in memory.
            (None, _) => ini.add_section(&source.section)?,
        }
        arguments.insert("here".to_owned(), here_of(&source.toml));
        let toml_found = !matches!(toml_text, Ok(None));
        let toml = match (&source.toml, toml_text) {
            (Some(path), Ok(Some(text))) => PyProject::parse(path, &text, arguments),
            (_, Err(error)) => Err(error),
            (None, Ok(_)) | (_, Ok(None)) => Ok(PyProject::default()),
        };
        Ok(Self {
            ini_found: ini_text.is_some(),
            toml_found,
            source,
            ini,
            toml,
        })
    }

    /// The working directory that relative paths start from.
    pub fn working_directory(&self) -> &Path {
        &self.source.working_directory
    }

    /// The ini file as named on the command line, there or not: `config_file_name`.
    pub fn ini_path(&self) -> Option<&Path> {
        self.source.ini.as_deref()
    }

    /// The TOML file as named on the command line, there or not: `toml_file_name`.
    pub fn toml_path(&self) -> Option<&Path> {
        self.source.toml.as_deref()
    }

    /// The absolute path of the ini file, if it is there.
    pub fn ini_file(&self) -> Option<PathBuf> {
        self.ini_path()
            .filter(|_| self.ini_found)
            .map(|path| self.absolute(path))
    }

    /// The absolute path of the TOML file, if it is there.
    pub fn toml_file(&self) -> Option<PathBuf> {
        self.toml_path()
            .filter(|_| self.toml_found)
            .map(|path| self.absolute(path))
    }

    /// The name of the main section: `config_ini_section`.
    pub fn main_section(&self) -> &str {
        &self.source.section
    }

    /// The contents of the ini file: `file_config`.
    pub fn ini(&self) -> &Ini {
        &self.ini
    }

    /// An option from the main section of the ini file or else from `[tool.alembic]`:
    /// `get_alembic_option`.
    ///
    /// # Errors
    /// A value that cannot be interpolated; a broken TOML file.
    pub fn alembic_option(&self, name: &str) -> Result<Option<OptionValue>, ProjectError> {
        match self.ini.get(self.main_section(), name)? {
            Some(text) => Ok(Some(OptionValue::Text(text))),
            None => self.toml_option(name),
        }
    }

    /// An option that must be a text, from either file.
    ///
    /// # Errors
    /// As [`Configuration::alembic_option`], and a value of another type.
    pub fn text_option(&self, name: &str) -> Result<Option<String>, ProjectError> {
        self.alembic_option(name)?
            .map(|value| value.into_text(name))
            .transpose()
    }

    /// A boolean option: `get_alembic_boolean_option`. In the ini file only the text `true` is
    /// true; in TOML it must be a boolean.
    ///
    /// # Errors
    /// A value that cannot be interpolated; a broken TOML file; a TOML value of another type.
    pub fn boolean_option(&self, name: &str) -> Result<bool, ProjectError> {
        match self.ini.get(self.main_section(), name)? {
            Some(text) => Ok(text == "true"),
            None => self.toml()?.boolean(name),
        }
    }

    /// Whether `revision` runs `env.py`: the option `revision_environment`.
    ///
    /// # Errors
    /// As [`Configuration::alembic_option`], and a text that means neither true nor false.
    pub fn revision_environment(&self) -> Result<bool, ProjectError> {
        match self.alembic_option("revision_environment")? {
            Some(value) => value.as_bool(),
            None => Ok(false),
        }
    }

    /// Whether the TOML file has a table `[tool.alembic]`.
    ///
    /// # Errors
    /// A broken TOML file.
    pub fn has_toml_table(&self) -> Result<bool, ProjectError> {
        Ok(self.toml()?.is_there())
    }

    /// An option from `[tool.alembic]` alone.
    ///
    /// # Errors
    /// A string that cannot be formatted; a broken TOML file.
    pub fn toml_option(&self, name: &str) -> Result<Option<OptionValue>, ProjectError> {
        self.toml()?.get(name)
    }

    /// What only limbeck reads.
    ///
    /// # Errors
    /// A TOML file that cannot be read, or is wrong.
    pub fn own_settings(&self) -> Result<OwnSettings, ProjectError> {
        match self.toml_path() {
            Some(path) => OwnSettings::load(&self.absolute(path)),
            None => Ok(OwnSettings::default()),
        }
    }

    /// An option of the main section of the ini file: `get_main_option`.
    ///
    /// # Errors
    /// The section does not exist; a value that cannot be interpolated.
    pub fn main_option(&self, name: &str) -> Result<Option<String>, ProjectError> {
        self.section_option(self.main_section(), name)
    }

    /// An option of a section of the ini file: `get_section_option`.
    ///
    /// # Errors
    /// The section does not exist; a value that cannot be interpolated.
    pub fn section_option(
        &self,
        section: &str,
        name: &str,
    ) -> Result<Option<String>, ProjectError> {
        if !self.ini.has_section(section) {
            return Err(ProjectError::NoSection {
                file: self.source.ini.clone(),
                section: section.to_owned(),
            });
        }
        Ok(self.ini.get(section, name)?)
    }

    /// All options of a section of the ini file, `here` and other defaults first; `None` if there
    /// is no such section: `get_section`.
    ///
    /// # Errors
    /// A value that cannot be interpolated.
    pub fn section(&self, name: &str) -> Result<Option<IndexMap<String, String>>, ProjectError> {
        if !self.ini.has_section(name) {
            return Ok(None);
        }
        Ok(self.ini.items(name)?)
    }

    /// Sets an option of the main section: `set_main_option`.
    ///
    /// # Errors
    /// A percent sign in the value that is neither doubled nor part of `%(name)s`.
    pub fn set_main_option(&mut self, name: &str, value: &str) -> Result<(), ProjectError> {
        let section = self.main_section().to_owned();
        self.set_section_option(&section, name, value)
    }

    /// Sets an option of a section, which is added if need be: `set_section_option`.
    ///
    /// # Errors
    /// A percent sign in the value that is neither doubled nor part of `%(name)s`; the section
    /// `DEFAULT`.
    pub fn set_section_option(
        &mut self,
        section: &str,
        name: &str,
        value: &str,
    ) -> Result<(), ProjectError> {
        if !self.ini.has_section(section) {
            self.ini.add_section(section)?;
        }
        Ok(self.ini.set(section, name, value)?)
    }

    /// Removes an option of the main section; tells whether it was there: `remove_main_option`.
    ///
    /// # Errors
    /// The section does not exist.
    pub fn remove_main_option(&mut self, name: &str) -> Result<bool, ProjectError> {
        let section = self.main_section().to_owned();
        self.remove_option(&section, name)
    }

    /// Removes an option of a section; tells whether it was there: `file_config.remove_option`.
    ///
    /// # Errors
    /// The section does not exist.
    pub fn remove_option(&mut self, section: &str, name: &str) -> Result<bool, ProjectError> {
        Ok(self.ini.remove_option(section, name)?)
    }

    /// Adds an empty section: `file_config.add_section`.
    ///
    /// # Errors
    /// The section exists, or is called `DEFAULT`.
    pub fn add_section(&mut self, section: &str) -> Result<(), ProjectError> {
        Ok(self.ini.add_section(section)?)
    }

    /// The files that were tried, and whether they were there.
    pub(crate) fn tried(&self) -> Vec<(PathBuf, bool)> {
        let ini = self
            .ini_path()
            .map(|path| (path.to_owned(), self.ini_found));
        let toml = self
            .toml_path()
            .map(|path| (path.to_owned(), self.toml_found));
        ini.into_iter().chain(toml).collect()
    }

    pub(crate) fn absolute(&self, path: &Path) -> PathBuf {
        absolute(&self.source.working_directory, path)
    }

    fn toml(&self) -> Result<&PyProject, ProjectError> {
        self.toml.as_ref().map_err(Clone::clone)
    }
}

/// The folder of a file, as `%(here)s` gives it: absolute, with `/`.
fn here(working_directory: &Path, file: &Path) -> String {
    let file = absolute(working_directory, file);
    let folder = file.parent().unwrap_or(&file).to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        folder.into_owned()
    } else {
        folder.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

fn read_ini(source: &ConfigurationSource, path: &Path) -> Result<Option<String>, ProjectError> {
    let full = absolute(&source.working_directory, path);
    let Some(bytes) = read_if_there(&full, path)? else {
        return Ok(None);
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let before = &error.as_bytes()[..valid];
            Err(ProjectError::Ini(IniError::NotUtf8 {
                path: path.to_owned(),
                line: 1 + before.iter().filter(|byte| **byte == b'\n').count(),
            }))
        }
    }
}

fn read_toml(source: &ConfigurationSource, path: &Path) -> Result<Option<String>, ProjectError> {
    let full = absolute(&source.working_directory, path);
    let Some(bytes) = read_if_there(&full, path)? else {
        return Ok(None);
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(error) => Err(ProjectError::TomlSyntax {
            path: path.to_owned(),
            line: None,
            message: error.utf8_error().to_string(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::configuration;

    use super::*;

    #[test]
    fn the_ini_file_wins_key_by_key() {
        let configuration = configuration(
            "[DEFAULT]\nd = 1\n[alembic]\ntimezone = %(here)s\nsourceless = yes\n",
            "timezone = 'UTC'\nfile_template = '%(here)s'\nsourceless = true\nd = 2\n",
        );
        let text = |name| configuration.text_option(name).unwrap();
        assert_eq!(text("timezone").as_deref(), Some("/srv/p"));
        assert_eq!(text("file_template").as_deref(), Some("/srv/p"));
        assert_eq!(text("d").as_deref(), Some("1"));
        assert_eq!(text("nothing"), None);
        assert_eq!(configuration.boolean_option("sourceless"), Ok(false));
        assert_eq!(configuration.boolean_option("nothing"), Ok(false));
    }

    #[test]
    fn sections() {
        let mut configuration = configuration("[alembic]\na = %(b)s\nb = 1\n", "");
        let section = configuration.section("alembic").unwrap().unwrap();
        let items: Vec<_> = section.iter().map(|(k, v)| format!("{k}={v}")).collect();
        assert_eq!(items, ["here=/srv/p", "a=1", "b=1"]);
        assert_eq!(configuration.section("x"), Ok(None));
        assert_eq!(configuration.main_option("zz"), Ok(None));
        assert_eq!(
            configuration
                .section_option("x", "a")
                .unwrap_err()
                .to_string(),
            "No config file 'alembic.ini' found, or file has no '[x]' section"
        );
        configuration
            .set_section_option("x", "A", "%(here)s%%")
            .unwrap();
        assert_eq!(
            configuration.section_option("x", "a"),
            Ok(Some("/srv/p%".to_owned()))
        );
        configuration.set_main_option("b", "2").unwrap();
        assert_eq!(configuration.main_option("a"), Ok(Some("2".to_owned())));
        assert_eq!(configuration.remove_main_option("b"), Ok(true));
        assert!(configuration.main_option("a").is_err());
    }

    #[test]
    fn a_broken_toml_file_is_reported_when_it_is_needed() {
        let configuration = configuration("[alembic]\na = 1\n", "= x");
        assert_eq!(configuration.text_option("a"), Ok(Some("1".to_owned())));
        assert!(matches!(
            configuration.text_option("b"),
            Err(ProjectError::TomlSyntax { line: Some(2), .. })
        ));
    }

    #[test]
    fn without_an_ini_file() {
        let source = ConfigurationSource {
            working_directory: "/srv/p".into(),
            ini: None,
            toml: None,
            section: "prod".to_owned(),
            arguments: [("Key".to_owned(), "v".to_owned())].into(),
        };
        let configuration = Configuration::load(source).unwrap();
        assert_eq!(configuration.main_option("here"), Ok(Some(".".to_owned())));
        assert_eq!(configuration.main_option("KEY"), Ok(Some("v".to_owned())));
        assert_eq!(configuration.ini_file(), None);
    }

    #[test]
    fn files_are_read_relative_to_the_working_directory() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("conf")).unwrap();
        std::fs::write(
            folder.path().join("conf/a.ini"),
            "[alembic]\nx = %(here)s\n",
        )
        .unwrap();
        let load = |ini: &str| {
            let files = ConfigFiles::choose(&[ini], None).unwrap();
            Configuration::load(ConfigurationSource::new(folder.path(), files))
        };
        let configuration = load("conf/./a.ini").unwrap();
        let expected = folder.path().join("conf");
        assert_eq!(
            configuration.main_option("x").unwrap().as_deref(),
            expected.to_str()
        );
        assert_eq!(configuration.ini_file(), Some(expected.join("a.ini")));
        assert_eq!(configuration.toml_file(), None);
        assert!(load("conf/none.ini").unwrap().ini_file().is_none());
        assert!(matches!(load("conf"), Err(ProjectError::Unreadable { .. })));
        std::fs::write(folder.path().join("b.ini"), b"[alembic]\nx = \xe9\n").unwrap();
        assert_eq!(
            load("b.ini").unwrap_err().to_string(),
            "'b.ini' is not UTF-8 text: line 2 has bytes that do not decode"
        );
    }
}
