//! Objects besides tables on real databases: what is inspected makes the same again.

mod mysql;
mod postgresql;
mod sqlite;

use limbeck_database::Connection;
use limbeck_dialects::{
    Compilation, CompileOptions, Dialect,
    inspection::{InspectedObjects, InspectionScope, SchemaScope},
};
use limbeck_runtime::inspect;
use limbeck_schema::{
    Constraint, ObjectIdentity, Operation, QualifiedName, Schema, SchemaObject, SqlType,
    object::creation_order,
    operation::{
        AddConstraint, CreateEnum, CreateObject, CreateSchema, CreateSequence, CreateTable,
        ReplaceObject,
    },
};

/// A database and the dialect that it speaks.
struct Database {
    connection: Box<dyn Connection>,
    dialect: &'static dyn Dialect,
    schemas: SchemaScope,
}

impl Database {
    fn new(connection: Box<dyn Connection>, dialect: &str, schemas: SchemaScope) -> Self {
        Self {
            connection,
            dialect: limbeck_dialects::dialect(dialect).expect("a dialect of that name"),
            schemas,
        }
    }

    /// Runs a script of several statements.
    fn run(&mut self, script: &str) {
        for statement in self.dialect.splitter().split(script).expect("a script") {
            self.send(statement.text);
        }
    }

    fn send(&mut self, sql: &str) {
        if let Err(error) = self.connection.query(sql) {
            panic!("{error}\n{sql}");
        }
    }

    fn inspect(&mut self) -> Schema {
        let scope = InspectionScope {
            schemas: self.schemas.clone(),
            objects: InspectedObjects::All,
            ..InspectionScope::default()
        };
        inspect(self.connection.as_mut(), self.dialect, &scope)
            .expect("a database that can be inspected")
            .schema
    }

    /// Carries an operation out.
    fn apply(&mut self, operation: &Operation) {
        let mut compilation = Compilation::default();
        self.dialect
            .compile(operation, &CompileOptions::default(), &mut compilation)
            .unwrap_or_else(|error| panic!("{error}\n{operation:?}"));
        for statement in compilation.take_statements() {
            self.send(&statement.sql);
        }
    }

    /// Undoes an operation.
    fn undo(&mut self, operation: &Operation) {
        self.apply(&operation.reverse().expect("reversible"));
    }
}

/// The operations that make a schema, each after what it needs; foreign keys last.
fn creation(schema: &Schema) -> Vec<Operation> {
    let mut operations = Vec::new();
    let mut foreign_keys = Vec::new();
    for identity in creation_order(schema) {
        if let Some(object) = schema.object(&identity) {
            let object = object.clone();
            operations.push(Operation::CreateObject(CreateObject { object }));
            continue;
        }
        match &identity {
            ObjectIdentity::Schema(name) => {
                operations.push(Operation::CreateSchema(CreateSchema {
                    name: name.clone(),
                    if_not_exists: false,
                }))
            }
            ObjectIdentity::Type(name) => {
                let data_type = schema.enums.iter().find(|data_type| {
                    data_type.schema == name.schema && data_type.name.as_ref() == Some(&name.name)
                });
                operations.push(Operation::CreateEnum(CreateEnum {
                    data_type: data_type.expect("an enum").clone(),
                    check_first: false,
                }));
            }
            ObjectIdentity::Relation(name) => {
                let sequence = schema
                    .sequences
                    .iter()
                    .find(|sequence| sequence.name == *name);
                if let Some(sequence) = sequence {
                    operations.push(Operation::CreateSequence(CreateSequence {
                        sequence: sequence.clone(),
                        if_not_exists: false,
                    }));
                } else {
                    let mut table = schema.table(name).expect("a table").clone();
                    let (keys, others) = table
                        .constraints
                        .into_iter()
                        .partition(|constraint| matches!(constraint, Constraint::ForeignKey(_)));
                    table.constraints = others;
                    for column in &mut table.columns {
                        leave_type(&mut column.data_type);
                    }
                    foreign_keys.extend(adding(name, keys));
                    operations.push(Operation::CreateTable(CreateTable {
                        table,
                        if_not_exists: false,
                        naming_convention: None,
                    }));
                }
            }
            other => panic!("nothing makes {other:?}"),
        }
    }
    operations.extend(foreign_keys);
    operations
}

/// The type of a column is there already.
fn leave_type(data_type: &mut SqlType) {
    match data_type {
        SqlType::Enum(data_type) => data_type.create_type = false,
        SqlType::Array(array) => leave_type(&mut array.item),
        _ => {}
    }
}

fn adding(table: &QualifiedName, keys: Vec<Constraint>) -> impl Iterator<Item = Operation> {
    keys.into_iter().map(move |constraint| {
        Operation::AddConstraint(AddConstraint {
            table: table.clone(),
            constraint,
            naming_convention: None,
        })
    })
}

/// What is compared: everything but what the database itself is called.
fn contents(schema: &Schema) -> Schema {
    Schema {
        default_schema: None,
        ..schema.clone()
    }
}

/// Makes a database like one that is there out of what is inspected in it; drops all objects and
/// makes them again.
#[track_caller]
fn check_round_trip(original: &mut Database, empty: &mut Database) -> Schema {
    let schema = original.inspect();
    let operations = creation(&schema);
    for operation in &operations {
        empty.apply(operation);
    }
    assert_same(&contents(&empty.inspect()), &contents(&schema));
    let of_objects: Vec<&Operation> = operations
        .iter()
        .filter(|operation| matches!(operation, Operation::CreateObject(_)))
        .collect();
    let gone = of_objects.iter().rev();
    let gone: Vec<&&Operation> = gone.filter(|operation| !is_needed(operation)).collect();
    for operation in &gone {
        empty.undo(operation);
    }
    let rest = empty.inspect();
    assert!(
        rest.objects.iter().all(is_needed_object),
        "{:#?}",
        rest.objects
    );
    for operation in gone.iter().rev() {
        empty.apply(operation);
    }
    assert_same(&contents(&empty.inspect()), &contents(&schema));
    schema
}

/// Whether tables may need it: then it cannot be dropped while they stay.
fn is_needed(operation: &Operation) -> bool {
    matches!(operation, Operation::CreateObject(create) if is_needed_object(&create.object))
}

fn is_needed_object(object: &SchemaObject) -> bool {
    matches!(
        object,
        SchemaObject::Domain(_) | SchemaObject::Extension(_) | SchemaObject::Routine(_)
    )
}

/// Compares two schemas object by object, so that a failure can be read.
#[track_caller]
fn assert_same(found: &Schema, expected: &Schema) {
    for object in &expected.objects {
        assert_eq!(found.object(&object.identity()), Some(object));
    }
    for dependency in &expected.dependencies {
        assert!(
            found.dependencies.contains(dependency),
            "{dependency:?} is not told"
        );
    }
    assert_eq!(found, expected);
}

/// Lets an object become another one and back; the catalog must agree each time.
#[track_caller]
fn check_replace(database: &mut Database, change: impl Fn(&mut SchemaObject), which: &str) {
    let schema = database.inspect();
    let mut before = schema
        .objects
        .iter()
        .filter(|object| format!("{:?}", object.identity()).contains(which));
    let before = before.next().expect("an object of that name").clone();
    let mut after = before.clone();
    change(&mut after);
    let identity = before.identity();
    let replace = Operation::ReplaceObject(Box::new(ReplaceObject {
        before: before.clone(),
        after: after.clone(),
    }));
    database.apply(&replace);
    assert_eq!(database.inspect().object(&identity), Some(&after));
    database.undo(&replace);
    assert_same(&database.inspect(), &schema);
}
