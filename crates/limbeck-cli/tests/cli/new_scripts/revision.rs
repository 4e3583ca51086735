//! `revision`: where the script goes, and what is refused before anything is written.

use super::{TEMPLATE, files, project, read, refused};

#[test]
fn a_script_follows_the_head() {
    let project = project();
    let finished = project
        .run(&["revision", "-m", "Add a thing: 100%", "--rev-id", "r03"])
        .exits(0);
    let path = project
        .path()
        .join("migrations/versions/r03_add_a_thing_100.py");
    assert_eq!(
        finished.stdout,
        format!("Generating {} ...  done\n", path.display())
    );
    assert_eq!(finished.stderr, "");
    let text = read(&project, "migrations/versions/r03_add_a_thing_100.py");
    assert!(
        text.starts_with("\"\"\"Add a thing: 100%\n\nRevises: r02\n"),
        "{text}"
    );
    assert!(
        text.contains("\ndown_revision = 'r02'\nbranch_labels = None\n"),
        "{text}"
    );
    project.run(&["upgrade", "head"]).exits(0);
    assert_eq!(project.versions("app.db"), ["r03"]);
}

#[test]
fn an_identifier_is_made() {
    let project = project();
    project.run(&["revision"]).exits(0);
    let names = files(&project, "migrations/versions");
    let made = names
        .iter()
        .find(|name| !name.starts_with("r0"))
        .expect("a script");
    let id = made.strip_suffix("_.py").expect("no slug");
    assert!(
        id.len() == 12 && id.chars().all(|c| c.is_ascii_hexdigit()),
        "{made}"
    );
    assert!(
        read(&project, &format!("migrations/versions/{made}")).starts_with("\"\"\"empty message\n")
    );
}

#[test]
fn what_contradicts_the_graph_is_not_written() {
    let project = project();
    let check = |arguments: &[&str], exit, message| {
        refused(
            &project,
            &[&["revision"], arguments].concat(),
            exit,
            message,
        );
    };
    check(&["--rev-id", "r02"], 255, "Revision r02 exists already");
    check(&["--rev-id", "a-b"], 255, "Character(s) '-' not allowed");
    check(
        &["--head", "r01"],
        255,
        "Revision r01 is not a head revision",
    );
    check(
        &["--head", "nope"],
        255,
        "Can't locate revision identified by 'nope'",
    );
    check(
        &["--depends-on", "nope"],
        255,
        "Can't locate revision identified by 'nope'",
    );
    check(
        &["--version-path", "elsewhere"],
        255,
        "is not represented in current version locations",
    );
    check(
        &["--sql"],
        255,
        "when revision_environment is not configured",
    );
    check(
        &["--autogenerate", "--sql"],
        255,
        "--sql with --autogenerate does not make any sense",
    );
    project
        .run(&[
            "revision",
            "--head",
            "base",
            "--branch-label",
            "east",
            "--rev-id",
            "east1",
        ])
        .exits(0);
    check(&["--rev-id", "x"], 255, "Multiple heads are present");
    check(
        &["--head", "r02", "--branch-label", "east"],
        255,
        "Branch name 'east' in revision",
    );
}

#[test]
fn a_file_is_never_overwritten() {
    let project = project();
    project.write(
        "migrations/versions/x_.py",
        "# not a script yet\nrevision = 'y'\ndown_revision = 'r02'\n",
    );
    refused(
        &project,
        &["revision", "--rev-id", "x"],
        255,
        "exists already",
    );
    assert!(read(&project, "migrations/versions/x_.py").starts_with("# not"));
}

#[test]
fn names_and_dates_follow_the_configuration() {
    let project = project();
    let ini = read(&project, "alembic.ini").replace(
        "path_separator = os\n",
        "path_separator = os\ntimezone = Asia/Tokyo\noutput_encoding = latin-1\n\
         file_template = sub/%%(year)d_%%(rev)s-%%(slug)s\nrecursive_version_locations = true\n",
    );
    project.write("alembic.ini", &ini);
    // Mako takes a first line that names the encoding for its own.
    let cookie = "# a script\n# -*- coding: latin-1 -*-\n";
    project.write("migrations/script.py.mako", &format!("{cookie}{TEMPLATE}"));
    let finished = project
        .run(&["revision", "-m", "caf\u{e9} au lait", "--rev-id", "r03"])
        .exits(0);
    let created = finished.stdout.lines().next().expect("a line");
    assert!(
        created.starts_with("Creating directory ") && created.ends_with("/sub ...  done"),
        "{created}"
    );
    let names = files(&project, "migrations/versions/sub");
    assert!(names[0].ends_with("_r03-caf\u{e9}_au_lait.py"), "{names:?}");
    let path = project
        .path()
        .join("migrations/versions/sub")
        .join(&names[0]);
    let bytes = std::fs::read(path).expect("the script");
    assert!(bytes.windows(4).any(|window| window == b"caf\xe9"));
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let date = text
        .lines()
        .find(|line| line.starts_with("Create Date"))
        .expect("a date");
    assert!(date.ends_with("+09:00"), "{date}");
}

#[test]
fn a_character_that_the_encoding_lacks_is_refused() {
    let project = project();
    let ini = read(&project, "alembic.ini").replace(
        "path_separator = os\n",
        "path_separator = os\noutput_encoding = ascii\n",
    );
    project.write("alembic.ini", &ini);
    refused(
        &project,
        &["revision", "-m", "caf\u{e9}"],
        255,
        "'ascii' has no character '\u{e9}'",
    );
}

#[test]
fn the_version_folder_is_that_of_the_parent() {
    let project = project();
    let ini = read(&project, "alembic.ini").replace(
        "path_separator = os\n",
        "path_separator = os\nversion_locations = %(here)s/migrations/versions:%(here)s/more\n",
    );
    project.write("alembic.ini", &ini);
    project.run(&["revision", "--rev-id", "r03"]).exits(0);
    assert!(files(&project, "migrations/versions").contains(&"r03_.py".to_owned()));
    refused(
        &project,
        &["revision", "--head", "base", "--rev-id", "m1"],
        255,
        "Multiple version locations present, please specify --version-path",
    );
    let finished = project
        .run(&[
            "revision",
            "--head",
            "base",
            "--rev-id",
            "m1",
            "--version-path",
            "./more",
        ])
        .exits(0);
    assert!(
        finished.stdout.starts_with("Creating directory "),
        "{finished:#?}"
    );
    assert_eq!(files(&project, "more"), ["m1_.py"]);
    project
        .run(&["revision", "--head", "m1", "--rev-id", "m2"])
        .exits(0);
    assert_eq!(files(&project, "more"), ["m1_.py", "m2_.py"]);
}

#[test]
fn quiet_and_json() {
    let project = project();
    let finished = project.run(&["-q", "revision", "--rev-id", "r03"]).exits(0);
    assert_eq!(finished.stdout, "");
    let finished = project
        .run(&[
            "--json",
            "revision",
            "--rev-id",
            "r04",
            "-m",
            "four",
            "--depends-on",
            "r01",
        ])
        .exits(0);
    let report: serde_json::Value = serde_json::from_str(&finished.stdout).expect("JSON");
    assert_eq!(report["scripts"][0]["revision"], "r04");
    assert_eq!(report["scripts"][0]["down_revision"][0], "r03");
    assert_eq!(report["scripts"][0]["depends_on"][0], "r01");
    assert_eq!(report["scripts"][0]["message"], "four");
}
