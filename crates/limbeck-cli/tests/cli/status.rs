//! `status`.

use crate::project::Project;

fn project() -> Project {
    Project::new().with_scripts(&["pass", "pass", "pass"])
}

#[test]
fn what_is_left_to_do() {
    let project = project();
    project.run(&["status"]).exits(0).prints(
        "sqlite:///app.db\n  at            base: no revision is applied\n  pending       r01, step 1\n  pending       r02, step 2\n  \
         pending       r03 (head), step 3\n",
    );
    project.run(&["upgrade", "r02"]).exits(0);
    let expected =
        "sqlite:///app.db\n  at            r02, step 2\n  pending       r03 (head), step 3\n";
    project.run(&["status"]).exits(0).prints(expected);
    project
        .run(&["status", "--check"])
        .exits(3)
        .prints(expected)
        .complains(&["The database is not up to date."]);
    project.run(&["upgrade", "head"]).exits(0);
    project
        .run(&["status", "--check"])
        .exits(0)
        .prints("sqlite:///app.db\n  at            r03 (head), step 3\n  up to date\n");
}

#[test]
fn a_row_that_no_script_has() {
    let project = project();
    project.run(&["upgrade", "head"]).exits(0);
    std::fs::remove_file(project.path().join("migrations/versions/r03.py")).expect("removed");
    let finished = project.run(&["status", "--check"]).exits(3);
    assert!(
        finished
            .stdout
            .contains("unknown       r03\n                The version table names it"),
        "{finished:#?}"
    );
}

#[test]
fn nothing_is_created() {
    let project = project();
    project.run(&["status"]).exits(0);
    assert!(project.tables("app.db").is_empty());
}
