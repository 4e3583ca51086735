//! Messages that say which command mends it.

use std::process::Command;

use crate::project::Project;

fn git(project: &Project, words: &[&str]) {
    let mut command = Command::new("git");
    command
        .args(["-c", "user.name=x", "-c", "user.email=x@example.org"])
        .args(words)
        .current_dir(project.path())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.output().expect("git is there");
    assert!(output.status.success(), "{words:?}: {output:?}");
}

/// The database is at `r02`, whose script is on another branch.
fn switched() -> Project {
    let project = Project::new().with_scripts(&["pass"]);
    git(&project, &["init", "--quiet", "--initial-branch=main"]);
    git(&project, &["add", "alembic.ini", "migrations"]);
    git(&project, &["commit", "--quiet", "--message=one"]);
    git(&project, &["switch", "--quiet", "--create=feature/two"]);
    project.write(
        "migrations/versions/r02.py",
        "revision: str = \"r02\"\ndown_revision = \"r01\"\n\n\ndef upgrade():\n    pass\n\n\n\
         def downgrade():\n    pass\n",
    );
    git(&project, &["add", "migrations"]);
    git(&project, &["commit", "--quiet", "--message=two"]);
    project.run(&["upgrade", "head"]).exits(0);
    git(&project, &["switch", "--quiet", "main"]);
    project
}

/// The commands that meet a row that no script has.
const COMMANDS: [&[&str]; 5] = [
    &["upgrade", "head"],
    &["downgrade", "-1"],
    &["current"],
    &["show", "current"],
    &["history", "-r", "current:"],
];

#[test]
fn a_revision_of_another_git_branch() {
    let project = switched();
    let path = std::env::var("PATH").expect("there is git");
    for words in COMMANDS {
        let finished = project.run_with(&[("PATH", &path)], words).exits(255);
        assert_eq!(
            finished.stdout,
            "FAILED: Can't locate revision identified by 'r02'\n"
        );
        finished.complains(&[
            "no script has it; the git branch `feature/two` does",
            "Run `git switch feature/two`",
            "stamp --purge",
        ]);
    }
    let finished = project.run_with(&[("PATH", &path)], &["status"]).exits(0);
    assert!(
        finished.stdout.contains("unknown       r02")
            && finished.stdout.contains("git switch feature/two"),
        "{finished:#?}"
    );
    let finished = project.run_with(&[("PATH", &path)], &["status", "--json"]);
    assert!(
        finished
            .stdout
            .contains("\"git_branches\":[\"feature/two\"]"),
        "{finished:#?}"
    );
}

#[test]
fn a_revision_that_is_gone() {
    let project = Project::new().with_scripts(&["pass", "pass"]);
    project.run(&["upgrade", "head"]).exits(0);
    std::fs::remove_file(project.path().join("migrations/versions/r02.py")).expect("removed");
    for words in COMMANDS {
        project.run(words).exits(255).complains(&[
            "The version table names it, but no script has it.",
            "Restore its script; if it is gone for good, run `stamp --purge REVISION`",
        ]);
    }
    project.run(&["stamp", "--purge", "r01"]).exits(0);
    project.run(&["current"]).exits(0).prints("r01 (head)\n");
}

#[test]
fn what_was_typed_is_no_row() {
    let project = switched();
    let finished = project.run(&["show", "nope"]).exits(255);
    finished.complains(&["`history` lists the revisions"]);
}

#[test]
fn a_script_in_the_middle_is_on_another_git_branch() {
    let project = switched();
    project.write(
        "migrations/versions/r03.py",
        "revision = 'r03'\ndown_revision = 'r02'\n",
    );
    let path = std::env::var("PATH").expect("there is git");
    let finished = project.run_with(&[("PATH", &path)], &["heads"]).exits(255);
    finished.complains(&["The git branch `feature/two` has it."]);
}

#[test]
fn several_heads() {
    let project = Project::new().with_scripts(&["pass", "pass"]);
    project.write(
        "migrations/versions/side.py",
        "revision = 'side'\ndown_revision = 'r01'\n\n\ndef upgrade():\n    pass\n",
    );
    project.run(&["upgrade", "head"]).exits(255).complains(&[
        "r02, side",
        "`upgrade heads`",
        "`merge heads`",
    ]);
    project.run(&["upgrade", "r02"]).exits(0);
    project
        .run(&["current", "--check-heads"])
        .exits(255)
        .complains(&["`upgrade heads`", "`status`"]);
}
