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
    check(&["downgrade"]);
    check(&["--alembic", "upgrade"]);
    check(&["upgrade", "head", "--wat"]);
    check(&["upgrade", "head", "-c", "alembic.ini"]);
    check(&["--lock-timeout", "soon", "heads"]);
}

#[test]
fn a_value_may_look_like_a_number() {
    let project = project();
    for words in [&["revision", "--head", "-1"][..], &["merge", "r02", "-1"]] {
        project.run(words).exits(255).prints(
            "FAILED: Revision r01 is not a head revision; please specify --splice to create a new branch \
             from this revision\n",
        );
    }
}

#[test]
fn sql_is_written_however_quiet_it_is_to_be() {
    let project = project();
    let loud = project.run(&["upgrade", "head", "--sql"]).exits(0);
    project
        .run(&["-q", "upgrade", "head", "--sql"])
        .exits(0)
        .prints(&loud.stdout);
}

#[test]
fn nothing_is_written_before_there_is_a_plan() {
    project()
        .run(&["--alembic", "upgrade", "nope", "--sql"])
        .exits(255)
        .prints("FAILED: Can't locate revision identified by 'nope'\n");
}

#[test]
fn upgrade_without_a_revision_runs_all() {
    let project = project();
    project.write(
        "migrations/versions/side.py",
        "revision = 'side'\ndown_revision = 'r01'\n\n\ndef upgrade():\n    pass\n",
    );
    project.run(&["upgrade"]).exits(0);
    assert_eq!(project.versions("app.db"), ["r02", "side"]);
}

#[test]
fn help_is_printed() {
    let project = project();
    let check = |words: &[&str], text: &str| {
        let finished = project.run(words).exits(0);
        assert!(finished.stdout.contains(text), "{finished:#?}");
        assert!(!finished.stdout.contains('\u{1b}'), "{finished:#?}");
    };
    check(&["--help"], "Usage: limbeck [OPTIONS] <COMMAND>");
    check(
        &["upgrade", "-h"],
        "Usage: limbeck upgrade [OPTIONS] [REVISION]",
    );
    check(&["-q", "help", "stamp"], "limbeck stamp --purge ae10");
    check(&["--alembic", "--help"], "usage: alembic [-h] [--version] ");
    let finished = project.run(&["--help", "--color=always"]).exits(0);
    assert!(finished.stdout.contains("\u{1b}["), "{finished:#?}");
    let variables = [("FORCE_COLOR", "1"), ("NO_COLOR", "1")];
    let finished = project.run_with(&variables[..1], &["--help"]).exits(0);
    assert!(finished.stdout.contains("\u{1b}["), "{finished:#?}");
    let finished = project.run_with(&variables, &["--help"]).exits(0);
    assert!(!finished.stdout.contains('\u{1b}'), "{finished:#?}");
}

#[test]
fn how_much_is_told() {
    let project = project();
    let finished = project.run(&["-v", "upgrade", "r01"]).exits(0);
    finished.complains(&[
        "limbeck: the configuration is ",
        "limbeck: scripts are in ",
        "limbeck: it took ",
        "limbeck: sqlite:///app.db: 1 steps were carried out",
    ]);
    let finished = project.run(&["-q", "upgrade", "r02"]).exits(0).prints("");
    finished.complains(&["Running upgrade r01 -> r02"]);
    let finished = project
        .run(&["-qq", "downgrade", "r01"])
        .exits(0)
        .prints("");
    assert_eq!(finished.stderr, "");
    let finished = project
        .run(&["-qq", "upgrade", "nope"])
        .exits(255)
        .prints("");
    finished.complains(&["error: Can't locate revision identified by 'nope'"]);
}

#[test]
fn variables_stand_for_options() {
    let project = project();
    let run = |name, value, status| {
        project
            .run_with(&[(name, value)], &["upgrade", "head"])
            .exits(status)
    };
    run("LIMBECK_LOCK_TIMEOUT", "soon", 2);
    run("LIMBECK_NO_PYTHON", "maybe", 2);
    run("LIMBECK_DATABASE_URL", "sqlite:///other.db", 0);
    assert_eq!(project.versions("other.db"), ["r02"]);
}

#[test]
fn shells_are_told_how_a_word_goes_on() {
    let project = project();
    let check = |words: &[&str], expected: &[&str]| {
        let index = (words.len() - 1).to_string();
        let variables = [
            ("LIMBECK_COMPLETE", "bash"),
            ("_CLAP_COMPLETE_INDEX", &index),
            ("_CLAP_COMPLETE_COMP_TYPE", "9"),
            ("_CLAP_IFS", "\n"),
        ];
        let finished = project.run_with(&variables, &[&["--"], words].concat());
        let finished = finished.exits(0);
        let offered: Vec<&str> = finished.stdout.lines().collect();
        assert_eq!(offered, expected, "{words:?}");
    };
    check(&["limbeck", "upgrade", "r"], &["r02", "r01"]);
    check(&["limbeck", "downgrade", "ba"], &["base"]);
    check(&["limbeck", "ensure"], &["ensure_version"]);
    check(&["limbeck", "upgrade", "--fro"], &["--from-db"]);
    check(&["limbeck", "-c", "none.ini", "upgrade", "r"], &[]);
    let script = project.run(&["completions", "bash"]).exits(0).stdout;
    assert!(script.contains("LIMBECK_COMPLETE=\"bash\""), "{script}");
}

#[test]
fn manual_pages_are_written() {
    let project = project();
    project.run(&["man", "pages/man1"]).exits(0).prints("");
    let page = std::fs::read_to_string(project.path().join("pages/man1/limbeck-upgrade.1"));
    assert!(page.expect("a page").contains("limbeck upgrade +1"));
    project.write("file", "");
    project
        .run(&["man", "file/man1"])
        .exits(1)
        .complains(&["cannot be written"]);
}
