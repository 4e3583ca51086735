//! The names of constraints and indexes, by the naming convention of the run.

use limbeck_schema::{
    Constraint, Expression, Identifier, Index, IndexElement, QualifiedName, Table,
};

use super::{
    Context,
    table::{column_constraints, indexes, primary_key},
};
use crate::{
    CompileError,
    identifiers::ResolvedName,
    naming::{self, Kind, Referred, Subject, SubjectColumn},
};

/// The name of a constraint by the naming convention.
///
/// `table` is the operation's own table if it has one: only then are the columns of a foreign
/// key to itself known.
pub(crate) fn constraint_name(
    cx: &Context<'_>,
    table: &QualifiedName,
    constraint: &Constraint,
    knows_referred: bool,
) -> Result<Option<ResolvedName>, CompileError> {
    let mut subject = Subject {
        kind: Kind::Other,
        name: constraint.name(),
        table,
        columns: Vec::new(),
        referred: None,
    };
    match constraint {
        Constraint::PrimaryKey(key) => {
            subject.kind = Kind::PrimaryKey;
            subject.columns = of_table(&key.columns);
        }
        Constraint::Unique(unique) => {
            subject.kind = Kind::Unique;
            subject.columns = of_table(&unique.columns);
        }
        Constraint::ForeignKey(key) => {
            subject.kind = Kind::ForeignKey;
            subject.columns = of_table(&key.columns);
            subject.referred = Some(Referred {
                table: &key.referred_table,
                columns: (knows_referred || key.referred_table == *table)
                    .then(|| texts(&key.referred_columns)),
            });
        }
        Constraint::Check(check) => {
            subject.kind = Kind::Check;
            subject.columns = check
                .condition
                .column_names()
                .into_iter()
                .map(SubjectColumn::of_expression)
                .collect();
        }
        Constraint::Exclude(_) => {}
    }
    naming::resolve(&cx.options.naming_convention, &subject)
}

/// Where an index is described.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IndexPlace {
    /// Within its table, whose columns are known.
    Table,
    /// On its own: what it orders by is all that is known of the table.
    Alone,
}

/// The name of an index by the naming convention.
///
/// An index on its own that has nothing but expressions is not seen by the convention: they do
/// not tell it its table.
pub(crate) fn index_name(
    cx: &Context<'_>,
    index: &Index,
    place: IndexPlace,
) -> Result<Option<ResolvedName>, CompileError> {
    let columns = index_columns(index, place);
    let is_seen = place == IndexPlace::Table || columns.iter().any(|column| column.of_table);
    naming::resolve(
        &cx.options.naming_convention,
        &Subject {
            kind: if is_seen { Kind::Index } else { Kind::Other },
            name: &index.name,
            table: &index.table,
            columns,
            referred: None,
        },
    )
}

/// The columns that an index has for a naming convention; on its own, a text counts as a column
/// of that name.
pub(crate) fn index_columns(index: &Index, place: IndexPlace) -> Vec<SubjectColumn<'_>> {
    index
        .elements
        .iter()
        .flat_map(|element| match (element, place) {
            (IndexElement::Column(name), _) => vec![SubjectColumn::of_table(name.as_str())],
            (IndexElement::Expression(Expression::Text(clause)), IndexPlace::Alone) => {
                vec![SubjectColumn::of_table(&clause.text)]
            }
            (IndexElement::Expression(expression), _) => expression
                .column_names()
                .into_iter()
                .map(SubjectColumn::of_expression)
                .collect(),
        })
        .collect()
}

/// Checks that what the columns of a table bring along has the names that it needs, as
/// SQLAlchemy does before the first statement.
pub(crate) fn check_column_names(cx: &Context<'_>, table: &Table) -> Result<(), CompileError> {
    for column in &table.columns {
        for constraint in column_constraints(column) {
            if let Some(constraint) = constraint.constraint() {
                constraint_name(cx, &table.name, constraint, false)?;
            }
        }
        for check in &column.checks {
            constraint_name(cx, &table.name, &Constraint::Check(check.clone()), false)?;
        }
    }
    Ok(())
}

/// The same for its constraints and indexes.
pub(crate) fn check_table_names(cx: &Context<'_>, table: &Table) -> Result<(), CompileError> {
    if let (Some(key), true) = primary_key(table) {
        let key = Constraint::PrimaryKey(key.into_owned());
        constraint_name(cx, &table.name, &key, false)?;
    }
    for constraint in &table.constraints {
        constraint_name(cx, &table.name, constraint, false)?;
    }
    for index in indexes(table) {
        index_name(cx, &index, IndexPlace::Table)?;
    }
    Ok(())
}

fn of_table(names: &[Identifier]) -> Vec<SubjectColumn<'_>> {
    names
        .iter()
        .map(|name| SubjectColumn::of_table(name.as_str()))
        .collect()
}

fn texts(names: &[Identifier]) -> Vec<&str> {
    names.iter().map(Identifier::as_str).collect()
}
