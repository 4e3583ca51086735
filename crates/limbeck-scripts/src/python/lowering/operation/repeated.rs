//! Columns that are named twice where Alembic makes a table of the names, which SQLAlchemy
//! refuses.

use std::collections::HashSet;

use limbeck_python::Raise;
use limbeck_schema::{Constraint, Expression, Index, IndexElement, QualifiedName};

use crate::python::lowering::fields::Lowered;

/// Refuses an index that names a column twice. Texts count as names of columns, other
/// expressions do not.
pub(super) fn refuse_in_index(index: &Index) -> Lowered<()> {
    let names = index.elements.iter().filter_map(|element| match element {
        IndexElement::Column(name) => Some(name.as_str()),
        IndexElement::Expression(Expression::Text(clause)) => Some(clause.text.as_str()),
        IndexElement::Expression(_) => None,
    });
    refuse(&index.table, names).map_err(|mut raise| {
        raise.message.push_str(
            " Specify replace_existing=True to Table.append_column() or Table.insert_column() to \
             replace an existing column.",
        );
        raise
    })
}

/// Refuses a key that names a column twice. Of a foreign key that are the columns it refers to,
/// unless they are those of its own table.
pub(super) fn refuse_in_constraint(table: &QualifiedName, constraint: &Constraint) -> Lowered<()> {
    let (table, columns) = match constraint {
        Constraint::PrimaryKey(key) => (table, &key.columns),
        Constraint::Unique(unique) => (table, &unique.columns),
        Constraint::ForeignKey(key) if key.referred_table.name != table.name => {
            (&key.referred_table, &key.referred_columns)
        }
        Constraint::ForeignKey(_) | Constraint::Check(_) | Constraint::Exclude(_) => {
            return Ok(());
        }
    };
    refuse(table, columns.iter().map(|name| name.as_str()))
}

fn refuse<'a>(table: &QualifiedName, names: impl Iterator<Item = &'a str>) -> Lowered<()> {
    let mut seen = HashSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(Raise::new(
                "sqlalchemy.exc.DuplicateColumnError",
                format!(
                    "A column with name '{name}' is already present in table '{}'.",
                    table.name
                ),
            ));
        }
    }
    Ok(())
}
