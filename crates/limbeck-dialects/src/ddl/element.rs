//! Expressions as elements of indexes and exclusion constraints.

use limbeck_schema::{Expression, expression::Name};

/// The key under which `postgresql_ops` and the like know an element: the name of a column or
/// label, or a text as a whole (`op.create_index` gives it such a key).
pub(crate) fn key(expression: &Expression) -> Option<&str> {
    let name: &Name = match expression {
        Expression::Column(column) => &column.name,
        Expression::Label(label) => &label.name,
        Expression::Text(clause) => return Some(&clause.text),
        _ => return None,
    };
    name.given().map(|name| name.as_str())
}
