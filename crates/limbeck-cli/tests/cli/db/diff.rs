//! `db diff`: what leads from a database to the models.

use limbeck_test_support::{MysqlDatabase, TestDatabase};

use super::{MODELS, Modelled, with_models};
use crate::json::object;

/// The models of the tests in another state: a column more, one less, a table more.
fn changed() -> String {
    MODELS.replace(
        "sa.Column('mail', sa.String(100), nullable=False, index=True),",
        "sa.Column('mail', sa.String(200), nullable=False, index=True),\n    sa.Column('nick', sa.String(20)),",
    ).replace("sa.Column('name', sa.String(50), nullable=False, unique=True),", "")
        + "\nsa.Table('orders', metadata, sa.Column('id', sa.Integer, primary_key=True))\n"
}

/// From nothing to the models and on to others, each time by reviewed SQL, until nothing is left.
fn check(url: &str, run: impl Fn(&str)) -> Option<Modelled> {
    let modelled = with_models(url, MODELS)?;
    let written = modelled.run(&["db", "diff", "-o", "one.sql"]).exits(0);
    assert!(written.stdout.starts_with("Wrote "), "{written:#?}");
    modelled.run(&["db", "apply", "one.sql"]).exits(0);
    modelled
        .run(&["db", "diff", "--check"])
        .exits(0)
        .prints("No differences.\n");

    run("INSERT INTO groups (id, name) VALUES (1, 'a'), (2, 'b')");
    modelled.project.write("models.py", &changed());
    let plan = modelled.run(&["db", "diff", "--check"]).exits(3);
    for line in [
        "+ orders\n",
        "~ users\n",
        "    + column nick\n",
        "    ~ column mail: type\n",
        "    - column name\n        LOSES DATA: the column goes with all its values. (2 rows)\n",
    ] {
        assert!(plan.stdout.contains(line), "no {line:?} in {}", plan.stdout);
    }
    let json = modelled
        .run(&["db", "diff", "--json", "--strategy", "safe"])
        .exits(0);
    let report = object(&json, "db_diff");
    let left_out = report["left_out"].as_array().expect("a list");
    assert!(
        left_out
            .iter()
            .any(|one| one["name"] == "name" && one["kind"] == "drop"),
        "{report:#}"
    );
    let kinds = |report: &serde_json::Value| -> Vec<String> {
        let changes = report["changes"].as_array().expect("a list").iter();
        changes
            .map(|one| one["kind"].as_str().expect("a text").to_owned())
            .collect()
    };
    let additive = modelled
        .run(&["db", "diff", "--json", "--strategy", "additive"])
        .exits(0);
    assert_eq!(kinds(&object(&additive, "db_diff")), ["add", "add"]);

    modelled.run(&["db", "diff", "-o", "two.sql"]).exits(0);
    let sql = std::fs::read_to_string(modelled.project.path().join("two.sql")).expect("a text");
    assert!(
        sql.contains("-- LOSES DATA: the column goes with all its values.\nALTER TABLE"),
        "{sql}"
    );
    assert!(!sql.contains("secret"), "{sql}");
    modelled.run(&["db", "apply", "two.sql"]).exits(0);
    modelled
        .run(&["db", "diff"])
        .exits(0)
        .prints("No differences.\n");
    Some(modelled)
}

#[test]
fn on_postgresql() {
    let database = TestDatabase::create();
    let Some(modelled) = check(&database.url(), |sql| drop(database.run(sql))) else {
        return;
    };
    let other = TestDatabase::create();
    // A database on the same server, by its name.
    modelled
        .run(&["db", "diff", "--check", "--db", other.name()])
        .exits(3);
    let shown = modelled
        .run(&["-v", "db", "diff", "--db", other.name()])
        .exits(0);
    assert!(shown.stdout.contains("CREATE TABLE orders"), "{shown:#?}");
}

#[test]
fn on_mariadb() {
    let database = MysqlDatabase::create();
    check(&database.url(), |sql| drop(database.run(sql)));
}

#[test]
fn on_sqlite() {
    let Some(modelled) = with_models("sqlite:///app.db", MODELS) else {
        return;
    };
    modelled.run(&["db", "diff", "-o", "one.sql"]).exits(0);
    modelled.run(&["db", "apply", "one.sql"]).exits(0);
    modelled
        .run(&["db", "diff", "--check"])
        .exits(0)
        .prints("No differences.\n");
    modelled.project.write("models.py", &changed());
    // What SQLite alters only by a copy of the table is said.
    let plan = modelled.run(&["db", "diff"]).exits(0);
    assert!(
        plan.stdout.contains("not possible by SQL alone"),
        "{plan:#?}"
    );
    modelled
        .run(&["db", "diff", "-o", "two.sql"])
        .exits(1)
        .complains(&["render_as_batch"]);
    modelled
        .run(&["db", "diff", "-o", "two.sql", "--strategy", "additive"])
        .exits(0);
    modelled.run(&["db", "apply", "two.sql"]).exits(0);
}
