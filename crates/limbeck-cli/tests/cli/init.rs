//! `init` and `list_templates`: what is set up works, with limbeck and with Alembic.

use std::path::Path;
use std::process::Command;

use crate::project::{Finished, Project};

/// An empty folder.
fn empty() -> Project {
    let project = Project::new();
    std::fs::remove_dir_all(project.path().join("migrations")).expect("removed");
    std::fs::remove_file(project.path().join("alembic.ini")).expect("removed");
    project
}

fn read(project: &Project, path: &str) -> String {
    std::fs::read_to_string(project.path().join(path)).expect("the file")
}

/// Puts SQLite files in place of the URLs of a template.
fn name_databases(project: &Project, ini: &str) {
    let text = read(project, ini)
        .replace("driver://user:pass@localhost/dbname2", "sqlite:///two.db")
        .replace("driver://user:pass@localhost/dbname", "sqlite:///one.db");
    project.write(ini, &text);
}

/// Sets up a template, makes a revision and applies it.
#[track_caller]
fn check(template: &str, databases: &[&str]) -> Project {
    let project = empty();
    project.run(&["init", "-t", template, "mig"]).exits(0);
    name_databases(&project, "alembic.ini");
    project
        .run(&["revision", "-m", "first", "--rev-id", "r01"])
        .exits(0);
    project.run(&["upgrade", "head"]).exits(0);
    for database in databases {
        assert_eq!(project.versions(database), ["r01"], "{template}");
    }
    project
}

#[test]
fn every_template_works() {
    check("generic", &["one.db"]);
    check("async", &["one.db"]);
    check("pyproject", &["one.db"]);
    check("pyproject_async", &["one.db"]);
    let project = check("multidb", &["one.db", "two.db"]);
    let script = read(&project, "mig/versions/r01_first.py");
    assert!(
        script.contains("\ndef upgrade_engine1() -> None:\n"),
        "{script}"
    );
    assert!(
        script.contains("\ndef downgrade_engine2() -> None:\n"),
        "{script}"
    );
}

#[test]
fn alembic_takes_over() {
    let Some(python) = std::env::var_os("LIMBECK_TEST_PYTHON") else {
        return;
    };
    for (template, databases) in [
        ("generic", &["one.db"][..]),
        ("pyproject", &["one.db"]),
        ("multidb", &["one.db", "two.db"]),
    ] {
        let project = check(template, databases);
        let alembic = |arguments: &[&str]| {
            let mut command = Command::new(&python);
            command
                .args(["-m", "alembic"])
                .args(arguments)
                .current_dir(project.path());
            Finished::of(command.output().expect("Alembic runs")).exits(0)
        };
        alembic(&["revision", "-m", "second", "--rev-id", "r02"]);
        alembic(&["upgrade", "head"]);
        project
            .run(&["revision", "-m", "third", "--rev-id", "r03"])
            .exits(0);
        alembic(&["upgrade", "head"]);
        project.run(&["downgrade", "r01"]).exits(0);
        alembic(&["downgrade", "base"]);
        let theirs = read(&project, "mig/versions/r02_second.py");
        let ours = read(&project, "mig/versions/r03_third.py");
        let same = |text: &str| {
            let lines = text.lines().filter(|line| !line.starts_with("Create Date"));
            let text = lines.collect::<Vec<_>>().join("\n");
            text.replace("r03", "R")
                .replace("r02", "R")
                .replace("r01", "R")
                .replace("second", "M")
                .replace("third", "M")
        };
        assert_eq!(same(&theirs), same(&ours), "{template}");
    }
}

#[test]
fn a_project_of_sql_needs_no_env_py() {
    let project = empty();
    project.run(&["init", "-t", "sql", "migrations"]).exits(0);
    assert!(!project.path().join("migrations/env.py").exists());
    project.write(
        "migrations/versions/one.sql",
        "-- revision: one\n-- down_revision:\n-- message: a table\n\n-- upgrade\nCREATE TABLE t (x INTEGER);\n\n\
         -- downgrade\nDROP TABLE t;\n",
    );
    project.run(&["upgrade", "head"]).exits(0);
    assert_eq!(project.versions("app.db"), ["one"]);
}

#[test]
fn a_project_of_sql_from_nothing() {
    let project = empty();
    project.run(&["init", "-t", "sql", "migrations"]).exits(0);
    project
        .run(&["revision", "-m", "Add people", "--rev-id", "r01"])
        .exits(0);
    project
        .run(&["revision", "-m", "Add pets", "--rev-id", "r02"])
        .exits(0);
    fill(&project, "r01_add_people", "person");
    fill(&project, "r02_add_pets", "pet");

    project.run(&["upgrade", "head"]).exits(0);
    assert_eq!(project.versions("app.db"), ["r02"]);
    assert_eq!(
        project.tables("app.db"),
        ["alembic_version", "person", "pet"]
    );

    project.run(&["downgrade", "r01"]).exits(0);
    assert_eq!(project.versions("app.db"), ["r01"]);
    assert_eq!(project.tables("app.db"), ["alembic_version", "person"]);
}

/// Writes into the empty sections of a script how a table is made and dropped.
fn fill(project: &Project, script: &str, table: &str) {
    let path = format!("migrations/versions/{script}.sql");
    let text = read(project, &path);
    let up = format!("-- upgrade\nCREATE TABLE {table} (id INTEGER PRIMARY KEY);\n");
    let down = format!("-- downgrade\nDROP TABLE {table};\n");
    let filled = text
        .replace("-- upgrade\n", &up)
        .replace("-- downgrade\n", &down);
    project.write(&path, &filled);
}

#[test]
fn what_is_there_stays() {
    let project = empty();
    project.write("mig/notes.txt", "mine");
    let refused = project.run(&["init", "mig"]).exits(255);
    assert!(
        refused
            .stdout
            .contains("Directory mig already exists and is not empty"),
        "{refused:#?}"
    );
    let refused = project.run(&["init", "-t", "nope", "other"]).exits(255);
    assert!(refused.stdout.contains("No such template"), "{refused:#?}");
    assert!(!project.path().join("other").exists());

    project.write("alembic.ini", "[alembic]\nscript_location = elsewhere\n");
    project.write("pyproject.toml", "[project]\nname = \"x\"\n");
    let finished = project
        .run(&["init", "-t", "pyproject", "--package", "new"])
        .exits(0);
    assert!(
        finished
            .stdout
            .contains("alembic.ini already exists, skipping\n"),
        "{finished:#?}"
    );
    assert!(
        finished.stdout.contains("Appending to existing "),
        "{finished:#?}"
    );
    assert!(read(&project, "alembic.ini").ends_with("elsewhere\n"));
    let toml = read(&project, "pyproject.toml");
    assert!(
        toml.starts_with("[project]\nname = \"x\"\n\n\n[tool.alembic]\n"),
        "{toml}"
    );
    assert!(Path::new(&project.path().join("new/versions/__init__.py")).is_file());

    project.write("pyproject.toml", "[tool\n");
    project.run(&["init", "-t", "pyproject", "third"]).exits(1);
    assert!(!project.path().join("third").exists());
}

#[test]
fn templates_are_listed() {
    let project = empty();
    let listed = project.run(&["list_templates"]).exits(0).stdout;
    assert!(
        listed.contains("\nmultidb - Rudimentary multi-database configuration.\n"),
        "{listed}"
    );
    assert!(listed.contains("\nsql - "), "{listed}");
}
