//! MariaDB.

use limbeck_dialects::inspection::SchemaScope;
use limbeck_schema::{Dependency, ObjectIdentity, QualifiedName, SchemaObject};
use limbeck_test_support::MysqlDatabase;

use super::{Database, check_replace, check_round_trip};

fn database(server: &MysqlDatabase) -> Database {
    Database::new(server.connect(), "mariadb", SchemaScope::Default)
}

#[test]
fn what_is_inspected_makes_the_same_again() {
    let server = MysqlDatabase::create();
    let mut original = database(&server);
    original.run(include_str!("mysql.sql"));
    let other = MysqlDatabase::create();
    let schema = check_round_trip(&mut original, &mut database(&other));
    assert_eq!(schema.objects.len(), 6);
    let relation = |name: &str| ObjectIdentity::Relation(QualifiedName::new(name));
    assert!(schema.dependencies.contains(&Dependency {
        dependent: relation("a v"),
        referenced: relation("z_base"),
        columns: Vec::new(),
    }));
    check_replace(
        &mut original,
        |object| match object {
            SchemaObject::View(view) => {
                view.query = "select 1 AS `p`".to_owned();
                view.options.clear();
            }
            other => panic!("{other:?} is not a view"),
        },
        "\"a v\"",
    );
    check_replace(
        &mut original,
        |object| match object {
            SchemaObject::Routine(routine) => {
                routine.definition = "\nBEGIN END".to_owned();
            }
            other => panic!("{other:?} is not a routine"),
        },
        "\"doit\"",
    );
}
