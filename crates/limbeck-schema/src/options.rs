//! Keyword arguments that only one dialect reads (`postgresql_where`, `mysql_engine`, ...).

use indexmap::IndexMap;

use crate::{Expression, Literal};

/// The value of a dialect keyword.
#[derive(Clone, Debug, PartialEq)]
pub enum OptionValue {
    /// A plain value.
    Literal(Literal),
    /// A SQL expression (`postgresql_where=sa.text(...)`).
    Expression(Box<Expression>),
    /// A list of values.
    List(Vec<OptionValue>),
    /// A mapping (`postgresql_ops={"a": "text_pattern_ops"}`), in order.
    Map(Vec<(String, OptionValue)>),
}

/// Keywords of the form `<dialect>_<name>`, in the order given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DialectOptions(pub IndexMap<String, OptionValue>);

impl DialectOptions {
    /// The value of a keyword by its full name, such as `postgresql_where`.
    pub fn get(&self, keyword: &str) -> Option<&OptionValue> {
        self.0.get(keyword)
    }

    /// The keywords of one dialect, without their prefix.
    pub fn of<'a>(&'a self, dialect: &'a str) -> impl Iterator<Item = (&'a str, &'a OptionValue)> {
        self.0.iter().filter_map(move |(keyword, value)| {
            let name = keyword.strip_prefix(dialect)?.strip_prefix('_')?;
            Some((name, value))
        })
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(String, OptionValue)> for DialectOptions {
    fn from_iter<I: IntoIterator<Item = (String, OptionValue)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}
