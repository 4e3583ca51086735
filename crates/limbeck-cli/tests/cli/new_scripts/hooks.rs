//! Post-write hooks.

use std::os::unix::fs::PermissionsExt;

use super::{project, read};
use crate::project::Project;

/// A project with these lines in `[post_write_hooks]`.
fn with_hooks(lines: &str) -> Project {
    let project = project();
    let ini = read(&project, "alembic.ini") + "\n[post_write_hooks]\n" + lines;
    project.write("alembic.ini", &ini);
    project
}

fn program(project: &Project, path: &str, script: &str) {
    project.write(path, script);
    let path = project.path().join(path);
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("it can run");
}

#[test]
fn programs_of_the_project_run_on_the_script() {
    let project = with_hooks(
        "hooks = mark, fails\nmark.type = exec\nmark.executable = marker\nmark.options = one REVISION_SCRIPT_FILENAME\n\
         fails.type = exec\nfails.executable = %(here)s/fails.sh\n",
    );
    program(
        &project,
        ".venv/bin/marker",
        "#!/bin/sh\necho \"marked $1\"\necho \"# $1\" >> \"$2\"\n",
    );
    program(&project, "fails.sh", "#!/bin/sh\nexit 3\n");
    let finished = project.run(&["-q", "revision", "--rev-id", "x"]).exits(0);
    assert_eq!(
        finished.stdout,
        "Running post write hook 'mark' ...\nmarked one\n  done\nRunning post write hook 'fails' ...\n  done\n"
    );
    assert!(read(&project, "migrations/versions/x_.py").ends_with("\n# one\n"));
    let finished = project
        .run(&["--json", "revision", "--rev-id", "y"])
        .exits(0);
    assert!(
        finished.stdout.starts_with("{\"schema_version\""),
        "{finished:#?}"
    );
    assert!(finished.stderr.contains("marked one\n"), "{finished:#?}");
}

#[test]
fn modules_and_console_scripts_run_in_the_projects_python() {
    let project = with_hooks(
        "hooks = m, c\nm.type = module\nm.module = tidy\nm.options = -x\nc.type = console_scripts\n\
         c.entrypoint = own-format\nc.options = REVISION_SCRIPT_FILENAME -l 79\n",
    );
    program(
        &project,
        ".venv/bin/python",
        "#!/bin/sh\necho \"$@\" >> python.log\n",
    );
    project.write(".venv/lib/python3.11/site-packages/tidy.py", "");
    project.write(
        ".venv/lib/python3.11/site-packages/own-1.0.dist-info/entry_points.txt",
        "[console_scripts]\nown-format = own.cli:main\n",
    );
    project.run(&["revision", "--rev-id", "x"]).exits(0);
    let log = read(&project, "python.log").replace(&format!("{}/", project.path().display()), "");
    assert_eq!(
        log,
        "-m tidy migrations/versions/x_.py -x\n\
         -c import own.cli; own.cli.main() migrations/versions/x_.py -l 79\n"
    );
}

#[test]
fn what_is_not_there_is_said() {
    let check = |lines: &str, exit: i32, message: &str| {
        let project = with_hooks(lines);
        let finished = project.run(&["revision", "--rev-id", "x"]).exits(exit);
        let told = format!("{}{}", finished.stdout, finished.stderr);
        assert!(told.contains(message), "{finished:#?}");
        // As in Alembic, the script stays.
        read(&project, "migrations/versions/x_.py");
    };
    check(
        "hooks = a\na.type = exec\na.executable = no-such-program\n",
        1,
        "The program `no-such-program` of the post write hook `a` cannot be started",
    );
    check(
        "hooks = a\na.type = console_scripts\na.entrypoint = nope\n",
        255,
        "Could not find entrypoint console_scripts.nope",
    );
    check(
        "hooks = a\na.type = module\na.module = nope\n",
        255,
        "Could not find module nope",
    );
    check(
        "hooks = a\na.type = x\n",
        255,
        "No formatter with name 'x' registered",
    );
    check(
        "hooks = a\n",
        255,
        "Key 'a.type' (or 'type' in toml) is required",
    );
}
