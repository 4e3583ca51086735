//! `db apply`.

use limbeck_test_support::{MysqlDatabase, TestDatabase};

use super::project;
use crate::json::object;
use crate::project::Project;

const SHOP: &str = "-- A shop.
CREATE TABLE items (id INTEGER PRIMARY KEY, name VARCHAR(20));
INSERT INTO items VALUES (1, 'a;b'), (2, 'c');
CREATE INDEX ix_items_name
    ON items (name);
";

#[test]
fn statements_are_one_transaction() {
    let project = project("sqlite:///app.db");
    project.write("change.sql", SHOP);
    let tried = project
        .run(&["db", "apply", "change.sql", "--dry-run"])
        .exits(0);
    let comments: Vec<&str> = tried
        .stdout
        .lines()
        .filter_map(|line| line.strip_prefix("-- change.sql:")?.split_once(','))
        .map(|(line, _)| line)
        .collect();
    assert_eq!(comments, ["2", "3", "4"], "{tried:#?}");
    assert!(
        tried
            .stdout
            .contains("ON items (name);\n\nTried 3 statements of change.sql in ")
    );
    assert_eq!(project.tables("app.db"), [""; 0]);

    let applied = project.run(&["db", "apply", "change.sql"]).exits(0);
    assert!(
        applied
            .stdout
            .starts_with("Applied 3 statements of change.sql in "),
        "{applied:#?}"
    );
    assert_eq!(project.tables("app.db"), ["items"]);

    project.write(
        "broken.sql",
        "DROP TABLE items;\n\nSELECT\n  * FROM nowhere;\n",
    );
    project
        .run(&["db", "apply", "broken.sql"])
        .exits(1)
        .prints("")
        .complains(&[
            "broken.sql:3",
            "no such table: nowhere",
            "Nothing was changed.",
        ]);
    assert_eq!(project.tables("app.db"), ["items"]);
}

#[test]
fn json() {
    let project = project("sqlite:///app.db");
    project.write("change.sql", SHOP);
    let finished = project
        .run(&["db", "apply", "change.sql", "--json"])
        .exits(0);
    let report = object(&finished, "db_apply");
    assert_eq!(report["command"], "db apply");
    assert_eq!(report["is_atomic"], true);
    assert_eq!(report["statements"][1]["line"], 3);
    assert_eq!(report["statements"][1]["row_count"], 2);
    assert_eq!(report["statements"][1]["transaction"], "inside");
    let again = project
        .run(&["db", "apply", "change.sql", "--json"])
        .exits(1);
    let error = object(&again, "error");
    assert_eq!(error["error"]["code"], "statement-failed");
    assert_eq!(error["error"]["location"]["line"], 2);
}

#[test]
fn what_is_not_run() {
    let project = project("sqlite:///app.db");
    let check = |text: &str, complaints: &[&str]| {
        project.write("change.sql", text);
        let finished = project.run(&["db", "apply", "change.sql"]);
        finished.exits(1).prints("").complains(complaints);
    };
    check(
        "CREATE TABLE a (x INT);\nCOMMIT;\n",
        &["change.sql:2", "`COMMIT` is about the transaction"],
    );
    check(
        "-- upgrade\nSELECT 1;\n-- downgrade\n",
        &["The file is a migration"],
    );
    check("SELECT 'a;\n", &["change.sql:1", "not closed"]);
    project
        .run(&["db", "apply", "none.sql"])
        .exits(1)
        .complains(&["none.sql"]);
    project.write("empty.sql", "-- nothing\n");
    project
        .run(&["db", "apply", "empty.sql"])
        .exits(0)
        .prints("There is no statement in empty.sql.\n");
    assert_eq!(project.tables("app.db"), [""; 0]);
}

#[test]
fn another_database() {
    let project = project("sqlite:///app.db");
    project.write("change.sql", SHOP);
    project.write(
        "pyproject.toml",
        "[tool.limbeck.databases]\nproduction = 'sqlite:///production.db'\n\
         staging = { url_variable = 'STAGING_URL' }\n",
    );
    let apply = |name: &str| project.run(&["db", "apply", "change.sql", "--db", name]);
    apply("production").exits(0);
    assert_eq!(project.tables("production.db"), ["items"]);
    apply("sqlite:///by_url.db").exits(0);
    assert_eq!(project.tables("by_url.db"), ["items"]);
    apply("staging")
        .exits(1)
        .complains(&["STAGING_URL, which is not set"]);
    project
        .run_with(
            &[("STAGING_URL", "sqlite:///staging.db")],
            &["db", "apply", "change.sql", "--db", "staging"],
        )
        .exits(0);
    assert_eq!(project.tables("staging.db"), ["items"]);
    apply("typo.db")
        .exits(1)
        .complains(&["There is no database `typo.db`."]);
    rusqlite::Connection::open(project.path().join("there.db"))
        .and_then(|connection| connection.execute("CREATE TABLE t (x)", []))
        .expect("a database");
    apply("there.db").exits(0);
    assert_eq!(project.tables("there.db"), ["items", "t"]);
    assert!(!project.path().join("app.db").exists() || project.tables("app.db").is_empty());
}

#[test]
fn a_section_of_the_ini_file_names_a_database() {
    let project = Project::new();
    let ini = std::fs::read_to_string(project.path().join("alembic.ini")).expect("a text");
    project.write(
        "alembic.ini",
        &format!("{ini}\n[reports]\nsqlalchemy.url = sqlite:///reports.db\n"),
    );
    project.write("change.sql", SHOP);
    project
        .run(&["db", "apply", "change.sql", "--db", "reports"])
        .exits(0);
    assert_eq!(project.tables("reports.db"), ["items"]);
    project.run(&["db", "apply", "change.sql"]).exits(0);
    assert_eq!(project.tables("app.db"), ["items"]);
}

#[test]
fn what_postgresql_runs_outside_of_transactions() {
    let database = TestDatabase::create();
    let project = project(&database.url());
    project.write(
        "change.sql",
        "CREATE TABLE a (x INT PRIMARY KEY, y INT REFERENCES a DEFERRABLE INITIALLY DEFERRED);\n\
         CREATE INDEX CONCURRENTLY ix ON a (y);\nINSERT INTO a VALUES (1, 1);\n",
    );
    let tables =
        || database.texts("SELECT relname FROM pg_class WHERE relname IN ('a', 'ix') ORDER BY 1");
    let tried = project
        .run(&["db", "apply", "change.sql", "--dry-run"])
        .exits(0);
    assert!(
        tried.stdout.contains("-- change.sql:2, not tried\n"),
        "{tried:#?}"
    );
    tried.complains(&[
        "the statement on line 2 cannot run in a transaction, and so cannot be tried",
    ]);
    assert_eq!(tables(), [""; 0]);
    project
        .run(&["db", "apply", "change.sql"])
        .exits(0)
        .complains(&[
            "on line 2 cannot run in a transaction: what comes before is committed first",
        ]);
    assert_eq!(tables(), ["a", "ix"]);

    // Wrong only when it is committed.
    project.write("orphan.sql", "INSERT INTO a VALUES (2, 7);\n");
    for arguments in [
        &["db", "apply", "orphan.sql", "--dry-run"][..],
        &["db", "apply", "orphan.sql"],
    ] {
        project
            .run(arguments)
            .exits(1)
            .complains(&["violates foreign key constraint", "Nothing was changed."]);
    }
    project.write(
        "half.sql",
        "CREATE TABLE b (x INT);\nDROP INDEX CONCURRENTLY ix;\nSELECT 1 / 0;\n",
    );
    project
        .run(&["db", "apply", "half.sql"])
        .exits(1)
        .complains(&[
            "half.sql:3",
            "division by zero",
            "What stands up to line 2 took effect.",
        ]);
    // Only the project's own server is asked for other names.
    project
        .run(&["db", "apply", "half.sql", "--db", "no_such_database"])
        .exits(1)
        .complains(&["no_such_database"]);
}

#[test]
fn what_mariadb_cannot_take_back() {
    let database = MysqlDatabase::create();
    let project = project(&database.url());
    project.write(
        "change.sql",
        "CREATE TABLE a (x INT);\nINSERT INTO a VALUES (1);\nSELECT nonsense;\n",
    );
    project
        .run(&["db", "apply", "change.sql", "--dry-run"])
        .exits(1)
        .prints("")
        .complains(&[
            "change.sql:1",
            "this database cannot take the statement back",
        ]);
    assert_eq!(database.tables(), [""; 0]);
    project
        .run(&["db", "apply", "change.sql"])
        .exits(1)
        .complains(&[
            "the statement on line 1 commits by itself on this database",
            "change.sql:3",
            "What stands up to line 1 took effect.",
        ]);
    assert_eq!(database.tables(), ["a"]);
    assert_eq!(database.texts("SELECT x FROM a"), [""; 0]);
    project.write("rows.sql", "INSERT INTO a VALUES (1);\n");
    project
        .run(&["db", "apply", "rows.sql", "--dry-run"])
        .exits(0);
    assert_eq!(database.texts("SELECT x FROM a"), [""; 0]);
    project.run(&["db", "apply", "rows.sql"]).exits(0);
    assert_eq!(database.texts("SELECT x FROM a"), ["1"]);
}
