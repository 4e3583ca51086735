//! Expressions as elements of indexes and exclusion constraints.

use limbeck_schema::Expression;

/// The key under which `postgresql_ops` and the like know an element.
pub(crate) fn key(expression: &Expression) -> Option<&str> {
    let _ = expression;
    None
}

/// The columns that an expression mentions, in order.
pub(crate) fn column_names(expression: &Expression) -> Vec<&str> {
    let _ = expression;
    Vec::new()
}
