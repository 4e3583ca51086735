//! `--json`: one object on standard output, described by the schemas in `docs/schemas`.

mod schema;

use std::path::Path;

use serde_json::Value;

use crate::project::{Finished, Project};

fn project() -> Project {
    let project = Project::new().with_scripts(&[
        "op.create_table('a', sa.Column('x', sa.Integer))",
        "print('from the script')",
    ]);
    project.write(
        "migrations/versions/side.py",
        "revision = 'side'\ndown_revision = 'r01'\nbranch_labels = ('west',)\ndepends_on = None\n\n\n\
         def upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n",
    );
    project
}

/// The committed schema of a verb, or of errors.
fn schema_of(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs/schemas")
        .join(format!("{name}.json"));
    let text = std::fs::read_to_string(path).expect("there is a schema");
    serde_json::from_str(&text).expect("it is JSON")
}

/// The one object on standard output; it fits the schema of that name.
#[track_caller]
pub fn object(finished: &Finished, name: &str) -> Value {
    let lines: Vec<&str> = finished.stdout.lines().collect();
    let [line] = lines[..] else {
        panic!("not one line: {finished:#?}");
    };
    let value: Value = serde_json::from_str(line).expect("it is JSON");
    let errors = schema::errors(&schema_of(name), &value);
    assert!(errors.is_empty(), "{errors:#?}\n{value:#}");
    value
}

/// Runs a verb that succeeds.
#[track_caller]
fn check(project: &Project, arguments: &[&str]) -> Value {
    let finished = project.run(&[arguments, &["--json"]].concat()).exits(0);
    let value = object(&finished, arguments[0]);
    assert_eq!(value["command"], arguments[0]);
    value
}

fn texts(list: &Value, field: &str) -> Vec<String> {
    let items = list.as_array().expect("a list");
    let text = |item: &Value| item[field].as_str().expect("a text").to_owned();
    items.iter().map(text).collect()
}

#[test]
fn revisions() {
    let project = project();
    let heads = check(&project, &["heads"]);
    assert_eq!(texts(&heads["revisions"], "revision"), ["r02", "side"]);
    assert_eq!(heads["revisions"][1]["branch_labels"][0], "west");
    assert!(heads["revisions"][0].get("is_current").is_none());
    let branches = check(&project, &["branches"]);
    assert_eq!(texts(&branches["revisions"], "revision"), ["r01"]);
    assert_eq!(branches["revisions"][0]["is_branch_point"], true);
    let show = check(&project, &["show", "r02"]);
    assert_eq!(show["revisions"][0]["message"], "step 2");
    assert_eq!(show["revisions"][0]["down_revision"][0], "r01");
    let graph = check(&project, &["graph"]);
    assert_eq!(texts(&graph["revisions"], "revision").len(), 3);
    let history = check(&project, &["history", "-r", "r01:r02"]);
    assert_eq!(texts(&history["revisions"], "revision"), ["r02", "r01"]);
}

#[test]
fn where_the_database_stands() {
    let project = project();
    let status = check(&project, &["status"]);
    assert_eq!(status["is_up_to_date"], false);
    assert_eq!(
        texts(&status["databases"][0]["pending"], "revision"),
        ["r01", "side", "r02"]
    );
    project.run(&["upgrade", "r02"]).exits(0);
    let current = check(&project, &["current"]);
    assert_eq!(current["databases"][0]["url"], "sqlite:///app.db");
    assert_eq!(current["databases"][0]["current"][0]["revision"], "r02");
    let history = check(&project, &["history", "-i"]);
    let is_current = |revision: &str| {
        let mut listed = history["revisions"].as_array().expect("a list").iter();
        listed
            .find(|one| one["revision"] == revision)
            .expect("it is listed")["is_current"]
            .clone()
    };
    assert_eq!([is_current("r02"), is_current("side")], [true, false]);
    let finished = project.run(&["status", "--check", "--json"]).exits(3);
    assert_eq!(object(&finished, "status")["is_up_to_date"], false);
    assert!(!finished.stderr.contains("error"), "{finished:#?}");
}

#[test]
fn what_was_done() {
    let project = project();
    let made = check(&project, &["ensure_version"]);
    assert_eq!(made["databases"][0]["heads"], serde_json::json!([]));
    let up = check(&project, &["upgrade", "r02"]);
    let database = &up["databases"][0];
    assert_eq!(database["heads"][0], "r02");
    assert_eq!(
        texts(&database["steps"], "log"),
        ["upgrade  -> r01, step 1", "upgrade r01 -> r02, step 2"]
    );
    assert!(database["steps"][0]["duration_ms"].as_f64() > Some(0.0));
    assert_eq!(database["steps"][0]["kind"], "script");
    let down = check(&project, &["downgrade", "-1"]);
    assert_eq!(down["databases"][0]["steps"][0]["direction"], "downgrade");
    let stamp = check(&project, &["stamp", "side"]);
    assert_eq!(stamp["databases"][0]["steps"][0]["kind"], "stamp");
    assert_eq!(stamp["databases"][0]["heads"][0], "side");
}

#[test]
fn what_is_written_is_part_of_the_object() {
    let project = project();
    for verb in ["upgrade", "stamp"] {
        let value = check(&project, &[verb, "r01", "--sql"]);
        let sql = value["sql"].as_str().expect("a text");
        assert!(sql.contains("INSERT INTO alembic_version"), "{value:#}");
    }
    assert!(check(&project, &["downgrade", "r01:base", "--sql"])["sql"].is_string());
    assert!(check(&project, &["ensure_version", "--sql"])["sql"].is_string());
}

#[test]
fn what_python_prints_goes_elsewhere() {
    let project = project();
    let finished = project.run(&["--json", "upgrade", "heads"]).exits(0);
    object(&finished, "upgrade");
    finished.complains(&["from the script"]);
}

#[test]
fn scripts() {
    let project = project();
    let doctor = check(&project, &["doctor", "--scripts"]);
    assert_eq!(
        texts(&doctor["scripts"], "revision"),
        ["r01", "r02", "side"]
    );
    assert_eq!(doctor["scripts"][0]["upgrade"]["runs"], "straight_line");
    assert_eq!(doctor["scripts"][1]["upgrade"]["runs"], "interpreted");
}

#[test]
fn failures() {
    let project = Project::new().with_scripts(&["op.execute('nonsense')"]);
    let failure = |arguments: &[&str], status: i32| {
        let finished = project.run(arguments).exits(status);
        object(&finished, "error")
    };
    let unknown = failure(&["upgrade", "nope", "--json"], 255);
    assert_eq!(unknown["error"]["code"], "unknown-revision");
    assert_eq!(unknown["command"], "upgrade");
    let broken = failure(&["upgrade", "head", "--json"], 1);
    let location = &broken["error"]["location"];
    assert_eq!(location["line"], 10, "{broken:#}");
    assert!(
        location["file"]
            .as_str()
            .is_some_and(|file| file.ends_with("r01.py"))
    );
    let usage = failure(&["upgrade", "head", "--json", "--wat"], 2);
    assert_eq!(usage["command"], Value::Null);
    assert_eq!(
        usage["error"]["message"],
        "unexpected argument '--wat' found"
    );
    let none = failure(&["-c", "none.ini", "--json", "heads"], 255);
    assert!(none["error"]["message"].is_string());
}

#[test]
fn quiet_is_quiet() {
    let project = project();
    project.run(&["-q", "--json", "heads"]).exits(0).prints("");
}
