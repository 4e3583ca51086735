//! Rows of answers by the names of their columns.

use limbeck_database::{ResultSet, Value};
use limbeck_schema::{DialectOptions, Expression, Identifier, Literal, OptionValue, QualifiedName};
use serde_json::{Map, Value as Json};

use crate::batch::verbatim;

/// A row by the names of its columns.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    names: &'a [String],
    values: &'a [Value],
}

/// The rows of an answer.
pub(crate) fn rows(answer: &ResultSet) -> impl Iterator<Item = Row<'_>> {
    answer.rows.iter().map(|values| Row {
        names: &answer.columns,
        values,
    })
}

impl<'a> Row<'a> {
    fn value(self, name: &str) -> &'a Value {
        let place = self.names.iter().position(|other| other == name);
        place
            .and_then(|place| self.values.get(place))
            .unwrap_or(&Value::Null)
    }

    /// A text; `None` for NULL.
    pub(crate) fn text(self, name: &str) -> Option<&'a str> {
        match self.value(name) {
            Value::Text(text) | Value::Json(text) => Some(text),
            _ => None,
        }
    }

    /// Whether a value is true.
    pub(crate) fn flag(self, name: &str) -> bool {
        match self.value(name) {
            Value::Boolean(value) => *value,
            Value::Integer(value) => *value != 0,
            _ => false,
        }
    }

    /// A boolean; `None` for NULL.
    pub(crate) fn maybe_flag(self, name: &str) -> Option<bool> {
        (*self.value(name) != Value::Null).then(|| self.flag(name))
    }

    /// The text in the first column.
    pub(crate) fn first_text(self) -> Option<&'a str> {
        self.text(self.names.first()?)
    }

    /// A whole number; `None` for NULL.
    pub(crate) fn number(self, name: &str) -> Option<i64> {
        match self.value(name) {
            Value::Integer(number) => Some(*number),
            Value::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// A list of texts, as an array or as JSON.
    pub(crate) fn list(self, name: &str) -> Vec<Option<String>> {
        match self.value(name) {
            Value::Array(values) => values
                .iter()
                .map(|value| match value {
                    Value::Text(text) => Some(text.clone()),
                    _ => None,
                })
                .collect(),
            Value::Text(text) | Value::Json(text) => serde_json::from_str(text).unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// A list of names.
    pub(crate) fn names(self, name: &str) -> Vec<Identifier> {
        let names = self.list(name).into_iter().flatten();
        names.map(Identifier::new).collect()
    }

    /// A JSON object; an empty one for NULL.
    pub(crate) fn object(self, name: &str) -> Map<String, Json> {
        self.text(name)
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default()
    }

    /// A list of JSON objects; an empty one for NULL.
    pub(crate) fn objects(self, name: &str) -> Vec<Entry> {
        let list: Vec<Map<String, Json>> = self
            .text(name)
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default();
        list.into_iter().map(Entry).collect()
    }

    /// The name in two columns.
    pub(crate) fn qualified(self, schema: &str, name: &str) -> QualifiedName {
        QualifiedName::in_schema(
            self.text(schema).map(Identifier::new),
            self.text(name).unwrap_or_default(),
        )
    }

    /// The name of the table that the row is about.
    pub(crate) fn table(self) -> QualifiedName {
        self.qualified("table_schema", "table_name")
    }

    /// The keywords of a dialect in a JSON object.
    pub(crate) fn options(self, name: &str, dialect: &str) -> DialectOptions {
        self.object(name)
            .iter()
            .filter_map(|(key, value)| Some((format!("{dialect}_{key}"), option(key, value)?)))
            .collect()
    }

    /// The pairs in a text of the form `name=value name=value`, names in lower case.
    pub(crate) fn assignments(self, name: &str) -> Vec<(String, OptionValue)> {
        let words = self.text(name).unwrap_or_default().split_whitespace();
        words
            .filter_map(|word| {
                let (name, value) = word.split_once('=')?;
                let name = name.trim_matches('`').to_lowercase();
                Some((name, text(value.trim_matches('\''))))
            })
            .collect()
    }

    /// A list of `name=value`, as storage parameters are kept.
    pub(crate) fn parameters(self, name: &str) -> Option<OptionValue> {
        let parameters: Vec<(String, OptionValue)> = self
            .list(name)
            .into_iter()
            .flatten()
            .filter_map(|parameter| {
                let (name, value) = parameter.split_once('=')?;
                Some((name.to_owned(), text(value)))
            })
            .collect();
        (!parameters.is_empty()).then_some(OptionValue::Map(parameters))
    }

    /// A list of texts as the value of a keyword; `None` if it is empty.
    pub(crate) fn texts(self, name: &str) -> Option<OptionValue> {
        let texts: Vec<OptionValue> = self
            .list(name)
            .into_iter()
            .flatten()
            .map(|value| text(&value))
            .collect();
        (!texts.is_empty()).then_some(OptionValue::List(texts))
    }

    /// `True` as the value of a keyword; `None` if it is not true.
    pub(crate) fn truth(self, name: &str) -> Option<OptionValue> {
        self.flag(name)
            .then_some(OptionValue::Literal(Literal::Boolean(true)))
    }
}

/// A text as the value of a keyword.
pub(crate) fn text(value: &str) -> OptionValue {
    OptionValue::Literal(Literal::Text(value.to_owned()))
}

/// Keywords of a dialect with those values that there are.
pub(crate) fn keywords<const N: usize>(
    dialect: &str,
    values: [(&str, Option<OptionValue>); N],
) -> DialectOptions {
    values
        .into_iter()
        .filter_map(|(name, value)| Some((format!("{dialect}_{name}"), value?)))
        .collect()
}

/// An object of a list that a row holds as JSON.
pub(crate) struct Entry(Map<String, Json>);

impl Entry {
    /// A text; `None` for NULL.
    pub(crate) fn maybe_text(&self, name: &str) -> Option<String> {
        Some(self.0.get(name)?.as_str()?.to_owned())
    }

    /// A text that is always there.
    pub(crate) fn text(&self, name: &str) -> String {
        self.maybe_text(name).unwrap_or_default()
    }

    /// A list of texts; an empty one for NULL.
    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        let values = self.0.get(name).and_then(Json::as_array);
        let values = values.into_iter().flatten();
        values
            .filter_map(|value| Some(value.as_str()?.to_owned()))
            .collect()
    }

    /// Whether a value is true.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.0.get(name).and_then(Json::as_bool).unwrap_or_default()
    }
}

fn option(key: &str, value: &Json) -> Option<OptionValue> {
    Some(match value {
        Json::String(text) if key == "where" => {
            OptionValue::Expression(Box::new(verbatim(text.as_str()) as Expression))
        }
        Json::String(value) => text(value),
        Json::Bool(value) => OptionValue::Literal(Literal::Boolean(*value)),
        Json::Number(number) => OptionValue::Literal(Literal::Integer(number.as_i64()?)),
        Json::Object(pairs) => OptionValue::Map(
            pairs
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), option("", value)?)))
                .collect(),
        ),
        Json::Array(values) => OptionValue::List(
            values
                .iter()
                .filter_map(|value| option("", value))
                .collect(),
        ),
        Json::Null => return None,
    })
}
