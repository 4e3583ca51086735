//! New scripts: `revision` and `merge`, the template, the post-write hooks, `revision_environment`.

mod environment;
mod hooks;
mod merge;
mod revision;
mod sql;
mod template;

use crate::project::{Finished, Project};

/// What Alembic's generic template writes, in our words.
const TEMPLATE: &str = "\"\"\"${message}\n\nRevises: ${down_revision | comma,n}\nCreate Date: ${create_date}\n\"\"\"\n\
                        revision = ${repr(up_revision)}\n\
                        down_revision = ${repr(down_revision)}\n\
                        branch_labels = ${repr(branch_labels)}\n\
                        depends_on = ${repr(depends_on)}\n\n\n\
                        def upgrade():\n    ${upgrades if upgrades else \"pass\"}\n\n\n\
                        def downgrade():\n    ${downgrades if downgrades else \"pass\"}\n";

/// A project with a template and two scripts, `r01` and `r02`.
fn project() -> Project {
    let project = Project::new().with_scripts(&["pass", "pass"]);
    project.write("migrations/script.py.mako", TEMPLATE);
    project
}

/// The files below a folder of the project, sorted.
fn files(project: &Project, folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(project.path().join(folder)).expect("the folder");
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

fn read(project: &Project, path: &str) -> String {
    std::fs::read_to_string(project.path().join(path)).expect("the file")
}

/// Runs a command that is refused with nothing written.
#[track_caller]
fn refused(project: &Project, arguments: &[&str], exit: i32, message: &str) -> Finished {
    let before = files(project, "migrations/versions");
    let finished = project.run(arguments).exits(exit);
    let told = format!("{}{}", finished.stdout, finished.stderr);
    assert!(told.contains(message), "{finished:#?}");
    assert_eq!(files(project, "migrations/versions"), before);
    finished
}
