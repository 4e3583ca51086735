//! Dialect keywords (`postgresql_where=...`) as the values that they should be.

use limbeck_schema::{DialectOptions, Expression, Literal, OptionValue};

/// Reads the keywords of one dialect.
#[derive(Clone, Copy)]
pub(crate) struct Options<'a> {
    options: &'a DialectOptions,
    dialect: &'static str,
}

impl<'a> Options<'a> {
    /// The keywords of that dialect.
    pub(crate) fn new(options: &'a DialectOptions, dialect: &'static str) -> Self {
        Self { options, dialect }
    }

    /// A keyword, unless it is missing or `None`.
    pub(crate) fn get(self, name: &str) -> Option<&'a OptionValue> {
        self.options
            .of(self.dialect)
            .find(|(keyword, _)| *keyword == name)
            .map(|(_, value)| value)
            .filter(|value| !matches!(value, OptionValue::Literal(Literal::Null)))
    }

    /// A keyword with a truth value; other values count as Python counts them.
    pub(crate) fn flag(self, name: &str) -> Option<bool> {
        self.get(name).map(|value| match value {
            OptionValue::Literal(Literal::Boolean(value)) => *value,
            OptionValue::Literal(Literal::Integer(value)) => *value != 0,
            OptionValue::Literal(Literal::Text(text)) => !text.is_empty(),
            OptionValue::List(values) => !values.is_empty(),
            OptionValue::Map(values) => !values.is_empty(),
            OptionValue::Literal(_) | OptionValue::Expression(_) => true,
        })
    }

    /// A keyword with words in it, unless they are empty.
    pub(crate) fn text(self, name: &str) -> Option<&'a str> {
        match self.get(name)? {
            OptionValue::Literal(Literal::Text(text)) if !text.is_empty() => Some(text),
            OptionValue::Expression(expression) => match expression.as_ref() {
                Expression::Text(clause) => Some(&clause.text),
                _ => None,
            },
            _ => None,
        }
    }

    /// A keyword with a list of words; a single one is a list of one.
    pub(crate) fn texts(self, name: &str) -> Vec<&'a str> {
        match self.get(name) {
            Some(OptionValue::List(values)) => values.iter().filter_map(text).collect(),
            Some(OptionValue::Literal(Literal::List(values))) => {
                values.iter().filter_map(literal_text).collect()
            }
            Some(value) => text(value).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// A keyword with a mapping, in order.
    pub(crate) fn map(self, name: &str) -> Vec<(&'a str, OptionValue)> {
        match self.get(name) {
            Some(OptionValue::Map(pairs)) => pairs
                .iter()
                .map(|(key, value)| (key.as_str(), value.clone()))
                .collect(),
            Some(OptionValue::Literal(Literal::Map(pairs))) => pairs
                .iter()
                .map(|(key, value)| (key.as_str(), OptionValue::Literal(value.clone())))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// A keyword with a condition: an expression, or a string that is taken as one.
    pub(crate) fn condition(self, name: &str) -> Option<Expression> {
        match self.get(name)? {
            OptionValue::Expression(expression) => Some(expression.as_ref().clone()),
            OptionValue::Literal(Literal::Text(text)) => Some(Expression::text(text)),
            _ => None,
        }
    }
}

fn text(value: &OptionValue) -> Option<&str> {
    match value {
        OptionValue::Literal(literal) => literal_text(literal),
        _ => None,
    }
}

fn literal_text(literal: &Literal) -> Option<&str> {
    match literal {
        Literal::Text(text) => Some(text),
        _ => None,
    }
}
