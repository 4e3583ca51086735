//! New scripts in SQL.

use super::{files, project, read, refused};
use crate::project::Project;

/// A project without `env.py`.
fn sql_project() -> Project {
    let project = Project::empty();
    project.write(
        "alembic.ini",
        "[alembic]\nscript_location = %(here)s/migrations\nsqlalchemy.url = sqlite:///app.db\n",
    );
    project.make_folder("migrations/versions");
    project
}

/// A new script without its date, which is another one every time.
fn check_script(project: &Project, path: &str, expected: &str) {
    let text = read(project, path);
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.starts_with("-- create_date: 2"))
        .collect();
    assert_eq!(lines.join("\n"), expected);
}

#[test]
fn sql_is_what_a_project_without_env_py_has() {
    let project = sql_project();
    project
        .run(&["revision", "-m", "Add users", "--rev-id", "a1"])
        .exits(0);
    check_script(
        &project,
        "migrations/versions/a1_add_users.sql",
        "-- message: Add users\n-- revision: a1\n-- down_revision: none\n\n-- upgrade\n\n\n-- downgrade\n",
    );
    project
        .run(&["revision", "--rev-id", "b2", "--branch-label", "x"])
        .exits(0);
    project
        .run(&["revision", "--rev-id", "c3", "--head", "a1", "--splice"])
        .exits(0);
    project
        .run(&["merge", "heads", "-m", "Together", "--rev-id", "d4"])
        .exits(0);
    check_script(
        &project,
        "migrations/versions/d4_together.sql",
        "-- message: Together\n-- revision: d4\n-- down_revision: b2, c3\n\n-- upgrade\n\n\n\
         -- downgrade\n",
    );
    project.run(&["upgrade", "heads"]).exits(0);
    assert_eq!(project.versions("app.db"), ["d4"]);
    project.run(&["downgrade", "base"]).exits(0);
}

#[test]
fn sql_beside_python() {
    let project = project();
    project
        .run(&[
            "revision", "--format", "sql", "--rev-id", "s3", "-m", "In SQL",
        ])
        .exits(0);
    project.run(&["revision", "--rev-id", "p4"]).exits(0);
    assert_eq!(
        files(&project, "migrations/versions"),
        ["p4_.py", "r01.py", "r02.py", "s3_in_sql.sql"]
    );
    project
        .run(&["history", "-r", "r02:"])
        .exits(0)
        .prints("s3 -> p4 (head), empty message\nr02 -> s3, In SQL\nr01 -> r02, step 2\n");
    project.run(&["upgrade", "head"]).exits(0);
}

#[test]
fn heads_in_python_are_merged_in_sql() {
    let project = project();
    project
        .run(&["revision", "--rev-id", "p3", "--head", "r01", "--splice"])
        .exits(0);
    project
        .run(&["merge", "heads", "--format", "sql", "--rev-id", "m4"])
        .exits(0);
    check_script(
        &project,
        "migrations/versions/m4_.sql",
        "-- message: empty message\n-- revision: m4\n-- down_revision: p3, r02\n\n-- upgrade\n\n\n-- downgrade\n",
    );
    project.run(&["upgrade", "head"]).exits(0);
    assert_eq!(project.versions("app.db"), ["m4"]);
}

#[test]
fn revision_environment_is_for_scripts_in_python() {
    let project = sql_project();
    let ini = read(&project, "alembic.ini");
    project.write(
        "alembic.ini",
        &format!("{ini}revision_environment = true\n"),
    );
    project.run(&["revision", "--rev-id", "a1"]).exits(0);
    project.run(&["merge", "a1", "--rev-id", "b2"]).exits(0);
    assert_eq!(
        files(&project, "migrations/versions"),
        ["a1_.sql", "b2_.sql"]
    );
}

#[test]
fn what_a_header_cannot_say() {
    let project = project();
    refused(
        &project,
        &["revision", "--format", "sql", "--branch-label", "a b"],
        255,
        "cannot hold a label with a comma or a blank",
    );
}
