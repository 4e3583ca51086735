//! `db drift`: what was changed in a database without a migration.

use std::process::Stdio;

use limbeck_test_support::{MysqlDatabase, TestDatabase};

use super::project;
use crate::json::object;
use crate::project::{Finished, Project};

/// A project of one migration in SQL, on a database that it was applied to.
fn migrated(url: &str) -> Project {
    let project = project(url);
    project.write(
        "migrations/versions/a1.sql",
        "-- revision: a1\n-- down_revision: none\n-- upgrade\n\
         CREATE TABLE users (id INTEGER PRIMARY KEY, mail VARCHAR(50) NOT NULL);\n\
         CREATE INDEX ix_users_mail ON users (mail);\n\
         CREATE VIEW mails AS SELECT mail FROM users;\n\
         -- downgrade\nDROP VIEW mails;\nDROP TABLE users;\n",
    );
    project.run(&["upgrade", "heads"]).exits(0);
    project
}

/// There is no drift, until somebody does something by hand.
fn check(url: &str, run: impl Fn(&str)) {
    let project = migrated(url);
    project
        .run(&["db", "drift"])
        .exits(0)
        .prints("No drift: the database is as its migrations make it.\n");
    run("ALTER TABLE users ADD COLUMN nick VARCHAR(20)");
    run("DROP INDEX ix_users_mail");
    run("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
    let drifted = project.run(&["db", "drift"]).exits(3);
    for line in [
        "~ users\n",
        "    + column nick\n",
        "    - index ix_users_mail\n",
        "+ notes\n",
    ] {
        assert!(drifted.stdout.contains(line), "no {line:?} in {drifted:#?}");
    }
    let json = project.run(&["db", "drift", "--json"]).exits(3);
    let report = object(&json, "db_drift");
    assert_eq!(report["revisions"][0], "a1");
    assert_eq!(
        report["changes"].as_array().map(Vec::len),
        Some(3),
        "{report:#}"
    );
}

#[test]
fn on_postgresql() {
    let database = TestDatabase::create();
    check(&database.url(), |sql| drop(database.run(sql)));
}

#[test]
fn on_mariadb() {
    let database = MysqlDatabase::create();
    check(&database.url(), |sql| {
        let sql = match sql.starts_with("DROP INDEX") {
            true => format!("{sql} ON users"),
            false => sql.to_owned(),
        };
        drop(database.run(&sql));
    });
}

#[test]
fn on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("app.db");
    check(&format!("sqlite:///{}", file.display()), |sql| {
        rusqlite::Connection::open(&file)
            .and_then(|connection| connection.execute_batch(sql))
            .expect("it runs");
    });
}

#[test]
fn before_any_migration() {
    let project = project("sqlite:///app.db");
    project
        .run(&["db", "drift"])
        .exits(0)
        .prints("No drift: the database is as its migrations make it.\n");
}

#[cfg(unix)]
#[test]
fn a_scratch_database_goes_when_the_command_is_stopped() {
    let database = TestDatabase::create();
    let project = project(&database.url());
    project.write(
        "migrations/versions/a1.sql",
        "-- revision: a1\n-- down_revision: none\n-- upgrade\nSELECT pg_sleep(60);\n-- downgrade\n",
    );
    project.run(&["stamp", "a1"]).exits(0);
    let scratch = || {
        let query = "SELECT DISTINCT datname FROM pg_stat_activity \
                     WHERE datname LIKE 'limbeck_scratch_%' AND query LIKE '%pg_sleep(60)%'";
        database.texts(query)
    };
    let mut child = project
        .command(&["db", "drift"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let name = loop {
        assert!(
            child.try_wait().expect("it can be asked").is_none(),
            "it ended early"
        );
        if let Some(name) = scratch().into_iter().next() {
            break name;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    };
    let sent = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .expect("kill is there");
    assert!(sent.success());
    let finished = Finished::of(child.wait_with_output().expect("it ends")).exits(130);
    let left = database.texts(&format!(
        "SELECT datname FROM pg_database WHERE datname = '{name}'"
    ));
    assert_eq!(left, [""; 0], "{finished:#?}");
}
