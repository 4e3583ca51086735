//! Indexes and unique constraints of one name.

use limbeck_schema::{Expression, Identifier, Index, IndexElement, UniqueConstraint};

use super::sorted_columns;
use crate::{CompileError, CompileOptions, Dialect, expression::compile_expression};

/// What comes of comparing two indexes or unique constraints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConstraintVerdict {
    /// They are the same.
    Same,
    /// They differ.
    Different(Vec<Difference>),
    /// They cannot be compared, and are taken for the same.
    Unknown {
        /// Why, for each element that cannot be compared: its place, from 1, and its text.
        elements: Vec<(usize, String)>,
        /// What the user can do about it.
        advice: &'static str,
    },
}

/// In what two indexes or unique constraints of one name differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Whether it is unique.
    Unique {
        /// Whether that of the database is.
        existing: bool,
    },
    /// The number of elements.
    ElementCount {
        /// That of the database.
        existing: usize,
        /// That of the models.
        wanted: usize,
    },
    /// An element, by its place from 1.
    Element {
        /// Its place, from 1.
        position: usize,
        /// Its text in the database.
        existing: String,
        /// Its text in the models.
        wanted: String,
    },
    /// The columns.
    Columns {
        /// Those of the database.
        existing: Vec<String>,
        /// Those of the models.
        wanted: Vec<String>,
    },
    /// The options that count.
    Options {
        /// Those of the database.
        existing: Vec<String>,
        /// Those of the models.
        wanted: Vec<String>,
    },
}

impl ConstraintVerdict {
    /// The verdict for what differs.
    pub(crate) fn of(differences: Vec<Difference>) -> Self {
        if differences.is_empty() {
            ConstraintVerdict::Same
        } else {
            ConstraintVerdict::Different(differences)
        }
    }
}

/// Whether one of the two is unique and the other is not.
pub(crate) fn compare_unique(existing: &Index, wanted: &Index) -> Option<Difference> {
    (existing.unique != wanted.unique).then_some(Difference::Unique {
        existing: existing.unique,
    })
}

/// Indexes by their columns.
pub(super) fn compare_columns(
    _dialect: &dyn Dialect,
    existing: &Index,
    wanted: &Index,
) -> Result<ConstraintVerdict, CompileError> {
    let mut differences: Vec<_> = compare_unique(existing, wanted).into_iter().collect();
    let columns = |index: &Index| -> Vec<String> {
        let names = index.elements.iter().filter_map(name_of);
        names.map(str::to_owned).collect()
    };
    let (existing, wanted) = (columns(existing), columns(wanted));
    if existing != wanted {
        differences.push(Difference::Columns { existing, wanted });
    }
    Ok(ConstraintVerdict::of(differences))
}

/// Unique constraints by their columns, whatever their order.
pub(super) fn compare_uniques(
    existing: &UniqueConstraint,
    wanted: &UniqueConstraint,
) -> ConstraintVerdict {
    let (existing, wanted) = (
        sorted_columns(&existing.columns),
        sorted_columns(&wanted.columns),
    );
    let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
    ConstraintVerdict::of(if existing == wanted {
        Vec::new()
    } else {
        vec![Difference::Columns {
            existing: owned(existing),
            wanted: owned(wanted),
        }]
    })
}

/// The name of the column that an element of an index is, with or without an order.
pub(crate) fn name_of(element: &IndexElement) -> Option<&str> {
    match element {
        IndexElement::Column(name) => Some(name.as_str()),
        IndexElement::Expression(expression) => column_in(expression).map(Identifier::as_str),
    }
}

/// The column that an expression is about, if it is nothing but that column and an order.
fn column_in(expression: &Expression) -> Option<&Identifier> {
    match expression {
        Expression::Column(column) if !column.is_literal => column.name.given(),
        Expression::Unary(unary) => column_in(&unary.element),
        _ => None,
    }
}

/// The text of an element of an index.
pub(crate) fn element_text(
    dialect: &dyn Dialect,
    element: &IndexElement,
) -> Result<String, CompileError> {
    let options = CompileOptions::default();
    match element {
        IndexElement::Column(name) => Ok(dialect.identifiers().quote(name, &options)),
        IndexElement::Expression(expression) => compile_expression(dialect, expression, &options),
    }
}

/// The columns of an index, in order, as far as its elements are columns (with or without an order).
pub fn index_columns(index: &Index) -> Vec<Option<&str>> {
    index.elements.iter().map(name_of).collect()
}
