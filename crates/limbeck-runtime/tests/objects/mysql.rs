//! MariaDB.

use limbeck_database::{Engine, Environment, Url};
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

#[test]
fn what_a_user_may_not_see_is_named() {
    let server = MysqlDatabase::create();
    let mut original = database(&server);
    original.run(include_str!("mysql.sql"));
    // Names of users are short on MySQL.
    let user = format!(
        "ro{}",
        &server.name()[server.name().len().saturating_sub(20)..]
    );
    original.run(&format!(
        "CREATE USER '{user}'@'%'; GRANT SELECT, EXECUTE ON `{}`.* TO '{user}'@'%'",
        server.name()
    ));
    let mut url: Url = server.url().parse().expect("a URL");
    url.username = Some(user.clone());
    url.password = None;
    let engine = Engine::new(url, &[], &Environment::default()).expect("an engine");
    let limited = engine
        .connect()
        .map(|connection| Database::new(connection, "mariadb", SchemaScope::Default).inspect());
    original.run(&format!("DROP USER '{user}'@'%'"));
    let limited = limited.expect("a connection");
    assert_eq!(limited.objects, []);
    let unsupported: Vec<String> = limited
        .unsupported
        .iter()
        .map(|object| format!("{}: {}", object.kind, object.name))
        .collect();
    assert_eq!(
        unsupported,
        [
            "function whose body this user may not see: doubled",
            "procedure whose body this user may not see: doit",
            "view whose query this user may not see: a v",
            "view whose query this user may not see: z_base",
        ]
    );
}
