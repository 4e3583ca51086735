//! SQLite.

use limbeck_database::{Engine, Environment};
use limbeck_dialects::inspection::SchemaScope;
use limbeck_schema::SchemaObject;

use super::{Database, check_replace, check_round_trip};

fn database(schemas: SchemaScope) -> Database {
    let engine = Engine::new("sqlite://".parse().unwrap(), &[], &Environment::default());
    let connection = engine.unwrap().connect().unwrap();
    Database::new(connection, "sqlite", schemas)
}

const SCRIPT: &str = r#"
CREATE TABLE "T t" (id INTEGER PRIMARY KEY, name TEXT);
CREATE VIEW "V""w" (a, "b c") AS -- why
  SELECT id, name FROM "T t";
CREATE VIEW IF NOT EXISTS plain AS SELECT * FROM "V""w";
CREATE TRIGGER "tr ig" AFTER INSERT ON "T t" BEGIN
  UPDATE "T t" SET name = 'a;b' WHERE id = NEW.id;
END;
CREATE TRIGGER instead INSTEAD OF INSERT ON plain BEGIN SELECT 1; END;
"#;

#[test]
fn what_is_inspected_makes_the_same_again() {
    let mut original = database(SchemaScope::All);
    original.run(SCRIPT);
    let schema = check_round_trip(&mut original, &mut database(SchemaScope::All));
    assert_eq!(schema.objects.len(), 4);
    check_replace(
        &mut original,
        |object| match object {
            SchemaObject::View(view) => {
                view.names.pop();
                view.query = "SELECT id FROM \"T t\"".to_owned();
            }
            other => panic!("{other:?} is not a view"),
        },
        r#""V\"w""#,
    );
}

#[test]
fn objects_of_attached_databases_have_its_name() {
    let mut database = database(SchemaScope::With(vec!["other".to_owned()]));
    database.run(
        "ATTACH ':memory:' AS other;
         CREATE TABLE other.t (id INTEGER);
         CREATE VIEW other.v AS SELECT id FROM t;
         CREATE TRIGGER other.g AFTER INSERT ON t BEGIN SELECT 1; END;",
    );
    let schema = database.inspect();
    assert_eq!(schema.objects.len(), 2);
    for which in ["\"v\"", "\"g\""] {
        check_replace(&mut database, |_| {}, which);
    }
}
