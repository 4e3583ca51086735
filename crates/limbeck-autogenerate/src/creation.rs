//! [`creation`]: everything of a schema, made in an empty database.

use std::collections::HashSet;

use limbeck_dialects::Dialect;
use limbeck_schema::{
    ArrayType, Constraint, Dependency, EnumType, ObjectIdentity, Operation, QualifiedName, Schema,
    SqlType, Table,
    object::creation_order,
    operation::{
        AddConstraint, CreateEnum, CreateObject, CreateSchema, CreateSequence, CreateTable,
    },
};

use crate::sorting::{key, sorted_tables};

/// The operations that make a schema in an empty database, in an order in which they run: each after what it uses,
/// and foreign keys that go round in circles last.
pub fn creation(dialect: &dyn Dialect, schema: &Schema) -> Vec<Operation> {
    let alters = dialect.ddl().constraint_refusal().is_none();
    let cyclic: HashSet<String> = match alters {
        true => sorted_tables(&schema.tables).cyclic.into_iter().collect(),
        false => HashSet::new(),
    };
    let is_later = |table: &Table, constraint: &Constraint| match constraint {
        _ if !alters => false,
        Constraint::ForeignKey(foreign_key) => {
            let is_in_circle = |name: &QualifiedName| cyclic.contains(&key(name));
            foreign_key.use_alter
                || is_in_circle(&table.name)
                    && is_in_circle(&foreign_key.referred_table)
                    && foreign_key.referred_table != table.name
                || dialect.ddl().is_added_to_table(constraint)
        }
        Constraint::PrimaryKey(_)
        | Constraint::Unique(_)
        | Constraint::Check(_)
        | Constraint::Exclude(_) => dialect.ddl().is_added_to_table(constraint),
    };
    let mut operations = Vec::new();
    let mut later = Vec::new();
    for identity in creation_order(&with_tables_in_order(dialect, schema, &is_later)) {
        if let Some(object) = schema.object(&identity) {
            let object = object.clone();
            operations.push(Operation::CreateObject(CreateObject { object }));
            continue;
        }
        match identity {
            ObjectIdentity::Schema(name) => {
                operations.push(Operation::CreateSchema(CreateSchema {
                    name,
                    if_not_exists: false,
                }))
            }
            ObjectIdentity::Type(name) => {
                operations.extend(enum_named(schema, &name).map(|data_type| {
                    Operation::CreateEnum(CreateEnum {
                        data_type: data_type.clone(),
                        check_first: false,
                    })
                }));
            }
            ObjectIdentity::Relation(name) => {
                let sequence = schema.sequences.iter().find(|one| one.name == name);
                operations.extend(sequence.map(|sequence| {
                    Operation::CreateSequence(CreateSequence {
                        sequence: sequence.clone(),
                        if_not_exists: false,
                    })
                }));
                if let Some(table) = schema.table(&name) {
                    let (table, constraints) = divided(schema, table, &is_later);
                    operations.push(Operation::CreateTable(CreateTable {
                        table,
                        if_not_exists: false,
                        naming_convention: None,
                    }));
                    later.extend(constraints);
                }
            }
            // They are objects, which have been found.
            ObjectIdentity::Extension(_)
            | ObjectIdentity::Routine { .. }
            | ObjectIdentity::Trigger { .. }
            | ObjectIdentity::EventTrigger(_)
            | ObjectIdentity::Partition(_)
            | ObjectIdentity::RowSecurity(_)
            | ObjectIdentity::Policy { .. }
            | ObjectIdentity::Grant { .. } => {}
        }
    }
    operations.extend(later);
    operations
}

/// A schema in which tables depend on those that their foreign keys lead to, and that they are made of.
fn with_tables_in_order(
    dialect: &dyn Dialect,
    schema: &Schema,
    is_later: &dyn Fn(&Table, &Constraint) -> bool,
) -> Schema {
    let mut schema = schema.clone();
    for table in &schema.tables {
        let keys = table
            .constraints
            .iter()
            .filter_map(|constraint| match constraint {
                Constraint::ForeignKey(foreign_key) if !is_later(table, constraint) => {
                    Some(foreign_key.referred_table.clone())
                }
                _ => None,
            });
        let others = dialect.ddl().parents(table);
        schema.dependencies.extend(
            keys.chain(others)
                .filter(|referred| *referred != table.name)
                .map(|referred| Dependency {
                    dependent: ObjectIdentity::Relation(table.name.clone()),
                    referenced: ObjectIdentity::Relation(referred),
                    columns: Vec::new(),
                }),
        );
    }
    schema
}

/// A table without what is added to it later.
fn divided(
    schema: &Schema,
    table: &Table,
    is_later: &dyn Fn(&Table, &Constraint) -> bool,
) -> (Table, Vec<Operation>) {
    let (later, inside) = table
        .constraints
        .iter()
        .cloned()
        .partition(|constraint| is_later(table, constraint));
    let later: Vec<Constraint> = later;
    let mut made = table.clone();
    made.constraints = inside;
    for column in &mut made.columns {
        leave_types(schema, &mut column.data_type);
    }
    let add = |constraint| {
        Operation::AddConstraint(AddConstraint {
            table: table.name.clone(),
            constraint,
            naming_convention: None,
        })
    };
    (made, later.into_iter().map(add).collect())
}

/// Types of the schema are made before the tables that use them.
fn leave_types(schema: &Schema, data_type: &mut SqlType) {
    match data_type {
        SqlType::Enum(found) => {
            let is_made = found.name.clone().is_some_and(|name| {
                enum_named(
                    schema,
                    &QualifiedName::in_schema(found.schema.clone(), name),
                )
                .is_some()
            });
            found.create_type &= !is_made;
        }
        SqlType::Array(ArrayType { item, .. }) => leave_types(schema, item),
        _ => {}
    }
}

fn enum_named<'s>(schema: &'s Schema, name: &QualifiedName) -> Option<&'s EnumType> {
    schema
        .enums
        .iter()
        .find(|found| found.schema == name.schema && found.name.as_ref() == Some(&name.name))
}

#[cfg(test)]
mod tests {
    use limbeck_dialects::{Compilation, CompileOptions};
    use limbeck_schema::{Column, ConstraintName, Deferral, DialectOptions, ForeignKeyConstraint};

    use super::*;

    fn table(name: &str, parents: &[&str]) -> Table {
        let mut table = Table::new(QualifiedName::new(name));
        table.columns.push(Column::new("id", SqlType::Integer));
        for parent in parents {
            table
                .constraints
                .push(Constraint::ForeignKey(ForeignKeyConstraint {
                    name: ConstraintName::Unnamed,
                    columns: vec!["id".into()],
                    referred_table: QualifiedName::new(*parent),
                    referred_columns: vec!["id".into()],
                    ondelete: None,
                    onupdate: None,
                    match_: None,
                    deferral: Deferral::default(),
                    use_alter: false,
                    options: DialectOptions::default(),
                    comment: None,
                }));
        }
        table
    }

    /// The first words of each statement, and the tables that it refers to.
    fn check(dialect: &str, tables: &[(&str, &[&str])], expected: &[&str]) {
        let dialect = limbeck_dialects::dialect(dialect).expect("it is there");
        let schema = Schema {
            tables: tables
                .iter()
                .map(|(name, parents)| table(name, parents))
                .collect(),
            ..Schema::default()
        };
        let mut compilation = Compilation::default();
        for operation in creation(dialect, &schema) {
            dialect
                .compile(&operation, &CompileOptions::default(), &mut compilation)
                .expect("it can be written");
        }
        let shown: Vec<String> = compilation
            .take_statements()
            .iter()
            .map(|statement| {
                let words: Vec<&str> = statement.sql.split_whitespace().collect();
                let referred = words.windows(2).filter(|pair| pair[0] == "REFERENCES");
                let referred: Vec<&str> = referred.map(|pair| pair[1]).collect();
                format!("{} {} {}", words[0], words[2], referred.join(" "))
            })
            .map(|line| line.trim_end().to_owned())
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn tables_follow_those_that_they_refer_to() {
        let tables: &[(&str, &[&str])] = &[("a", &["b"]), ("b", &["c"]), ("c", &["c"])];
        check(
            "postgresql",
            tables,
            &["CREATE c c", "CREATE b c", "CREATE a b"],
        );
    }

    #[test]
    fn circles_are_closed_last() {
        let tables: &[(&str, &[&str])] = &[("a", &["b", "c"]), ("b", &["a"]), ("c", &[])];
        check(
            "postgresql",
            tables,
            &[
                "CREATE c",
                "CREATE a c",
                "CREATE b",
                "ALTER a b",
                "ALTER b a",
            ],
        );
        check(
            "sqlite",
            tables,
            &["CREATE b a", "CREATE c", "CREATE a b c"],
        );
    }
}
