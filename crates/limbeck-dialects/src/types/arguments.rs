//! The constructor arguments of upper-case types.

use limbeck_schema::{Literal, NamedType, SqlType, TypeArgument};

/// Reads the arguments of a [`NamedType`] by their keywords.
pub(crate) trait Arguments {
    /// An argument that is a plain value.
    fn literal(&self, keyword: &str) -> Option<&Literal>;

    /// An argument that is an integer.
    fn integer(&self, keyword: &str) -> Option<i64> {
        match self.literal(keyword)? {
            Literal::Integer(value) => Some(*value),
            _ => None,
        }
    }

    /// An argument that is a string.
    fn text(&self, keyword: &str) -> Option<&str> {
        match self.literal(keyword)? {
            Literal::Text(value) => Some(value),
            _ => None,
        }
    }

    /// An argument that is true.
    fn flag(&self, keyword: &str) -> bool {
        matches!(
            self.literal(keyword),
            Some(Literal::Boolean(true) | Literal::Integer(1))
        )
    }

    /// An argument that is a type.
    fn data_type(&self, keyword: &str) -> Option<&SqlType>;
}

impl Arguments for NamedType {
    fn literal(&self, keyword: &str) -> Option<&Literal> {
        match self.arguments.get(keyword)? {
            TypeArgument::Literal(value) => Some(value),
            _ => None,
        }
    }

    fn data_type(&self, keyword: &str) -> Option<&SqlType> {
        match self.arguments.get(keyword)? {
            TypeArgument::Type(data_type) => Some(data_type),
            _ => None,
        }
    }
}
