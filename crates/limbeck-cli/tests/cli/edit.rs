//! `edit`.

use std::os::unix::fs::PermissionsExt;

use crate::project::Project;

fn project() -> Project {
    let project = Project::new().with_scripts(&["pass", "pass"]);
    project.write("tools/note", "#!/bin/sh\necho \"$@\" >> edited.log\n");
    let path = project.path().join("tools/note");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("it can run");
    project
}

/// What the editor was called with, without the folder.
fn edited(project: &Project) -> String {
    let log = std::fs::read_to_string(project.path().join("edited.log")).unwrap_or_default();
    log.replace(
        &format!("{}/migrations/versions/", project.path().display()),
        "",
    )
}

#[test]
fn the_editor_is_found() {
    let check = |variables: &[(&str, &str)], expected: &str| {
        let project = project();
        let tools = project.path().join("tools");
        let path = format!("{}:/usr/bin:/bin", tools.display());
        let variables: Vec<_> = variables
            .iter()
            .copied()
            .chain([("PATH", path.as_str())])
            .collect();
        project.run_with(&variables, &["edit", "r02"]).exits(0);
        assert_eq!(edited(&project), expected);
    };
    check(&[("EDITOR", "note")], "r02.py\n");
    check(
        &[("EDITOR", "no-such-editor"), ("VISUAL", "tools/note")],
        "r02.py\n",
    );
    check(&[("EDITOR", "note --wait")], "--wait r02.py\n");
}

#[test]
fn what_is_applied_is_edited() {
    let project = project();
    let variables = [("EDITOR", "tools/note"), ("PATH", "/usr/bin:/bin")];
    let refused = project
        .run_with(&variables, &["edit", "current"])
        .exits(255);
    assert!(
        refused.stdout.contains("No current revisions"),
        "{refused:#?}"
    );
    project.run(&["upgrade", "r01"]).exits(0);
    project.run_with(&variables, &["edit", "current"]).exits(0);
    assert_eq!(edited(&project), "r01.py\n");
}

#[test]
fn without_an_editor() {
    let refused = project()
        .run_with(&[("PATH", "/nonexistent")], &["edit", "r01"])
        .exits(255);
    assert!(
        refused.stdout.contains("No suitable editor found"),
        "{refused:#?}"
    );
}
