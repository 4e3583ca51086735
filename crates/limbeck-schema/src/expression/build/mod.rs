//! Making expressions as SQLAlchemy makes them: types, coercion of values, parentheses.

mod boolean;
mod construct;
mod function;
mod group;
mod indexed;
mod operate;

pub use boolean::{conditions, conjunction, not};
pub use construct::{
    aggregate_order_by, array, case, cast, collate, comma_list, extract, function_filter, label,
    ordering, tuple, unary,
};
pub use function::{function, pow};
pub use indexed::{
    Index, JsonCast, any_or_all, astext, contains, get_item, json_cast, json_operator,
};
pub use operate::{
    InOperand, Operand, between, bind, concatenation, custom, in_list, like, match_against,
    operate, regexp_match, regexp_replace,
};

/// An expression that cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BuildError {
    /// `sqlalchemy.exc.ArgumentError`.
    Argument(String),
    /// `sqlalchemy.exc.InvalidRequestError`.
    InvalidRequest(String),
    /// `NotImplementedError`.
    NotImplemented(String),
    /// `AttributeError`.
    Attribute(String),
}

impl std::fmt::Display for BuildError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            BuildError::Argument(message)
            | BuildError::InvalidRequest(message)
            | BuildError::NotImplemented(message)
            | BuildError::Attribute(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for BuildError {}

impl BuildError {
    fn unsupported(operator: &str) -> Self {
        BuildError::NotImplemented(format!(
            "Operator '{operator}' is not supported on this expression"
        ))
    }
}
