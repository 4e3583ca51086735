//! `merge`.

use super::{project, read, refused};

#[test]
fn heads_are_merged() {
    let project = project();
    project
        .run(&["revision", "--head", "r01", "--splice", "--rev-id", "side"])
        .exits(0);
    refused(
        &project,
        &["merge", "r01", "side"],
        255,
        "Revision r01 is not a head revision",
    );
    refused(
        &project,
        &["merge", "heads", "r02"],
        255,
        "Duplicate head revisions specified",
    );
    project
        .run(&[
            "merge",
            "heads",
            "-m",
            "join",
            "--rev-id",
            "joined",
            "--branch-label",
            "one",
        ])
        .exits(0);
    let text = read(&project, "migrations/versions/joined_join.py");
    assert!(text.contains("\nRevises: r02, side\n"), "{text}");
    assert!(
        text.contains("\ndown_revision = ('r02', 'side')\nbranch_labels = ('one',)\n"),
        "{text}"
    );
    project.run(&["upgrade", "head"]).exits(0);
    assert_eq!(project.versions("app.db"), ["joined"]);
}

#[test]
fn revisions_are_merged_besides_the_heads() {
    let project = project();
    project
        .run(&["revision", "--head", "r01", "--splice", "--rev-id", "side"])
        .exits(0);
    project
        .run(&["merge", "r01", "side", "--splice", "--rev-id", "x"])
        .exits(0);
    let text = read(&project, "migrations/versions/x_.py");
    assert!(
        text.contains("\ndown_revision = ('r01', 'side')\n"),
        "{text}"
    );
}
