//! `alembic.ini`: the file format and the interpolation of Python's
//! `configparser.ConfigParser` with its default settings, exactly.

mod error;
mod interpolation;
mod parse;

use std::path::{Path, PathBuf};

use indexmap::IndexMap;

pub use error::IniError;

use crate::python::{lower, repr};

/// The section whose options every other section has, too.
pub const DEFAULT_SECTION: &str = "DEFAULT";

/// An option as written: before interpolation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IniOption {
    /// The value; the lines of a value that spans several are joined with `\n`.
    pub value: String,
    /// The line of its name, from 1; `None` for what does not come from the file.
    pub line: Option<usize>,
}

type Options = IndexMap<String, IniOption>;

/// The contents of an ini file, and what was set on top of them.
///
/// Option names are lower-cased, section names are not. Values are kept as written;
/// [`Ini::get`] interpolates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ini {
    path: Option<PathBuf>,
    defaults: Options,
    sections: IndexMap<String, Options>,
}

impl Ini {
    /// An empty configuration with the given options in its `DEFAULT` section, such as `here`.
    /// They are not checked, and are interpolated only where they are read.
    pub fn with_defaults<K, V>(defaults: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: AsRef<str>,
        V: Into<String>,
    {
        Self {
            path: None,
            defaults: defaults
                .into_iter()
                .map(|(name, value)| (lower(name.as_ref()), unplaced(value.into())))
                .collect(),
            sections: IndexMap::new(),
        }
    }

    /// Reads a file's text; `path` is what messages call it.
    ///
    /// # Errors
    /// What Python's parser refuses: options before the first section, lines that are neither,
    /// a section or option given twice.
    pub fn read(&mut self, path: &Path, text: &str) -> Result<(), IniError> {
        self.path = Some(path.to_owned());
        parse::read(self, path, text)
    }

    /// The file that was read, as messages call it.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The names of the sections in the order of the file, without `DEFAULT`.
    pub fn section_names(&self) -> impl Iterator<Item = &str> {
        self.sections.keys().map(String::as_str)
    }

    /// Whether there is such a section; `DEFAULT` does not count.
    pub fn has_section(&self, section: &str) -> bool {
        self.sections.contains_key(section)
    }

    /// Whether the section or `DEFAULT` has the option.
    pub fn has_option(&self, section: &str, name: &str) -> bool {
        self.raw(section, name).is_some()
    }

    /// The option as written, from the section or from `DEFAULT`; `None` if there is no such
    /// section or option.
    pub fn raw(&self, section: &str, name: &str) -> Option<&IniOption> {
        let name = lower(name);
        if section.is_empty() || section == DEFAULT_SECTION {
            return self.defaults.get(&name);
        }
        let options = self.sections.get(section)?;
        options.get(&name).or_else(|| self.defaults.get(&name))
    }

    /// The option after interpolation; `None` if there is no such section or option.
    ///
    /// # Errors
    /// An interpolation that refers to nothing, is malformed, or goes in circles.
    pub fn get(&self, section: &str, name: &str) -> Result<Option<String>, IniError> {
        match self.raw(section, name) {
            None => Ok(None),
            Some(option) => {
                interpolation::interpolate(self, section, &lower(name), option).map(Some)
            }
        }
    }

    /// The names of the options of a section: those of `DEFAULT` first, then its own. `None` if
    /// there is no such section.
    pub fn option_names(&self, section: &str) -> Option<Vec<&str>> {
        let own = match self.sections.get(section) {
            Some(options) => Some(options),
            None if section == DEFAULT_SECTION => None,
            None => return None,
        };
        let mut names: Vec<&str> = self.defaults.keys().map(String::as_str).collect();
        for name in own.into_iter().flat_map(IndexMap::keys) {
            if !self.defaults.contains_key(name) {
                names.push(name);
            }
        }
        Some(names)
    }

    /// The names of the options written in the section itself, in the order of the file.
    pub fn own_option_names(&self, section: &str) -> impl Iterator<Item = &str> {
        self.sections
            .get(section)
            .into_iter()
            .flat_map(|options| options.keys().map(String::as_str))
    }

    /// All options of a section after interpolation, in the order of [`Ini::option_names`].
    ///
    /// # Errors
    /// The first interpolation that fails.
    pub fn items(&self, section: &str) -> Result<Option<IndexMap<String, String>>, IniError> {
        let Some(names) = self.option_names(section) else {
            return Ok(None);
        };
        let mut items = IndexMap::with_capacity(names.len());
        for name in names {
            if let Some(value) = self.get(section, name)? {
                items.insert(name.to_owned(), value);
            }
        }
        Ok(Some(items))
    }

    /// Adds an empty section; nothing happens if it exists.
    ///
    /// # Errors
    /// The name `DEFAULT`.
    pub fn add_section(&mut self, section: &str) -> Result<(), IniError> {
        if section == DEFAULT_SECTION {
            return Err(IniError::InvalidSectionName {
                section: section.to_owned(),
            });
        }
        self.sections.entry(section.to_owned()).or_default();
        Ok(())
    }

    /// Sets an option. The value is one that will be interpolated: a percent sign is written `%%`.
    ///
    /// # Errors
    /// A percent sign that is neither doubled nor part of `%(name)s`; a section that there is not.
    pub fn set(&mut self, section: &str, name: &str, value: &str) -> Result<(), IniError> {
        interpolation::check_settable(value)?;
        let options = if section.is_empty() || section == DEFAULT_SECTION {
            &mut self.defaults
        } else {
            self.sections
                .get_mut(section)
                .ok_or_else(|| IniError::NoSection {
                    section: section.to_owned(),
                })?
        };
        options.insert(lower(name), unplaced(value.to_owned()));
        Ok(())
    }

    /// Removes an option from the section itself; tells whether it was there.
    ///
    /// # Errors
    /// A section that there is not.
    pub fn remove_option(&mut self, section: &str, name: &str) -> Result<bool, IniError> {
        let options = if section.is_empty() || section == DEFAULT_SECTION {
            &mut self.defaults
        } else {
            self.sections
                .get_mut(section)
                .ok_or_else(|| IniError::NoSection {
                    section: section.to_owned(),
                })?
        };
        Ok(options.shift_remove(&lower(name)).is_some())
    }

    /// The value that a reference to `name` from within `section` has.
    fn referenced(&self, section: &str, name: &str) -> Option<&str> {
        self.raw(section, name).map(|option| option.value.as_str())
    }
}

fn unplaced(value: String) -> IniOption {
    IniOption { value, line: None }
}

/// How messages name a file: quoted, as Python prints a path.
fn quoted(path: &Path) -> String {
    repr(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Ini {
        let mut ini = Ini::with_defaults([("Here", "/srv/p")]);
        ini.read(Path::new("alembic.ini"), text).unwrap();
        ini
    }

    #[test]
    fn default_options_are_everywhere_and_come_first() {
        let ini = read("[DEFAULT]\nb = 1\n[x]\na = %(b)s%(here)s\nhere = h\n[DEFAULT]\nc=2");
        assert_eq!(ini.section_names().collect::<Vec<_>>(), ["x"]);
        assert_eq!(ini.option_names("x"), Some(vec!["here", "b", "c", "a"]));
        assert_eq!(ini.option_names("DEFAULT"), Some(vec!["here", "b", "c"]));
        assert_eq!(ini.option_names("y"), None);
        assert_eq!(ini.own_option_names("x").collect::<Vec<_>>(), ["a", "here"]);
        assert_eq!(ini.get("x", "A"), Ok(Some("1h".to_owned())));
        assert_eq!(ini.get("DEFAULT", "here"), Ok(Some("/srv/p".to_owned())));
        assert_eq!(ini.get("y", "b"), Ok(None));
        assert!(ini.has_option("x", "C") && !ini.has_option("y", "c"));
        assert!(ini.has_section("x") && !ini.has_section("DEFAULT"));
    }

    #[test]
    fn options_can_be_set_and_removed() {
        let mut ini = read("[x]\na = 1\n");
        ini.set("x", "URL", "p%%w@%(a)s").unwrap();
        assert_eq!(ini.get("x", "url"), Ok(Some("p%w@1".to_owned())));
        assert_eq!(ini.raw("x", "url").and_then(|o| o.line), None);
        assert_eq!(ini.raw("x", "a").and_then(|o| o.line), Some(2));
        assert_eq!(ini.remove_option("x", "A"), Ok(true));
        assert_eq!(ini.remove_option("x", "a"), Ok(false));
        assert!(ini.remove_option("y", "a").is_err());
        assert!(ini.add_section("DEFAULT").is_err());
        ini.add_section("y").unwrap();
        assert_eq!(
            ini.items("y"),
            Ok(Some([("here".into(), "/srv/p".into())].into()))
        );
        assert_eq!(
            ini.set("x", "url", "p%w").unwrap_err().to_string(),
            "invalid interpolation syntax in 'p%w' at position 1"
        );
        assert_eq!(
            ini.set("z", "url", "p").unwrap_err().to_string(),
            "No section: 'z'"
        );
    }
}
