//! Scripts that need more Python than limbeck has: the project's own Python runs them.
//!
//! Where `LIMBECK_TEST_PYTHON` names a Python with Alembic and SQLAlchemy it is used; the other tests have
//! a shell script in its place.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;

use crate::original::Alembic;
use crate::project::{Project, binary};

/// Three steps; the second one hangs on a module that limbeck does not have.
fn project() -> Project {
    let project = Project::new().with_scripts(&[
        "op.execute('CREATE TABLE t1 (id INTEGER)')",
        "op.execute('CREATE TABLE t2 (id INTEGER)')",
        "op.execute('CREATE TABLE t3 (id INTEGER)')",
    ]);
    let second = |body: &str| {
        format!(
            "\"\"\"step 2\"\"\"\nfrom alembic import op\nimport elsewhere\n\nrevision = 'r02'\n\
             down_revision = 'r01'\n\n\ndef upgrade():\n    op.execute('CREATE TABLE begun (id INTEGER)')\n    \
             {body}\n\n\ndef downgrade():\n    pass\n"
        )
    };
    project.write(
        "migrations/versions/r02.py",
        &second("if elsewhere.NAMES:\n        op.execute('CREATE TABLE t2 (id INTEGER)')"),
    );
    project
}

/// A stand-in for the project's Python, which does `step` when it is asked to run one.
fn python(project: &Project, step: &str) {
    let text = format!("#!/bin/sh\n[ \"$2\" = 'import alembic' ] && exit 0\nshift 2\n{step}\n");
    project.write(".venv/bin/python", &text);
    let path = project.path().join(".venv/bin/python");
    let permissions = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(path, permissions).expect("it can be made executable");
}

/// A step that does in SQL what the script would have done, with limbeck itself as the tool, and the
/// project that it does it with.
fn completing_step(project: &Project) -> (Project, String) {
    let plain = Project::on(&format!(
        "sqlite:///{}",
        project.path().join("app.db").display()
    ))
    .with_scripts(&["pass", "op.execute('CREATE TABLE t2 (id INTEGER)')", "pass"]);
    let config = plain.path().join("alembic.ini");
    let step = format!(
        "echo \"$@\" > arguments\necho said\n{} -c {} upgrade r02 2>/dev/null",
        binary().display(),
        config.display()
    );
    (plain, step)
}

#[test]
fn the_step_is_run_elsewhere_and_limbeck_goes_on() {
    let project = project();
    let (_plain, step) = completing_step(&project);
    python(&project, &step);
    project
        .run(&["-x", "a=b", "upgrade", "head"])
        .exits(0)
        .prints("said\n")
        .complains(&[
            "versions/r02.py:11 is run by",
            ".venv/bin/python: The value of `NAMES` is needed here",
            "Running upgrade r02 -> r03",
        ]);
    assert_eq!(project.versions("app.db"), ["r03"]);
    let tables = project.tables("app.db");
    assert_eq!(tables, ["alembic_version", "t1", "t2", "t3"]);
    let arguments = std::fs::read_to_string(project.path().join("arguments")).expect("called");
    assert_eq!(arguments, "--name alembic -x a=b upgrade r02\n");
}

#[test]
fn what_it_says_is_told_when_it_fails() {
    let project = project();
    python(&project, "echo 'app.Trouble: no such thing' >&2; exit 3");
    project.run(&["upgrade", "head"]).exits(1).complains(&[
        "did not get through this script (exit status: 3)",
        "note: app.Trouble: no such thing",
        "The database stands at r01.",
    ]);
    assert_eq!(project.tables("app.db"), ["alembic_version", "t1"]);
}

#[test]
fn a_step_that_leaves_other_rows_is_noticed() {
    let project = project();
    python(&project, "exit 0");
    project
        .run(&["upgrade", "head"])
        .exits(1)
        .complains(&["The version table is not what it should be after this script."]);
    assert_eq!(project.versions("app.db"), ["r01"]);
}

#[test]
fn nothing_is_run_where_no_python_is_wanted() {
    let project = project();
    python(&project, "exit 0");
    project
        .run(&["--no-python", "upgrade", "head"])
        .exits(1)
        .complains(&[
            "The value of `NAMES` is needed here",
            "--no-python keeps it",
        ]);
    assert_eq!(project.tables("app.db"), ["alembic_version"]);
}

#[test]
fn without_a_python_the_error_says_what_was_tried() {
    let project = project();
    project.run(&["upgrade", "head"]).exits(1).complains(&[
        "The value of `NAMES` is needed here",
        "No Python was found that could run it.",
        "help: Name a Python that has Alembic",
    ]);
    project
        .run(&["--python", "/nowhere/python", "upgrade", "head"])
        .exits(1)
        .complains(&["No Python with Alembic was found to run it; tried /nowhere/python."]);
}

#[test]
fn doctor_tells_which_scripts_those_are() {
    let project = project();
    project.run(&["doctor", "--scripts"]).exits(0).prints(
        "migrations/versions/r02.py:11 (upgrade): The value of `NAMES` is needed here, but it comes from \
         `elsewhere` (imported at PATH:3), which is not part of this project.\n\
         2 of 3 scripts run natively (66.7 %): 2 straight lines, 0 interpreted; 1 by the project's own Python\n"
            .replace("PATH", &project.path().join("migrations/versions/r02.py").display().to_string())
            .as_str(),
    );
    assert!(!project.path().join("app.db").exists());
}

#[test]
fn what_the_application_raises_for_want_of_a_value_is_no_mistake_of_the_script() {
    let project = project();
    project.write(
        "migrations/versions/r02.py",
        "from alembic import op\nimport elsewhere\nrevision = 'r02'\ndown_revision = 'r01'\n\n\n\
         def upgrade():\n    known = {1: 'one'}\n    if elsewhere.NUMBER not in known:\n        \
         raise Exception('unknown number %s' % elsewhere.NUMBER)\n",
    );
    let finished = project.run(&["doctor", "--scripts"]).exits(0);
    let expected = "r02.py:10 (upgrade): The value of `NUMBER` of `elsewhere` is needed here.\n";
    assert!(finished.stdout.contains(expected), "{finished:#?}");
}

/// Even where a script could not undo what it does before it comes to such a place.
#[test]
fn doctor_tells_it_for_databases_that_do_not_roll_back_ddl() {
    let project = project();
    let url = "mysql+pymysql://root@127.0.0.1:1/nowhere";
    let finished = project.run(&["--url", url, "doctor", "--scripts"]).exits(0);
    let share = "; 1 by the project's own Python\n";
    assert!(finished.stdout.ends_with(share), "{finished:#?}");
}

#[test]
fn alembic_itself_runs_the_step() {
    let Some(alembic) = Alembic::found() else {
        return;
    };
    let project = project();
    project.write(
        "elsewhere/__init__.py",
        "import sqlite3\nNAMES = sqlite3.sqlite_version\n",
    );
    project
        .run(&["--python", alembic.python(), "upgrade", "head"])
        .exits(0)
        .complains(&[
            "versions/r02.py:11 is run by",
            "Running upgrade r01 -> r02, step 2",
        ]);
    assert_eq!(project.versions("app.db"), ["r03"]);
    let tables = project.tables("app.db");
    assert_eq!(tables, ["alembic_version", "begun", "t1", "t2", "t3"]);
}

#[test]
fn a_script_that_is_written_is_written_once() {
    let project = project();
    python(&project, "exit 0");
    let finished = project.run(&["upgrade", "head", "--sql"]).exits(1);
    assert_eq!(finished.stdout.matches("CREATE TABLE t1").count(), 1);
    finished.complains(&["The value of `NAMES` is needed here"]);
}

#[test]
fn a_rehearsal_of_a_script_that_waits_for_rows_ends() {
    let project = Project::new().with_scripts(&[
        "import time\n    bind = op.get_bind()\n    \
         while not bind.execute(sa.text('SELECT 1')).fetchall():\n        time.sleep(3600)",
        "bind = op.get_bind()\n    done = None\n    \
         while done is None:\n        \
             try:\n            done = bind.scalar(sa.text('SELECT 1'))\n        \
             except Exception:\n            pass",
    ]);
    project
        .run(&["doctor", "--scripts"])
        .exits(0)
        .prints("2 of 2 scripts run natively (100.0 %): 0 straight lines, 2 interpreted; 0 by the project's own Python\n");
    project.run(&["--no-python", "upgrade", "head"]).exits(0);
}
