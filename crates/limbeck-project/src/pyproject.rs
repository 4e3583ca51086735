//! `[tool.alembic]` of `pyproject.toml`.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use toml::{Table, Value};

use crate::python::{PercentError, PercentTemplate};
use crate::{OptionValue, ProjectError};

/// The `[tool.alembic]` table, whose strings are `%`-formatted with `here` and the arguments
/// given with the configuration.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct PyProject {
    path: PathBuf,
    /// Whether the file has such a table, empty or not.
    is_there: bool,
    table: Table,
    arguments: IndexMap<String, String>,
}

impl PyProject {
    /// Parses the text of the file called `path`.
    pub(crate) fn parse(
        path: &Path,
        text: &str,
        arguments: IndexMap<String, String>,
    ) -> Result<Self, ProjectError> {
        let file: Table = toml::from_str(text).map_err(|error| ProjectError::TomlSyntax {
            path: path.to_owned(),
            line: error.span().map(|span| {
                1 + text.as_bytes()[..span.start.min(text.len())]
                    .iter()
                    .filter(|byte| **byte == b'\n')
                    .count()
            }),
            message: error.message().to_owned(),
        })?;
        let incorrect = || ProjectError::TomlNotATable {
            path: path.to_owned(),
        };
        let table = match file.get("tool") {
            None => None,
            Some(Value::Table(tool)) => tool.get("alembic"),
            Some(_) => return Err(incorrect()),
        };
        let is_there = table.is_some();
        let table = match table {
            None => Table::new(),
            Some(Value::Table(table)) => table.clone(),
            Some(_) => return Err(incorrect()),
        };
        Ok(Self {
            path: path.to_owned(),
            is_there,
            table,
            arguments,
        })
    }

    /// Whether the file has a table `[tool.alembic]`.
    pub(crate) fn is_there(&self) -> bool {
        self.is_there
    }

    /// An option, with its strings formatted.
    ///
    /// # Errors
    /// A string that cannot be formatted; a value of a type that no option has.
    pub(crate) fn get(&self, name: &str) -> Result<Option<OptionValue>, ProjectError> {
        let Some(value) = self.table.get(name) else {
            return Ok(None);
        };
        Ok(Some(match value {
            Value::String(text) => OptionValue::Text(self.format(name, text)?),
            Value::Integer(value) => OptionValue::Int(*value),
            Value::Boolean(value) => OptionValue::Bool(*value),
            Value::Table(table) => OptionValue::Table(self.format_table(name, table)?),
            Value::Array(items) if matches!(items.first(), Some(Value::Table(_))) => {
                let tables = items.iter().map(|item| match item {
                    Value::Table(table) => self.format_table(name, table),
                    _ => Err(self.unsupported(name)),
                });
                OptionValue::Tables(tables.collect::<Result<_, _>>()?)
            }
            Value::Array(items) => {
                let texts = items.iter().map(|item| self.format_value(name, item));
                OptionValue::List(texts.collect::<Result<_, _>>()?)
            }
            Value::Float(_) | Value::Datetime(_) => return Err(self.unsupported(name)),
        }))
    }

    /// A boolean option; `false` if it is not there.
    ///
    /// # Errors
    /// A value of another type.
    pub(crate) fn boolean(&self, name: &str) -> Result<bool, ProjectError> {
        match self.table.get(name) {
            None => Ok(false),
            Some(Value::Boolean(value)) => Ok(*value),
            Some(_) => Err(ProjectError::TomlBooleanExpected {
                path: self.path.clone(),
                name: name.to_owned(),
            }),
        }
    }

    fn format_table(
        &self,
        name: &str,
        table: &Table,
    ) -> Result<IndexMap<String, String>, ProjectError> {
        table
            .iter()
            .map(|(key, value)| Ok((key.clone(), self.format_value(name, value)?)))
            .collect()
    }

    fn format_value(&self, name: &str, value: &Value) -> Result<String, ProjectError> {
        match value {
            Value::String(text) => self.format(name, text),
            _ => Err(self.unsupported(name)),
        }
    }

    /// `text % arguments`.
    fn format(&self, name: &str, text: &str) -> Result<String, ProjectError> {
        let format = || -> Result<String, PercentError> {
            PercentTemplate::parse(text)?
                .render(|key| self.arguments.get(key).map(|value| value.as_str().into()))
        };
        format().map_err(|error| ProjectError::TomlFormat {
            path: self.path.clone(),
            name: name.to_owned(),
            value: text.to_owned(),
            error,
        })
    }

    fn unsupported(&self, name: &str) -> ProjectError {
        ProjectError::TomlUnsupportedType {
            path: self.path.clone(),
            name: name.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<PyProject, ProjectError> {
        let arguments = [("here", "/srv/p"), ("tz", "UTC")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        PyProject::parse(Path::new("pyproject.toml"), text, arguments.into())
    }

    #[track_caller]
    fn check(value: &str, expected: &str) {
        let project = parse(&format!("[tool.alembic]\nx = {value}\n")).unwrap();
        let found = match project.get("x") {
            Ok(value) => format!("{:?}", value.unwrap()),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn values() {
        check("\"%(here)s/%%(rev)s\"", "Text(\"/srv/p/%(rev)s\")");
        check("7", "Int(7)");
        check("true", "Bool(true)");
        check("[\"a\", \"%(tz)s\"]", "List([\"a\", \"UTC\"])");
        check("[]", "List([])");
        check("{ a = \"%(tz)s\" }", "Table({\"a\": \"UTC\"})");
        check("[{ a = \"%(tz)s\" }, {}]", "Tables([{\"a\": \"UTC\"}, {}])");
    }

    #[test]
    fn refused_values() {
        check("1.5", "unsupported TOML value type for key: 'x'");
        check("2024-01-01", "unsupported TOML value type for key: 'x'");
        check("[1]", "unsupported TOML value type for key: 'x'");
        check("\"%(nope)s\"", "'%(nope)s' cannot be formatted: 'nope'");
        check("\"100%\"", "'100%' cannot be formatted: incomplete format");
    }

    #[test]
    fn tables() {
        assert!(
            !parse("[project]\nname = 'x'\n")
                .unwrap()
                .table
                .contains_key("name")
        );
        for text in ["tool = 1\n", "[tool]\nalembic = 5\n"] {
            assert_eq!(
                parse(text).unwrap_err().to_string(),
                "Incorrect TOML format"
            );
        }
        let error = parse("a = 1\n[tool.alembic\n").unwrap_err();
        assert!(
            matches!(error, ProjectError::TomlSyntax { line: Some(2), .. }),
            "{error:?}"
        );
        let project = parse("[tool.alembic]\na = true\nb = 1\n").unwrap();
        assert_eq!(project.boolean("a"), Ok(true));
        assert_eq!(project.boolean("c"), Ok(false));
        assert_eq!(
            project.boolean("b").unwrap_err().to_string(),
            "boolean value expected for TOML parameter 'b'"
        );
    }
}
