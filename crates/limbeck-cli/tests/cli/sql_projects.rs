//! Projects of scripts in SQL alone: no `env.py`, no interpreter.

use std::path::Path;

use limbeck_test_support::{MysqlDatabase, TestDatabase};

use crate::project::Project;

/// The example, in a folder of its own.
fn example() -> Project {
    let project = Project::empty();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/plain-sql");
    let scripts = folder.join("migrations/versions");
    let mut files = vec![folder.join("alembic.ini")];
    for script in std::fs::read_dir(scripts).expect("the folder is there") {
        files.push(script.expect("a file").path());
    }
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a text");
        let relative = file.strip_prefix(&folder).expect("below the folder");
        project.write(&relative.display().to_string(), &text);
    }
    project
}

/// A project with this configuration and one script.
fn project(configuration: &str) -> Project {
    let project = Project::empty();
    project.write(
        "alembic.ini",
        &format!("[alembic]\nscript_location = %(here)s/migrations\n{configuration}"),
    );
    project.write(
        "migrations/versions/a1.sql",
        "-- revision: a1\n-- down_revision:\n-- upgrade\nCREATE TABLE t (a INT);\n",
    );
    project
}

/// The example up, down to the middle, up again and all the way down.
fn check_example(url: &str, use_it: impl FnOnce()) {
    let project = example();
    let run = |arguments: &[&str]| project.run_with(&[("DATABASE_URL", url)], arguments);
    run(&["upgrade", "heads"])
        .exits(0)
        .complains(&["Running upgrade 6f08b1d24c7e -> b37c9e50f1a8, Keep the totals of orders"]);
    run(&["current"]).exits(0).prints("b37c9e50f1a8 (head)\n");
    use_it();
    run(&["downgrade", "6f08b1d24c7e"]).exits(0);
    run(&["status"]).exits(0);
    run(&["upgrade", "+1"]).exits(0);
    run(&["downgrade", "base"]).exits(0);
    run(&["current"]).exits(0).prints("");
}

const ORDER: [&str; 3] = [
    "INSERT INTO customers VALUES (1, 'ed', 'ed@example.org')",
    "INSERT INTO orders (id, customer_id) VALUES (1, 1)",
    "INSERT INTO order_lines VALUES (1, 1, 2.50), (1, 2, 4.00)",
];

const TOTAL: &str = "SELECT CAST(total AS CHAR(4)) FROM orders";

#[test]
fn the_example_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("app.db");
    check_example(&format!("sqlite:///{}", file.display()), || {
        let connection = rusqlite::Connection::open(&file).expect("a database");
        connection
            .execute_batch(&ORDER.join(";"))
            .expect("valid SQL");
        let total: String = connection
            .query_row(TOTAL, [], |row| row.get(0))
            .expect("a row");
        assert_eq!(total, "6.5");
    });
}

#[test]
fn the_example_on_postgresql() {
    let database = TestDatabase::create();
    check_example(&database.url(), || {
        for statement in ORDER {
            database.run(statement);
        }
        assert_eq!(database.texts(TOTAL), ["6.50"]);
    });
}

#[test]
fn the_example_on_mariadb() {
    let database = MysqlDatabase::create();
    check_example(&database.url(), || {
        for statement in ORDER {
            database.run(statement);
        }
        assert_eq!(database.texts(TOTAL), ["6.50"]);
    });
}

#[test]
fn the_url_of_the_file() {
    let project = example();
    project.run(&["upgrade", "heads"]).exits(0);
    assert_eq!(
        project.tables("shop.db"),
        ["alembic_version", "customers", "order_lines", "orders"]
    );
    project
        .run(&["--url", "sqlite:///other.db", "stamp", "heads"])
        .exits(0);
    assert_eq!(project.versions("other.db"), ["b37c9e50f1a8"]);
    project
        .run(&["history", "-r", "current:"])
        .exits(0)
        .prints("6f08b1d24c7e -> b37c9e50f1a8 (head), Keep the totals of orders\n");
}

#[test]
fn no_url() {
    project("url_variable = APP_DATABASE\n")
        .run(&["upgrade", "heads"])
        .exits(1)
        .complains(&[
            "The project does not say which database it is for.",
            "The variable APP_DATABASE is not set.",
            "--url or LIMBECK_DATABASE_URL",
        ]);
}

#[test]
fn settings_that_env_py_would_have() {
    let project = project(
        "sqlalchemy.url = sqlite:///app.db\nversion_table = versions\n\
         transaction_per_migration = true\n",
    );
    project.write(
        "migrations/versions/b2.sql",
        "-- revision: b2\n-- down_revision: a1\n-- upgrade\nnonsense;\n",
    );
    project
        .run(&["upgrade", "heads"])
        .exits(1)
        .complains(&["b2.sql:4", "stands at a1"]);
    assert_eq!(project.tables("app.db"), ["t", "versions"]);
}

#[test]
fn what_is_written_with_sql() {
    let project = project("sqlalchemy.url = sqlite:///app.db\n");
    project.run(&["upgrade", "heads", "--sql"]).exits(0).prints(
        "CREATE TABLE alembic_version (\n    version_num VARCHAR(32) NOT NULL, \n    \
             CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n);\n\n\
             -- Running upgrade  -> a1\n\nCREATE TABLE t (a INT);\n\n\
             INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING version_num;\n\n",
    );
    project.run(&["upgrade", "heads"]).exits(0);
    project
        .run(&["upgrade", "heads", "--sql", "--from-db"])
        .exits(0)
        .prints("");
}

#[test]
fn a_script_in_python_needs_env_py() {
    let project = project("sqlalchemy.url = sqlite:///app.db\n");
    project.write(
        "migrations/versions/b2.py",
        "revision = 'b2'\ndown_revision = 'a1'\n",
    );
    project.run(&["heads"]).exits(0).prints("b2 (head)\n");
    project
        .run(&["upgrade", "heads"])
        .exits(1)
        .complains(&["Can't find Python file"]);
}

#[test]
fn a_file_without_a_header() {
    let project = project("sqlalchemy.url = sqlite:///app.db\n");
    project.write("migrations/versions/b2.sql", "SELECT 1;");
    project
        .run(&["upgrade", "heads"])
        .exits(1)
        .complains(&["the SQL file has no header", "b2.sql"]);
}
