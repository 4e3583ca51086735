//! Files of SQL on a database in memory.

use limbeck_database::{Engine, Environment, Url};
use limbeck_dialects::dialect;

use super::*;

/// What comes of files: the tables, or what the user is told.
#[track_caller]
fn check(files: &[(&str, &str)], expected: Result<&[&str], &str>) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let url = Url::parse("sqlite://").expect("a URL");
    let engine = Engine::new(url, &[], &Environment::default()).expect("an engine");
    let mut connection = engine.connect().expect("a connection");
    let dialect = dialect("sqlite").expect("a dialect");
    let loaded = super::files(folder.path()).and_then(|files| {
        load(
            &mut *connection,
            dialect,
            &files,
            &database::everything(dialect),
        )
    });
    let found = match &loaded {
        Ok(models) => {
            let tables = models.metadatas[0].schema.tables.iter();
            Ok(tables
                .map(|table| table.name.to_string())
                .collect::<Vec<_>>())
        }
        Err(diagnostic) => {
            let place = diagnostic.location.as_ref().expect("a place").to_string();
            let place = place.rsplit('/').next().unwrap_or_default().to_owned();
            Err(format!("{place}: {}", diagnostic.message))
        }
    };
    match (found, expected) {
        (Ok(found), Ok(expected)) => assert_eq!(found, expected),
        (Err(told), Err(expected)) => assert!(told.contains(expected), "{told}"),
        (found, expected) => panic!("{found:?} instead of {expected:?}"),
    }
}

#[test]
fn files_are_run_in_the_order_of_their_names() {
    check(
        &[
            ("2.sql", "CREATE INDEX ix ON b (x);\n"),
            (
                "1/b.sql",
                "CREATE TABLE b (x INT);\nCREATE TABLE a (y INT);\n",
            ),
            ("notes.txt", "no SQL"),
        ],
        Ok(&["a", "b"]),
    );
}

#[test]
fn what_the_database_refuses_has_its_line() {
    check(
        &[(
            "1.sql",
            "CREATE TABLE a (x INT);\n\nCREATE INDEX ix ON b (x);\n",
        )],
        Err("1.sql:3: The models cannot be loaded: "),
    );
    check(
        &[("1.sql", "CREATE TABLE a (x INT);\nCOMMIT;\n")],
        Err("1.sql:2: `COMMIT` is about the transaction"),
    );
    check(&[("notes.txt", "")], Err("has no file that ends in `.sql`"));
}
