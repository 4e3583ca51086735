//! Inspection of databases, beside SQLAlchemy's reflection of the same ones.

mod described;
mod remade;

use std::process::Command;

use limbeck_database::{Connection, Engine, Environment, Url};
use limbeck_dialects::{
    dialect,
    inspection::{InspectedObjects, InspectionScope, InspectionView, SchemaScope},
};
use limbeck_runtime::inspect;
use limbeck_schema::Constraint;
use limbeck_test_support::{MysqlDatabase, TestDatabase};
use serde_json::Value;

/// What SQLAlchemy reflects; `None` without a Python to ask.
#[expect(clippy::disallowed_methods, reason = "tests have no command line")]
fn reflected(url: &str, schemas: &[&str]) -> Option<Value> {
    let python = std::env::var_os("LIMBECK_TEST_PYTHON")?;
    let output = Command::new(python)
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/inspection/reflect.py"
        ))
        .arg(url)
        .args(schemas)
        .output()
        .expect("a Python");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    Some(serde_json::from_slice(&output.stdout).expect("JSON"))
}

/// Compares with what SQLAlchemy sees, table by table and part by part.
fn check_reflected(name: &str, url: &str, connection: &mut dyn Connection, schemas: &[&str]) {
    let Some(mut expected) = reflected(url, schemas) else {
        return;
    };
    let dialect = dialect(name).expect("a dialect");
    let scope = InspectionScope {
        schemas: SchemaScope::With(schemas.iter().map(|name| (*name).to_owned()).collect()),
        objects: InspectedObjects::Tables,
        view: InspectionView::Reflected,
    };
    let found = inspect(connection, dialect, &scope).expect("an inspection");
    let mut found = described::inspection(&found);
    for document in [&mut expected, &mut found] {
        document.sort_all_objects();
        sort(document);
    }
    let mut differences = Vec::new();
    differ("", &expected, &found, &mut differences);
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

/// Puts everything into one order but what has an order of its own.
fn sort(value: &mut Value) {
    let Value::Object(members) = value else {
        return;
    };
    for (name, member) in members {
        if let ("tables" | "constraints" | "indexes" | "warnings", Value::Array(items)) =
            (name.as_str(), member)
        {
            items.iter_mut().for_each(sort);
            items.sort_by_key(|item| {
                let by = ["schema", "name", "kind", "columns"].map(|key| item[key].to_string());
                (by, item.to_string())
            });
            items.dedup();
        }
    }
}

/// What differs, with the place in the document.
fn differ(place: &str, expected: &Value, found: &Value, differences: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(left), Value::Object(right)) => {
            let keys = left
                .keys()
                .chain(right.keys().filter(|key| !left.contains_key(*key)));
            for key in keys {
                let [left, right] = [left, right].map(|map| map.get(key).unwrap_or(&Value::Null));
                differ(&format!("{place}.{key}"), left, right, differences);
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (left, right) in left.iter().zip(right) {
                let name = left.get("name").and_then(Value::as_str).unwrap_or_default();
                differ(&format!("{place}[{name}]"), left, right, differences);
            }
        }
        _ if expected == found => {}
        _ => differences.push(format!(
            "{place}\n  SQLAlchemy: {expected}\n  limbeck:    {found}"
        )),
    }
}

fn run_all(connection: &mut dyn Connection, sql: &str) {
    for statement in sql.split(";\n") {
        connection
            .query_text(statement)
            .unwrap_or_else(|error| panic!("{statement}\n{error:?}"));
    }
}

#[test]
fn postgresql_is_seen_as_sqlalchemy_sees_it() {
    let database = TestDatabase::create();
    let mut connection = database.connect();
    run_all(&mut *connection, include_str!("postgresql.sql"));
    let url = database
        .url()
        .replacen("postgresql://", "postgresql+psycopg2://", 1);
    check_reflected("postgresql", &url, &mut *connection, &["other", "Odd one"]);
}

/// Whoever may connect may inspect: the catalog is open to everybody.
#[test]
fn a_role_without_rights_sees_the_same_postgresql() {
    let database = TestDatabase::create();
    let mut connection = database.connect();
    run_all(&mut *connection, include_str!("postgresql.sql"));
    let dialect = dialect("postgresql").expect("a dialect");
    let scope = InspectionScope {
        schemas: SchemaScope::All,
        ..InspectionScope::default()
    };
    let expected = inspect(&mut *connection, dialect, &scope).expect("an inspection");
    let role = format!("{}_reader", database.name());
    run_all(
        &mut *connection,
        &format!("CREATE ROLE {role};\nSET ROLE {role}"),
    );
    let found = inspect(&mut *connection, dialect, &scope);
    run_all(&mut *connection, &format!("RESET ROLE;\nDROP ROLE {role}"));
    assert_eq!(found.expect("an inspection"), expected);
}

/// Who may only read sees everything but what foreign keys do, and is told so.
#[test]
fn a_user_of_mariadb_who_may_only_read_is_told_what_is_hidden() {
    let database = MysqlDatabase::create();
    let mut connection = database.connect();
    run_all(&mut *connection, include_str!("mariadb.sql"));
    let user = format!("{}_reader", database.name());
    let grant = format!("GRANT SELECT ON {}.* TO '{user}'@'%'", database.name());
    run_all(
        &mut *connection,
        &format!("CREATE USER '{user}'@'%';\n{grant}"),
    );
    let url = Url {
        username: Some(user.clone()),
        password: None,
        ..database.engine().url().clone()
    };
    let engine = Engine::new(url, &[], &Environment::default()).expect("an engine");
    let dialect = dialect("mariadb").expect("a dialect");
    let mut expected =
        inspect(&mut *connection, dialect, &InspectionScope::default()).expect("an inspection");
    let found = engine
        .connect()
        .map(|mut reader| inspect(&mut *reader, dialect, &InspectionScope::default()));
    run_all(&mut *connection, &format!("DROP USER '{user}'@'%'"));
    let found = found.expect("a connection").expect("an inspection");
    let mut hidden = 0;
    for table in &mut expected.schema.tables {
        for constraint in &mut table.constraints {
            if let Constraint::ForeignKey(key) = constraint {
                (key.ondelete, key.onupdate) = (None, None);
                hidden += 1;
            }
        }
    }
    assert_eq!(found.schema, expected.schema);
    assert_eq!(found.warnings.len(), hidden);
}

#[test]
fn tables_of_postgresql_are_made_again() {
    let database = TestDatabase::create();
    let mut connection = database.connect();
    run_all(&mut *connection, include_str!("postgresql.sql"));
    run_all(&mut *connection, include_str!("postgresql_more.sql"));
    let dialect = dialect("postgresql").expect("a dialect");
    let scope = InspectionScope {
        schemas: SchemaScope::All,
        ..InspectionScope::default()
    };
    remade::check(&mut *connection, dialect, &scope, " CASCADE");
}

#[test]
fn tables_of_mariadb_are_made_again() {
    let database = MysqlDatabase::create();
    let mut connection = database.connect();
    run_all(&mut *connection, include_str!("mariadb.sql"));
    run_all(&mut *connection, "SET SESSION foreign_key_checks = 0");
    let dialect = dialect("mariadb").expect("a dialect");
    remade::check(&mut *connection, dialect, &InspectionScope::default(), "");
}

#[test]
fn tables_of_sqlite_are_made_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:///{}", folder.path().join("test.db").display());
    let engine = Engine::new(
        Url::parse(&url).expect("a URL"),
        &[],
        &Environment::default(),
    );
    let mut connection = engine.expect("an engine").connect().expect("a connection");
    run_all(&mut *connection, include_str!("sqlite.sql"));
    let dialect = dialect("sqlite").expect("a dialect");
    remade::check(&mut *connection, dialect, &InspectionScope::default(), "");
}

#[test]
fn mariadb_is_seen_as_sqlalchemy_sees_it() {
    let database = MysqlDatabase::create();
    let mut connection = database.connect();
    run_all(&mut *connection, include_str!("mariadb.sql"));
    let url = database.url().replacen("mysql", "mariadb", 1);
    check_reflected("mariadb", &url, &mut *connection, &[]);
}

#[test]
fn sqlite_is_seen_as_sqlalchemy_sees_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:///{}", folder.path().join("test.db").display());
    let engine = Engine::new(
        Url::parse(&url).expect("a URL"),
        &[],
        &Environment::default(),
    );
    let mut connection = engine.expect("an engine").connect().expect("a connection");
    run_all(&mut *connection, include_str!("sqlite.sql"));
    check_reflected("sqlite", &url, &mut *connection, &[]);
}
