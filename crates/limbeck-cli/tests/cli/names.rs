//! Under the name `alembic` limbeck answers as Alembic does, to the letter.

use std::process::Command;

use crate::project::{Finished, Project, binary};

#[test]
fn under_alembics_name() {
    let project = Project::new().with_scripts(&["pass"]);
    let link = project.path().join("alembic");
    std::os::unix::fs::symlink(binary(), &link).expect("a link can be made");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(&link);
        command
            .args(arguments)
            .current_dir(project.path())
            .env_clear();
        Finished::of(command.output().expect("the binary runs"))
    };
    answers_as_alembic(run);
}

#[test]
fn with_the_option() {
    let project = Project::new().with_scripts(&["pass"]);
    answers_as_alembic(|arguments| project.run(&[&["--alembic"], arguments].concat()));
}

fn answers_as_alembic(run: impl Fn(&[&str]) -> Finished) {
    run(&["--version"]).exits(0).prints("alembic 1.20.1\n");
    let finished = run(&["upgrade", "nope"])
        .exits(255)
        .prints("FAILED: Can't locate revision identified by 'nope'\n");
    assert_eq!(
        finished.stderr.lines().last(),
        Some("ERROR [alembic.util.messaging] Can't locate revision identified by 'nope'")
    );
    let finished = run(&["upgrade"]).exits(2);
    assert_eq!(
        finished.stderr,
        "usage: alembic upgrade [-h] [--sql] [--tag TAG] revision\n\
         alembic upgrade: error: the following arguments are required: revision\n"
    );
    // Abbreviations that limbeck's own options would make ambiguous.
    run(&["--ver"]).exits(0).prints("alembic 1.20.1\n");
    run(&["--n", "alembic", "stamp", "--p", "head"]).exits(0);
    run(&["-qq", "current"])
        .exits(0)
        .prints("")
        .complains(&["Context impl SQLiteImpl."]);
}

#[test]
fn under_its_own_name_it_says_more() {
    let project = Project::new().with_scripts(&["pass"]);
    project
        .run(&["upgrade", "nope"])
        .exits(255)
        .prints("FAILED: Can't locate revision identified by 'nope'\n")
        .complains(&["No such revision or branch 'nope'", "help: `history` lists"]);
    assert!(project.run(&["--version"]).stdout.starts_with("limbeck "));
}
