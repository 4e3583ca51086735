//! The grammar of the command line is that of Python's `argparse`.

use crate::project::Project;

fn project() -> Project {
    Project::new().with_scripts(&["op.execute('SELECT 1')", "op.execute('SELECT 1')"])
}

#[test]
fn numbers_are_no_options() {
    let project = project();
    project.run(&["upgrade", "+2"]).exits(0);
    project.run(&["downgrade", "-1"]).exits(0);
    assert_eq!(project.versions("app.db"), ["r01"]);
    project.run(&["history", "-r", "-1:"]).exits(2);
    project
        .run(&["history", "-r=-1:"])
        .exits(0)
        .prints("r01 -> r02 (head), step 2\n<base> -> r01, step 1\n");
}

#[test]
fn options_may_be_abbreviated_attached_repeated_and_anywhere() {
    let project = project();
    project
        .run(&["history", "--rev", "r01:", "--verb", "--rev-range=r02:"])
        .exits(0)
        .prints(&project.run(&["history", "-vrr02:"]).stdout);
    project
        .run(&["-q", "--conf", "alembic.ini", "heads"])
        .prints("");
    project.run(&["upgrade", "--sql", "head"]).exits(0);
    project.run(&["ensure-version"]).exits(0);
}

#[test]
fn wrong_usage_exits_with_2() {
    let project = project();
    let check = |words: &[&str]| {
        let finished = project.run(words).exits(2).prints("");
        assert!(
            finished.stderr.to_lowercase().contains("usage"),
            "{finished:#?}"
        );
    };
    check(&[]);
    check(&["frobnicate"]);
    check(&["upgrade"]);
    check(&["upgrade", "head", "--wat"]);
    check(&["upgrade", "head", "-c", "alembic.ini"]);
    check(&["--lock-timeout", "soon", "heads"]);
}

#[test]
fn verbs_that_come_later_say_so() {
    let project = project();
    for words in [
        &["revision", "-m", "x"][..],
        &["merge", "heads"],
        &["init", "folder"],
        &["edit", "head"],
        &["check"],
        &["list_templates"],
    ] {
        project
            .run(words)
            .exits(1)
            .prints("")
            .complains(&[&format!("limbeck does not have `{}` yet", words[0])]);
    }
}
