//! SQL expressions and statements as trees.

use crate::{Literal, SqlType};

/// `sa.text(...)`: SQL as the user wrote it, with `:name` binds.
#[derive(Clone, Debug, PartialEq)]
pub struct TextClause {
    /// The text, with its `:name` binds and `\:` escapes as written.
    pub text: String,
    /// The values of the binds that were given (`.bindparams(...)` or parameters of `execute`).
    pub binds: Vec<Bind>,
}

/// A bound value of a [`TextClause`].
#[derive(Clone, Debug, PartialEq)]
pub struct Bind {
    /// Its name, without the colon.
    pub name: String,
    /// Its value.
    pub value: Literal,
    /// Its type, if one was given.
    pub data_type: Option<SqlType>,
}

impl TextClause {
    /// A text without bound values.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            binds: Vec::new(),
        }
    }
}

/// A SQL expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// `sa.text(...)`.
    Text(TextClause),
    /// A bound or literal value with its type.
    Literal {
        /// The value.
        value: Literal,
        /// Its type; [`SqlType::Null`] if unknown.
        data_type: SqlType,
    },
}

impl Expression {
    /// A text expression without binds.
    pub fn text(text: impl Into<String>) -> Self {
        Expression::Text(TextClause::new(text))
    }
}
