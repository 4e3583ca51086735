//! Server defaults: what is compared, and what comes of it.

use limbeck_schema::Column;
use regex::Regex;

/// Two server defaults, with the columns that have them.
#[derive(Clone, Copy, Debug)]
pub struct DefaultPair<'a> {
    /// The column of the database.
    pub existing: &'a Column,
    /// The column of the models.
    pub wanted: &'a Column,
    /// Whether the column of the models counts by itself.
    pub counts: bool,
    /// Whether the column of the database is part of its primary key.
    pub existing_in_key: bool,
    /// The default of the database, as text.
    pub existing_text: Option<&'a str>,
    /// The default of the models, as text: of a string what is in it, of an expression its SQL.
    pub wanted_text: Option<&'a str>,
    /// Whether the default of the models is an expression.
    pub wanted_is_expression: bool,
}

/// What comes of comparing two server defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They are the same.
    Same,
    /// They differ.
    Different,
    /// The server has to say: they are the same if this condition holds. Where it cannot be evaluated, the next one
    /// counts; where none can be, they differ.
    Ask(Vec<String>),
}

impl Verdict {
    /// The verdict if they are the same or not.
    pub fn of(same: bool) -> Self {
        if same {
            Verdict::Same
        } else {
            Verdict::Different
        }
    }
}

/// What a pattern captures in a text, by the number of the group.
pub(crate) fn capture<'a>(pattern: &Regex, text: &'a str, group: usize) -> Option<&'a str> {
    Some(pattern.captures(text)?.get(group)?.as_str())
}
