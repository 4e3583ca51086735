//! The project's own `script.py.mako`.

use super::{TEMPLATE, project, read, refused};

#[test]
fn a_mistake_in_the_template_names_its_line() {
    let project = project();
    let check = |template: &str, message: &str| {
        project.write("migrations/script.py.mako", template);
        refused(&project, &["revision", "--rev-id", "x"], 255, message)
    };
    let finished = check(
        "a\n${missing.x}\n",
        "Template rendering failed: AttributeError",
    );
    assert!(
        finished.stderr.contains("script.py.mako:2"),
        "{finished:#?}"
    );
    let finished = check(
        "a\n\n% if x:\n",
        "Template rendering failed: The control line `% if` is not ended.",
    );
    assert!(
        finished.stderr.contains("script.py.mako:3"),
        "{finished:#?}"
    );
    check("revised = 1\n", "sets no `revision` and no `down_revision`");
}

#[test]
fn what_is_no_python_is_not_written() {
    let project = project();
    refused(
        &project,
        &["revision", "-m", "a \"\"\" b"],
        1,
        "What the template makes is no script in line 1",
    );
}

#[test]
fn a_label_must_be_in_the_template() {
    let project = project();
    project.write(
        "migrations/script.py.mako",
        &TEMPLATE.replace("branch_labels = ${repr(branch_labels)}\n", ""),
    );
    refused(
        &project,
        &["revision", "--branch-label", "x"],
        255,
        "have you upgraded your script.py.mako to include the 'branch_labels' section?",
    );
    project.run(&["revision", "--rev-id", "x"]).exits(0);
}

#[test]
fn templates_see_the_configuration() {
    let project = project();
    let ini = read(&project, "alembic.ini") + "\n[own]\nauthor = somebody\n";
    project.write("alembic.ini", &ini);
    let header = "<% author = config.get_section_option('own', 'author') %>\\\n# by ${author}, ${config.cmd_opts.message}\n";
    project.write("migrations/script.py.mako", &format!("{header}{TEMPLATE}"));
    project
        .run(&["revision", "-m", "mine", "--rev-id", "x"])
        .exits(0);
    let text = read(&project, "migrations/versions/x_mine.py");
    assert!(text.starts_with("# by somebody, mine\n"), "{text}");
}
