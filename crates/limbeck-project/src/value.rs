//! The value of an Alembic option, which TOML gives a type and the ini file does not.

use indexmap::IndexMap;

use crate::ProjectError;
use crate::python::{lower, parse_int, repr, strip};

/// The value of an option, after interpolation: what `Config.get_alembic_option` returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionValue {
    /// A text: every option of the ini file, and a TOML string.
    Text(String),
    /// A TOML integer.
    Int(i64),
    /// A TOML boolean.
    Bool(bool),
    /// A TOML array of strings.
    List(Vec<String>),
    /// A TOML table of strings.
    Table(IndexMap<String, String>),
    /// A TOML array of tables of strings.
    Tables(Vec<IndexMap<String, String>>),
}

impl OptionValue {
    /// What kind of value it is, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            OptionValue::Text(_) => "a string",
            OptionValue::Int(_) => "an integer",
            OptionValue::Bool(_) => "a boolean",
            OptionValue::List(_) => "an array",
            OptionValue::Table(_) => "a table",
            OptionValue::Tables(_) => "an array of tables",
        }
    }

    /// The text of option `name`.
    ///
    /// # Errors
    /// A value that is not a text.
    pub fn into_text(self, name: &str) -> Result<String, ProjectError> {
        match self {
            OptionValue::Text(text) => Ok(text),
            OptionValue::Int(_)
            | OptionValue::Bool(_)
            | OptionValue::List(_)
            | OptionValue::Table(_)
            | OptionValue::Tables(_) => Err(self.mismatch(name, "a string")),
        }
    }

    /// The list of option `name`.
    ///
    /// # Errors
    /// A value that is not a list of texts.
    pub fn into_list(self, name: &str) -> Result<Vec<String>, ProjectError> {
        match self {
            OptionValue::List(list) => Ok(list),
            OptionValue::Text(_)
            | OptionValue::Int(_)
            | OptionValue::Bool(_)
            | OptionValue::Table(_)
            | OptionValue::Tables(_) => Err(self.mismatch(name, "an array of strings")),
        }
    }

    /// The whole number of option `name`: Python's `int(value)`.
    ///
    /// # Errors
    /// A text that is not a number, or a value that cannot be one.
    pub fn to_int(&self, name: &str) -> Result<i64, ProjectError> {
        match self {
            OptionValue::Int(value) => Ok(*value),
            OptionValue::Bool(value) => Ok(i64::from(*value)),
            OptionValue::Text(text) => {
                parse_int(text).ok_or_else(|| ProjectError::InvalidInteger {
                    name: name.to_owned(),
                    value: text.clone(),
                })
            }
            OptionValue::List(_) | OptionValue::Table(_) | OptionValue::Tables(_) => {
                Err(self.mismatch(name, "an integer"))
            }
        }
    }

    /// The truth value that SQLAlchemy's `asbool` gives: a text must be one of
    /// true/yes/on/y/t/1 or false/no/off/n/f/0, in any case; other values are true unless they are
    /// zero or empty.
    ///
    /// # Errors
    /// Any other text.
    pub fn as_bool(&self) -> Result<bool, ProjectError> {
        Ok(match self {
            OptionValue::Text(text) => {
                let text = lower(strip(text));
                match text.as_str() {
                    "true" | "yes" | "on" | "y" | "t" | "1" => true,
                    "false" | "no" | "off" | "n" | "f" | "0" => false,
                    _ => return Err(ProjectError::NotTrueOrFalse { value: text }),
                }
            }
            OptionValue::Int(value) => *value != 0,
            OptionValue::Bool(value) => *value,
            OptionValue::List(items) => !items.is_empty(),
            OptionValue::Table(items) => !items.is_empty(),
            OptionValue::Tables(items) => !items.is_empty(),
        })
    }

    pub(crate) fn mismatch(&self, name: &str, wanted: &'static str) -> ProjectError {
        ProjectError::WrongType {
            name: name.to_owned(),
            wanted,
            found: match self {
                OptionValue::Text(text) => format!("the string {}", repr(text)),
                _ => self.kind().to_owned(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truth() {
        let check = |text: &str, expected: &str| {
            let found = match OptionValue::Text(text.to_owned()).as_bool() {
                Ok(value) => value.to_string(),
                Err(error) => error.to_string(),
            };
            assert_eq!(found, expected);
        };
        check(" On\n", "true");
        check("F", "false");
        check("", "String is not true/false: ''");
        check("Maybe", "String is not true/false: 'maybe'");
        assert_eq!(OptionValue::Int(2).as_bool(), Ok(true));
        assert_eq!(OptionValue::List(vec![]).as_bool(), Ok(false));
    }

    #[test]
    fn types() {
        let text = || OptionValue::Text("many".to_owned());
        assert_eq!(
            text()
                .to_int("truncate_slug_length")
                .unwrap_err()
                .to_string(),
            "invalid literal for int() with base 10: 'many'"
        );
        assert_eq!(OptionValue::Bool(true).to_int("x"), Ok(1));
        assert_eq!(
            text()
                .into_list("version_locations")
                .unwrap_err()
                .to_string(),
            "an array of strings is expected for 'version_locations', found the string 'many'"
        );
        assert_eq!(
            OptionValue::Int(5)
                .into_text("timezone")
                .unwrap_err()
                .to_string(),
            "a string is expected for 'timezone', found an integer"
        );
    }
}
