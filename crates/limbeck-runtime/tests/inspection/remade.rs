//! What was inspected can be made again, and is inspected as the same.

use limbeck_database::Connection;
use limbeck_dialects::{Compilation, CompileOptions, Dialect, inspection::InspectionScope};
use limbeck_runtime::inspect;
use limbeck_schema::{
    ArrayType, Constraint, Operation, QualifiedName, Schema, SqlType, Table,
    operation::{AddConstraint, CreateSequence, CreateTable},
};

/// Drops all tables and sequences, makes them again from what was inspected, and inspects them once more.
pub(crate) fn check(
    connection: &mut dyn Connection,
    dialect: &'static dyn Dialect,
    scope: &InspectionScope,
    cascade: &str,
) {
    let mut before = inspect(connection, dialect, scope).expect("an inspection");
    leave_comments(&mut before.schema);
    let options = CompileOptions {
        server_version: Some(connection.server_version()),
        ..CompileOptions::default()
    };
    let mut statements = drops(dialect, &before.schema, cascade);
    let mut compilation = Compilation::default();
    for operation in creations(dialect, &before.schema) {
        dialect
            .compile(&operation, &options, &mut compilation)
            .unwrap_or_else(|error| panic!("{error}\n{operation:#?}"));
    }
    let compiled = compilation.take_statements().into_iter();
    statements.extend(compiled.map(|statement| statement.sql));
    for statement in statements {
        let done = connection.query(&statement);
        done.unwrap_or_else(|error| panic!("{error}\n{statement}"));
    }
    let after = inspect(connection, dialect, scope).expect("an inspection");
    assert_eq!(before.schema.sequences, after.schema.sequences);
    let mut differences = Vec::new();
    for (left, right) in before.schema.tables.iter().zip(&after.schema.tables) {
        compare(left, right, &mut differences);
    }
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
    assert_eq!(before.schema, after.schema);
}

fn compare(before: &Table, after: &Table, differences: &mut Vec<String>) {
    let mut compare = |before: String, after: String| {
        if before != after {
            differences.push(format!("before: {before}\nafter:  {after}"));
        }
    };
    let [left, right] = [before, after].map(|table| {
        let columns = table.columns.iter().map(|part| format!("{part:?}"));
        let constraints = table.constraints.iter().map(|part| format!("{part:?}"));
        let indexes = table.indexes.iter().map(|part| format!("{part:?}"));
        columns
            .chain(constraints)
            .chain(indexes)
            .collect::<Vec<_>>()
    });
    compare(
        format!("{:?} {:?}", before.name, before.options),
        format!("{:?} {:?}", after.name, after.options),
    );
    compare(left.len().to_string(), right.len().to_string());
    for (left, right) in left.into_iter().zip(right) {
        compare(left, right);
    }
}

/// The statements that drop all tables and sequences.
fn drops(dialect: &dyn Dialect, schema: &Schema, cascade: &str) -> Vec<String> {
    let quote = |name: &QualifiedName| {
        let options = CompileOptions::default();
        dialect.identifiers().quote_qualified(name, &options)
    };
    let tables = schema
        .tables
        .iter()
        .map(|table| format!("DROP TABLE IF EXISTS {}{cascade}", quote(&table.name)));
    let sequences = schema
        .sequences
        .iter()
        .map(|sequence| format!("DROP SEQUENCE IF EXISTS {}", quote(&sequence.name)));
    tables.chain(sequences).collect()
}

fn creations(dialect: &dyn Dialect, schema: &Schema) -> Vec<Operation> {
    let sequences = schema.sequences.iter().map(|sequence| {
        Operation::CreateSequence(CreateSequence {
            sequence: sequence.clone(),
            if_not_exists: false,
        })
    });
    let mut operations: Vec<Operation> = sequences.collect();
    let mut keys = Vec::new();
    let mut tables: Vec<&Table> = schema.tables.iter().collect();
    // Whoever inherits comes after those that it inherits from.
    tables.sort_by_key(|table| table.options.get("postgresql_inherits").is_some());
    for table in tables {
        let mut table = table.clone();
        for constraint in std::mem::take(&mut table.constraints) {
            // A new table has no rows that were not looked at.
            let is_later = match &constraint {
                Constraint::ForeignKey(_) => true,
                Constraint::Check(check) => check.options.get("postgresql_not_valid").is_some(),
                Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::Exclude(_) => false,
            };
            if is_later && dialect.ddl().constraint_refusal().is_none() {
                keys.push(Operation::AddConstraint(AddConstraint {
                    table: table.name.clone(),
                    constraint,
                    naming_convention: None,
                }));
            } else {
                table.constraints.push(constraint);
            }
        }
        for column in &mut table.columns {
            leave_type(&mut column.data_type);
        }
        operations.push(Operation::CreateTable(CreateTable {
            table,
            if_not_exists: false,
            naming_convention: None,
        }));
    }
    operations.extend(keys);
    operations
}

/// No operation makes the comment of a constraint.
fn leave_comments(schema: &mut Schema) {
    for constraint in schema
        .tables
        .iter_mut()
        .flat_map(|table| &mut table.constraints)
    {
        match constraint {
            Constraint::PrimaryKey(key) => key.comment = None,
            Constraint::Unique(unique) => unique.comment = None,
            Constraint::ForeignKey(key) => key.comment = None,
            Constraint::Check(check) => check.comment = None,
            Constraint::Exclude(_) => {}
        }
    }
}

/// Named types are there already.
fn leave_type(data_type: &mut SqlType) {
    match data_type {
        SqlType::Enum(found) => found.create_type = false,
        SqlType::Array(ArrayType { item, .. }) => leave_type(item),
        _ => {}
    }
}
