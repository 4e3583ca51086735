//! Listing and loading of folders made for each test.

use std::path::Path;

use tempfile::TempDir;

use super::*;

struct Project {
    folder: TempDir,
    directory: ScriptDirectory,
}

/// A folder with the given files, of which `version_folders` are read.
fn project(files: &[(&str, &str)], version_folders: &[&str]) -> Project {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    for (path, text) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let directory = ScriptDirectory {
        version_folders: version_folders.iter().map(|path| root.join(path)).collect(),
        recursive: false,
        sourceless: false,
        other_sql: false,
    };
    Project { folder, directory }
}

impl Project {
    fn relative(&self, path: &Path) -> String {
        let root = self.folder.path().canonicalize().unwrap();
        path.strip_prefix(root)
            .unwrap_or(path)
            .display()
            .to_string()
    }

    #[track_caller]
    fn check_list(&self, expected: &[&str]) -> Vec<String> {
        let mut warnings = Warnings::default();
        let scripts = self.directory.scripts(&mut warnings).unwrap();
        let found: Vec<String> = scripts.iter().map(|path| self.relative(path)).collect();
        assert_eq!(found, expected);
        warnings
            .into_iter()
            .map(|warning| warning.message)
            .collect()
    }
}

#[test]
fn scripts_in_sql() {
    let project = project(
        &[
            ("v/a.py", "revision = 'a1'\ndown_revision = None"),
            (
                "v/b.sql",
                "-- revision: b2\n-- down_revision: a1\n-- message: Add b\n-- upgrade\n",
            ),
            ("v/c.sql.txt", ""),
        ],
        &["v"],
    );
    project.check_list(&["v/a.py", "v/b.sql"]);
    let mut warnings = Warnings::default();
    let revisions = project.directory.load(&mut warnings, refuse).unwrap();
    let told: Vec<_> = revisions
        .iter()
        .map(|revision| (revision.id.as_str(), revision.doc()))
        .collect();
    assert_eq!(told, [("a1", ""), ("b2", "Add b")]);
}

#[test]
fn sql_without_a_header() {
    let mut project = project(&[("v/a.sql", "SELECT 1;")], &["v"]);
    let mut warnings = Warnings::default();
    let error = project
        .directory
        .load(&mut warnings, refuse)
        .expect_err("no script");
    let message = "the SQL file has no header, so it is no migration script";
    assert_eq!(error.to_string(), message);
    // Alembic's scripts may read such files.
    project.directory.other_sql = true;
    let revisions = project.directory.load(&mut warnings, refuse).unwrap();
    assert_eq!(revisions, []);
    let told: Vec<_> = warnings
        .into_iter()
        .map(|warning| warning.message)
        .collect();
    assert!(
        matches!(told.as_slice(), [one] if one.contains("a.sql has no header")),
        "{told:?}"
    );
}

const SCRIPT: &str = "'''doc\n\nlong'''\nrevision = 'a1'\ndown_revision = ('b', 'c')\nbranch_labels = 'l'\ndepends_on = ['d']\n";

#[test]
fn names_of_scripts() {
    let files = [
        "v/b.py",
        "v/B.py",
        "v/_z.py",
        "v/10.py",
        "v/9.py",
        "v/.hidden.py",
        "v/.#lock.py",
        "v/__init__.py",
        "v/__init__x.py",
        "v/x.pyc",
        "v/x.PY",
        "v/x.py~",
        "v/notes.txt",
        "v/__pycache__/b.py",
        "v/sub/s.py",
        "v/été.py",
        "v/a b.py",
    ];
    let files: Vec<_> = files.iter().map(|path| (*path, "")).collect();
    let mut project = project(&files, &["v", "none"]);
    project.check_list(&[
        "v/.hidden.py",
        "v/10.py",
        "v/9.py",
        "v/B.py",
        "v/_z.py",
        "v/a b.py",
        "v/b.py",
        "v/été.py",
    ]);
    project.directory.recursive = true;
    project.check_list(&[
        "v/.hidden.py",
        "v/10.py",
        "v/9.py",
        "v/B.py",
        "v/_z.py",
        "v/a b.py",
        "v/b.py",
        "v/été.py",
        "v/sub/s.py",
    ]);
}

#[test]
fn folders_are_read_in_order() {
    let files = [
        "two/b.py",
        "one/a.py",
        "two/x/y.py",
        "two/x/a.py",
        "two/a/z/q.py",
        "two/a/z.py",
    ];
    let files: Vec<_> = files.iter().map(|path| (*path, "")).collect();
    let mut project = project(&files, &["two", "one"]);
    project.directory.recursive = true;
    project.check_list(&[
        "two/b.py",
        "two/a/z.py",
        "two/a/z/q.py",
        "two/x/a.py",
        "two/x/y.py",
        "one/a.py",
    ]);
}

#[test]
fn a_file_is_loaded_once() {
    let project = project(&[("v/a.py", ""), ("v/notes.txt", "")], &["v", "./v/../v"]);
    let warnings = project.check_list(&["v/a.py"]);
    let file = project.directory.version_folders[0].join("a.py");
    assert_eq!(
        warnings[0],
        format!(
            "File {} loaded twice! ignoring. Please ensure version_locations is unique.",
            file.display()
        )
    );
    // Alembic warns about every file, script or not.
    assert_eq!(warnings.len(), 2);
}

#[cfg(unix)]
#[test]
fn links_are_resolved() {
    use std::os::unix::fs::symlink;
    let project = project(&[("other/real.py", SCRIPT), ("v/b.py", "")], &["v"]);
    let root = project.folder.path().canonicalize().unwrap();
    symlink("../other/real.py", root.join("v/a.py")).unwrap();
    symlink("../other", root.join("v/folder.py")).unwrap();
    symlink("nobody@nowhere:1", root.join("v/.#b.py")).unwrap();
    project.check_list(&["other/real.py", "v/b.py"]);
}

#[test]
fn compiled_scripts_count_without_their_source() {
    let files = [
        "v/a.py",
        "v/a.pyc",
        "v/b.pyc",
        "v/b.pyo",
        "v/c.pyo",
        "v/__pycache__/a.cpython-311.pyc",
        "v/__pycache__/d.cpython-311.pyc",
        "v/__pycache__/__init__.cpython-311.pyc",
    ];
    let files: Vec<_> = files.iter().map(|path| (*path, SCRIPT)).collect();
    let mut project = project(&files, &["v"]);
    project.check_list(&["v/a.py"]);
    project.directory.sourceless = true;
    project.check_list(&[
        "v/a.py",
        "v/b.pyc",
        "v/c.pyo",
        "v/__pycache__/d.cpython-311.pyc",
    ]);
    let error = project
        .directory
        .load(&mut Warnings::default(), refuse)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the script is compiled, and its source is not there"
    );
}

#[test]
fn headers_become_revisions() {
    let project = project(
        &[
            ("v/x.py", SCRIPT),
            ("v/abc123.py", "down_revision = None\n"),
        ],
        &["v"],
    );
    let revisions = project
        .directory
        .load(&mut Warnings::default(), refuse)
        .unwrap();
    assert_eq!(revisions[0].id, "abc123");
    let script = &revisions[1];
    assert_eq!(script.id, "a1");
    assert_eq!(script.down_revisions, ["b", "c"]);
    assert_eq!(script.branch_labels, ["l"]);
    assert_eq!(script.depends_on, ["d"]);
    assert_eq!(script.doc(), "doc");
    assert_eq!(script.long_doc, "doc\n\nlong");
    let alone = project.directory.load_one(script.path.clone(), refuse);
    assert_eq!(alone.as_ref(), Ok(script));
}

#[track_caller]
fn check_error(name: &str, text: &str, expected: &str) {
    let project = project(&[(&format!("v/{name}"), text)], &["v"]);
    let error = project
        .directory
        .load(&mut Warnings::default(), refuse)
        .unwrap_err();
    let diagnostic = Diagnostic::from(error);
    assert!(diagnostic.help.is_some());
    let place = diagnostic.location.unwrap();
    let line = place
        .line
        .map(|line| format!(":{line}"))
        .unwrap_or_default();
    let place = project.relative(&place.path) + &line;
    assert_eq!(format!("{place}: {}", diagnostic.message), expected);
}

#[test]
fn errors_have_a_place() {
    check_error(
        "abc_x.py",
        "down_revision = None\n",
        "v/abc_x.py: Could not determine revision id from filename abc_x.py. Be sure the \
         'revision' variable is declared inside the script (please see 'Upgrading from Alembic \
         0.1 to 0.2' in the documentation).",
    );
    check_error(
        "abc_x.py",
        "# no ids here\n",
        "v/abc_x.py: Could not determine revision id from filename abc_x.py. Be sure the \
         'revision' variable is declared inside the script (please see 'Upgrading from Alembic \
         0.1 to 0.2' in the documentation).",
    );
    check_error(
        "abc.py",
        "# no ids here\n",
        "v/abc.py: the script does not set `down_revision`",
    );
    check_error(
        "a.py",
        "revision = 'a'\ndown_revision = f()\n",
        "v/a.py:2: the value of `down_revision` is not written in the script: it calls `f`",
    );
    check_error(
        "a.py",
        "\nrevision = 5\ndown_revision = None\n",
        "v/a.py:2: `revision` is a number",
    );
}

#[test]
fn what_is_not_written_out_is_asked_for() {
    let project = project(&[("v/a.py", "revision = f()\n")], &["v"]);
    let evaluate = |path: &Path, reason: &Unevaluated| {
        assert!(path.ends_with("v/a.py"));
        assert!(matches!(reason, Unevaluated::Computed(header) if header.name == "revision"));
        Ok::<_, Box<Diagnostic>>(ScriptHeader {
            revision: Some("run".to_owned()),
            ..ScriptHeader::default()
        })
    };
    let revisions = project
        .directory
        .load(&mut Warnings::default(), evaluate)
        .unwrap();
    assert_eq!(revisions[0].id, "run");
}

#[test]
fn many_scripts_keep_their_order() {
    let files: Vec<(String, String)> = (0..700)
        .map(|at| {
            let long = "x = 1\n".repeat(if at % 100 == 0 { 10_000 } else { 0 });
            let text = format!("revision = 'r{at}'\ndown_revision = None\n{long}");
            (format!("v/{at:04}.py"), text)
        })
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let project = project(&files, &["v"]);
    let revisions = project
        .directory
        .load(&mut Warnings::default(), refuse)
        .unwrap();
    let ids: Vec<&str> = revisions
        .iter()
        .map(|revision| revision.id.as_str())
        .collect();
    let expected: Vec<String> = (0..700).map(|at| format!("r{at}")).collect();
    assert_eq!(ids, expected);
}
