//! [`OwnSettings`]: what only limbeck reads, and Alembic passes over.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use toml::{Table, Value};

use crate::ProjectError;
use crate::paths::read_if_there;

/// The file with limbeck's settings at its top level, beside `pyproject.toml`.
const FILE: &str = "limbeck.toml";

/// What only limbeck reads: the file `limbeck.toml`, and `[tool.limbeck]` of the `pyproject.toml` beside it. Where
/// both have a key, `limbeck.toml` wins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OwnSettings {
    sources: Vec<Source>,
}

/// A table with settings.
#[derive(Clone, Debug, PartialEq)]
struct Source {
    path: PathBuf,
    table: Table,
}

/// Where a named database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseAddress {
    /// At this URL.
    Url(String),
    /// At the URL that this environment variable has.
    Variable(String),
}

impl OwnSettings {
    /// Reads the settings beside a `pyproject.toml`, whether that is there or not.
    ///
    /// # Errors
    /// A file that cannot be read or is not TOML; a `tool.limbeck` that is no table.
    pub fn load(pyproject: &Path) -> Result<Self, ProjectError> {
        let own = pyproject.with_file_name(FILE);
        let mut sources = Vec::new();
        if let Some(table) = read(&own)? {
            sources.push(Source { path: own, table });
        }
        if let Some(mut file) = read(pyproject)? {
            let path = pyproject.to_owned();
            let tool = take_table(&mut file, "tool", &path)?;
            if let Some(mut tool) = tool
                && let Some(table) = take_table(&mut tool, "limbeck", &path)?
            {
                sources.push(Source { path, table });
            }
        }
        Ok(Self { sources })
    }

    /// A setting that must be a text.
    ///
    /// # Errors
    /// A value of another type.
    pub fn text(&self, name: &str) -> Result<Option<String>, ProjectError> {
        match self
            .sources
            .iter()
            .find_map(|source| source.table.get(name))
        {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(other) => Err(wrong_type(name, "a string", other)),
        }
    }

    /// The databases that have a name, as `[databases]` lists them: `name = "url"`, or
    /// `name = { url_variable = "VARIABLE" }`.
    ///
    /// # Errors
    /// A value of another type.
    pub fn databases(&self) -> Result<IndexMap<String, DatabaseAddress>, ProjectError> {
        let mut found = IndexMap::new();
        for source in &self.sources {
            let databases = match source.table.get("databases") {
                None => continue,
                Some(Value::Table(databases)) => databases,
                Some(other) => return Err(wrong_type("databases", "a table", other)),
            };
            for (name, value) in databases {
                if !found.contains_key(name) {
                    found.insert(name.clone(), address(name, value)?);
                }
            }
        }
        Ok(found)
    }

    /// The files that have settings.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.sources.iter().map(|source| source.path.as_path())
    }
}

fn address(name: &str, value: &Value) -> Result<DatabaseAddress, ProjectError> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let only = value.as_table().is_some_and(|table| table.len() == 1);
    match value {
        Value::String(url) => Some(DatabaseAddress::Url(url.clone())),
        _ if !only => None,
        _ => text("url")
            .map(DatabaseAddress::Url)
            .or_else(|| text("url_variable").map(DatabaseAddress::Variable)),
    }
    .ok_or_else(|| {
        let wanted = "a URL, { url = \"...\" } or { url_variable = \"...\" }";
        wrong_type(&format!("databases.{name}"), wanted, value)
    })
}

fn wrong_type(name: &str, wanted: &'static str, found: &Value) -> ProjectError {
    ProjectError::WrongType {
        name: name.to_owned(),
        wanted,
        found: found.type_str().to_owned(),
    }
}

/// Takes a table out of another one.
fn take_table(table: &mut Table, name: &str, path: &Path) -> Result<Option<Table>, ProjectError> {
    match table.remove(name) {
        None => Ok(None),
        Some(Value::Table(inner)) => Ok(Some(inner)),
        Some(_) => Err(ProjectError::TomlNotATable {
            path: path.to_owned(),
        }),
    }
}

fn read(path: &Path) -> Result<Option<Table>, ProjectError> {
    let Some(bytes) = read_if_there(path, path)? else {
        return Ok(None);
    };
    let syntax = |line, message: &str| ProjectError::TomlSyntax {
        path: path.to_owned(),
        line,
        message: message.to_owned(),
    };
    let text =
        String::from_utf8(bytes).map_err(|error| syntax(None, &error.utf8_error().to_string()))?;
    toml::from_str(&text)
        .map(Some)
        .map_err(|error: toml::de::Error| {
            let line = error
                .span()
                .map(|span| 1 + text[..span.start.min(text.len())].matches('\n').count());
            syntax(line, error.message())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Loads a folder with these files.
    fn load(own: Option<&str>, pyproject: Option<&str>) -> Result<OwnSettings, ProjectError> {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: Option<&str>| {
            if let Some(text) = text {
                std::fs::write(folder.path().join(name), text).expect("it is written");
            }
        };
        write(FILE, own);
        write("pyproject.toml", pyproject);
        OwnSettings::load(&folder.path().join("pyproject.toml"))
    }

    fn check(own: Option<&str>, pyproject: Option<&str>, expected: &str) {
        let shown = load(own, pyproject).and_then(|settings| {
            let databases = settings.databases()?;
            let shown = databases.iter().map(|(name, address)| match address {
                DatabaseAddress::Url(url) => format!("{name}={url}"),
                DatabaseAddress::Variable(variable) => format!("{name}=${variable}"),
            });
            Ok(shown.collect::<Vec<_>>().join(" "))
        });
        let shown = shown.unwrap_or_else(|error| format!("error: {error}"));
        assert_eq!(shown, expected, "{own:?} {pyproject:?}");
    }

    #[test]
    fn named_databases() {
        check(None, None, "");
        check(None, Some("[tool.alembic]\na = 1\n"), "");
        check(
            None,
            Some("[tool.limbeck.databases]\nb = 'x://b'\na = { url_variable = 'A_URL' }\n"),
            "b=x://b a=$A_URL",
        );
        check(
            Some("[databases]\nb = { url = 'y://b' }\n"),
            Some("[tool.limbeck.databases]\nb = 'x://b'\nc = 'x://c'\n"),
            "b=y://b c=x://c",
        );
        check(
            Some("databases = 3"),
            None,
            "error: a table is expected for 'databases', found integer",
        );
        check(
            Some("[databases]\na = { uri = 'x' }"),
            None,
            "error: a URL, { url = \"...\" } or { url_variable = \"...\" } is expected for 'databases.a', found table",
        );
        check(None, Some("tool = 3"), "error: Incorrect TOML format");
    }

    #[test]
    fn texts() {
        let settings = load(Some("models = 'a.b'"), None).expect("it is read");
        assert_eq!(settings.text("models"), Ok(Some("a.b".to_owned())));
        assert_eq!(settings.text("other"), Ok(None));
        let settings = load(None, Some("[tool.limbeck]\nmodels = 3")).expect("it is read");
        assert!(settings.text("models").is_err());
    }
}
