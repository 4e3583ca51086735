//! [`without_circles`]: operations that Alembic would leave in an order that cannot run.

use std::collections::HashMap;

use limbeck_dialects::Dialect;
use limbeck_schema::{
    Constraint, ConstraintKind, ForeignKeyConstraint, Operation, QualifiedName,
    operation::{AddConstraint, CreateTable, DropConstraint, DropTable},
};

/// The operations with foreign keys added when all tables are there, and dropped before a table goes that others still
/// refer to: what tables that refer to each other in circles need, where constraints can be altered at all.
pub fn without_circles(dialect: &dyn Dialect, operations: Vec<Operation>) -> Vec<Operation> {
    if dialect.ddl().constraint_refusal().is_some() {
        return operations;
    }
    let created = places(&operations, |operation| {
        new_table(operation).map(|create| &create.table.name)
    });
    let dropped = places(&operations, |operation| {
        gone_table(operation).map(|drop| &drop.table)
    });
    let last_created = created.values().max().copied();
    let first_dropped = dropped.values().min().copied();
    let drops = operations.iter().enumerate();
    let drops = drops.filter_map(|(place, operation)| Some((place, gone_table(operation)?)));
    let mut in_the_way: Vec<Operation> = drops
        .flat_map(|(place, drop)| {
            dropped_before(drop, |table| {
                dropped.get(table).is_some_and(|other| *other < place)
            })
        })
        .collect();
    let mut later = Vec::new();
    let mut ordered = Vec::with_capacity(operations.len());
    for (place, mut operation) in operations.into_iter().enumerate() {
        if first_dropped == Some(place) {
            ordered.append(&mut in_the_way);
        }
        if let Operation::CreateTable(create) = &mut operation {
            later.extend(added_later(create, |table| {
                created.get(table).is_some_and(|other| *other > place)
            }));
        }
        ordered.push(operation);
        if last_created == Some(place) {
            ordered.append(&mut later);
        }
    }
    ordered
}

fn new_table(operation: &Operation) -> Option<&CreateTable> {
    if let Operation::CreateTable(create) = operation {
        Some(create)
    } else {
        None
    }
}

fn gone_table(operation: &Operation) -> Option<&DropTable> {
    if let Operation::DropTable(drop) = operation {
        Some(drop)
    } else {
        None
    }
}

/// Where tables are made or dropped.
fn places<'o>(
    operations: &'o [Operation],
    table: impl Fn(&'o Operation) -> Option<&'o QualifiedName>,
) -> HashMap<QualifiedName, usize> {
    operations
        .iter()
        .enumerate()
        .filter_map(|(place, operation)| Some((table(operation)?.clone(), place)))
        .collect()
}

/// Takes the foreign keys out of a new table whose tables are made later.
fn added_later(
    create: &mut CreateTable,
    is_made_later: impl Fn(&QualifiedName) -> bool,
) -> Vec<Operation> {
    let waits = |constraint: &Constraint| match constraint {
        Constraint::ForeignKey(key) => key.use_alter || is_made_later(&key.referred_table),
        Constraint::PrimaryKey(_)
        | Constraint::Unique(_)
        | Constraint::Check(_)
        | Constraint::Exclude(_) => false,
    };
    let constraints = std::mem::take(&mut create.table.constraints);
    let (waiting, inside): (Vec<_>, Vec<_>) = constraints.into_iter().partition(waits);
    create.table.constraints = inside;
    let at_once = |constraint| match constraint {
        Constraint::ForeignKey(key) => Constraint::ForeignKey(ForeignKeyConstraint {
            use_alter: false,
            ..key
        }),
        other => other,
    };
    waiting
        .into_iter()
        .map(|constraint| {
            Operation::AddConstraint(AddConstraint {
                table: create.table.name.clone(),
                constraint: at_once(constraint),
                naming_convention: create.naming_convention.clone(),
            })
        })
        .collect()
}

/// Drops the foreign keys of a table whose tables go before it.
fn dropped_before(drop: &DropTable, is_gone: impl Fn(&QualifiedName) -> bool) -> Vec<Operation> {
    let constraints = drop.before.iter().flat_map(|table| &table.constraints);
    constraints
        .filter(|constraint| match constraint {
            Constraint::ForeignKey(key) => {
                key.name.identifier().is_some() && is_gone(&key.referred_table)
            }
            Constraint::PrimaryKey(_)
            | Constraint::Unique(_)
            | Constraint::Check(_)
            | Constraint::Exclude(_) => false,
        })
        .map(|constraint| {
            Operation::DropConstraint(DropConstraint {
                table: drop.table.clone(),
                name: constraint.name().clone(),
                kind: Some(ConstraintKind::ForeignKey),
                if_exists: false,
                before: Some(Box::new(constraint.clone())),
                naming_convention: drop.naming_convention.clone(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use limbeck_dialects::{Compilation, CompileOptions};
    use limbeck_schema::Table;

    use super::*;
    use crate::testing::{foreign_key, table};

    fn tables() -> [Table; 2] {
        ["a", "b"].map(|name| {
            let other = if name == "a" { "b" } else { "a" };
            let mut table = table(name, &["id"]);
            let mut key = match foreign_key("id", other, "id") {
                Constraint::ForeignKey(key) => key,
                constraint => panic!("no foreign key: {constraint:?}"),
            };
            key.name = limbeck_schema::ConstraintName::Given("k".into());
            table.constraints.push(Constraint::ForeignKey(key));
            table
        })
    }

    /// The first words of each statement.
    fn check(dialect: &str, operations: Vec<Operation>, expected: &[&str]) {
        let dialect = limbeck_dialects::dialect(dialect).expect("it is there");
        let mut compilation = Compilation::default();
        let mut statements = Vec::new();
        for operation in without_circles(dialect, operations) {
            dialect
                .compile(&operation, &CompileOptions::default(), &mut compilation)
                .expect("it compiles");
            statements.extend(compilation.take_statements());
        }
        let words: Vec<String> = statements
            .iter()
            .map(|statement| {
                let text = statement.script_text();
                text.split_whitespace()
                    .take(5)
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        let starts = words
            .iter()
            .zip(expected)
            .all(|(words, expected)| words.starts_with(expected));
        assert!(starts && words.len() == expected.len(), "{words:#?}");
    }

    #[test]
    fn tables_that_refer_to_each_other() {
        let creations = || -> Vec<Operation> {
            tables()
                .map(|table| {
                    Operation::CreateTable(CreateTable {
                        table,
                        if_not_exists: false,
                        naming_convention: None,
                    })
                })
                .into()
        };
        let drops = tables()
            .map(|table| {
                Operation::DropTable(DropTable {
                    table: table.name.clone(),
                    if_exists: false,
                    before: Some(Box::new(table)),
                    naming_convention: None,
                })
            })
            .into();
        check(
            "postgresql",
            creations(),
            &["CREATE TABLE a", "CREATE TABLE b", "ALTER TABLE a ADD"],
        );
        check(
            "postgresql",
            drops,
            &[
                "ALTER TABLE b DROP CONSTRAINT",
                "DROP TABLE a",
                "DROP TABLE b",
            ],
        );
        check("sqlite", creations(), &["CREATE TABLE a", "CREATE TABLE b"]);
    }
}
