//! `graph`.

use crate::project::Project;

fn project() -> Project {
    let project = Project::new().with_scripts(&["pass", "pass"]);
    project.write(
        "migrations/versions/side.py",
        "revision = 'side'\ndown_revision = 'r01'\nbranch_labels = ('west',)\n",
    );
    project
}

#[test]
fn without_a_database() {
    let project = project();
    project
        .run(&["graph"])
        .exits(0)
        .prints("● r02 (head) step 2\n│ ● side (west) (head)\n├─╯\n● r01 step 1\n");
    project
        .run(&["graph", "-r", "r01:west@head"])
        .exits(0)
        .prints("● side (west) (head)\n● r01 step 1\n");
    assert!(!project.path().join("app.db").exists());
}

#[test]
fn where_the_database_stands() {
    let project = project();
    project.run(&["upgrade", "r01"]).exits(0);
    let expected = "○ r02 (head) step 2\n│ ○ side (west) (head)\n├─╯\n◉ r01 (current) step 1\n";
    project
        .run(&["graph", "--current"])
        .exits(0)
        .prints(expected);
    project.run(&["upgrade", "r02"]).exits(0);
    project
        .run(&["graph", "--current", "-r", "r01:r02"])
        .exits(0)
        .prints("◉ r02 (head) (current) step 2\n● r01 step 1\n");
}

#[test]
fn nothing_is_created() {
    let project = project();
    project.run(&["graph", "--current"]).exits(0);
    assert!(project.tables("app.db").is_empty());
}

#[test]
fn colours_are_for_who_wants_them() {
    let project = project();
    let finished = project.run(&["graph", "--color=always"]).exits(0);
    assert!(finished.stdout.contains("\u{1b}["), "{finished:#?}");
}

#[test]
fn pictures() {
    let project = project();
    let check = |format: &str, beginning: &str| {
        let finished = project.run(&["graph", "--format", format]).exits(0);
        assert!(finished.stdout.starts_with(beginning), "{finished:#?}");
        assert!(finished.stdout.contains("step 2"), "{finished:#?}");
    };
    check("svg", "<svg xmlns=");
    check("mermaid", "flowchart ");
    check("dot", "digraph ");
    project
        .run(&["graph", "--format", "dot", "--json"])
        .exits(1);
}
