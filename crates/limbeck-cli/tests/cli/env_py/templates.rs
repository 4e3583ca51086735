//! The templates that Alembic ships, as `alembic init` writes them.

use crate::original::Alembic;
use crate::project::Project;

/// A project that Alembic itself makes from a template, with two steps.
fn project(alembic: &Alembic, template: &str) -> Project {
    let project = Project::empty();
    alembic
        .run(&project, &["init", "--template", template, "migrations"])
        .exits(0);
    let ini = project.path().join("alembic.ini");
    let text = std::fs::read_to_string(ini).expect("it was written");
    let text = text
        .replace("driver://user:pass@localhost/dbname2", "sqlite:///two.db")
        .replace("driver://user:pass@localhost/dbname", "sqlite:///app.db");
    project.write("alembic.ini", &text);
    if template == "multidb" {
        return with_scripts_for_each_engine(project);
    }
    project.with_scripts(&[
        "op.create_table('a', sa.Column('id', sa.Integer, primary_key=True))",
        "op.create_table('b', sa.Column('id', sa.Integer, primary_key=True))",
    ])
}

/// Scripts as the template's `script.py.mako` makes them.
fn with_scripts_for_each_engine(project: Project) -> Project {
    for (number, down) in [("01", "None"), ("02", "'r01'")] {
        project.write(
            &format!("migrations/versions/r{number}.py"),
            &format!(
                "\"\"\"step {number}\"\"\"\nfrom alembic import op\n\nrevision = 'r{number}'\n\
                 down_revision = {down}\n\n\n\
                 def upgrade(engine_name):\n    globals()['upgrade_%s' % engine_name]()\n\n\n\
                 def downgrade(engine_name):\n    globals()['downgrade_%s' % engine_name]()\n\n\n\
                 def upgrade_engine1():\n    op.execute('CREATE TABLE one{number} (id INTEGER)')\n\n\n\
                 def upgrade_engine2():\n    op.execute('CREATE TABLE two{number} (id INTEGER)')\n\n\n\
                 def downgrade_engine1():\n    op.execute('DROP TABLE one{number}')\n\n\n\
                 def downgrade_engine2():\n    op.execute('DROP TABLE two{number}')\n"
            ),
        );
    }
    project
}

/// The tables that a template's project has after an upgrade.
fn check(template: &str) {
    let Some(alembic) = Alembic::found() else {
        return;
    };
    let project = project(&alembic, template);
    project.run(&["upgrade", "head"]).exits(0).complains(&[
        "INFO  [alembic.runtime.migration] Context impl SQLiteImpl.",
        "Running upgrade r01 -> r02, step 2",
    ]);
    assert_eq!(project.tables("app.db"), ["a", "alembic_version", "b"]);
    project.run(&["current"]).exits(0).prints("r02 (head)\n");
    let ours = project.run(&["upgrade", "head", "--sql"]).exits(0);
    assert!(ours.stdout.contains("CREATE TABLE b"), "{ours:#?}");
    if template.ends_with("async") {
        // Alembic would need greenlet for it.
        return;
    }
    let theirs = alembic
        .run(&project, &["upgrade", "head", "--sql"])
        .exits(0);
    assert_eq!((ours.stdout, ours.stderr), (theirs.stdout, theirs.stderr));
}

#[test]
fn generic() {
    check("generic");
}

#[test]
fn asynchronous() {
    check("async");
}

#[test]
fn settings_in_pyproject() {
    check("pyproject");
}

#[test]
fn asynchronous_with_settings_in_pyproject() {
    check("pyproject_async");
}

#[test]
fn several_databases() {
    let Some(alembic) = Alembic::found() else {
        return;
    };
    let (ours, theirs) = (project(&alembic, "multidb"), project(&alembic, "multidb"));
    for command in [
        &["upgrade", "head"] as &[_],
        &["current"],
        &["downgrade", "-1"],
        &["upgrade", "head", "--sql"],
        &["downgrade", "r02:r01", "--sql"],
    ] {
        let our = ours.run(command).exits(0);
        let their = alembic.run(&theirs, command).exits(0);
        assert_eq!((our.stdout, our.stderr), (their.stdout, their.stderr));
        for file in ["app.db", "two.db"] {
            assert_eq!(ours.tables(file), theirs.tables(file), "{command:?}");
            assert_eq!(ours.versions(file), theirs.versions(file), "{command:?}");
        }
    }
    for file in ["engine1.sql", "engine2.sql"] {
        let text = |project: &Project| std::fs::read_to_string(project.path().join(file));
        let written = text(&ours).expect("it is written");
        assert_eq!(written, text(&theirs).expect("it is written"));
        assert!(written.contains("DROP TABLE"), "{written}");
    }
}

#[test]
fn a_failure_in_one_database_undoes_all() {
    let Some(alembic) = Alembic::found() else {
        return;
    };
    let project = project(&alembic, "multidb");
    let path = "migrations/versions/r02.py";
    let text = std::fs::read_to_string(project.path().join(path)).expect("it was written");
    project.write(
        path,
        &text.replace("CREATE TABLE two02 (id INTEGER)", "no SQL"),
    );
    project.run(&["upgrade", "head"]).exits(1);
    // Both transactions began before either was committed.
    assert_eq!(project.tables("app.db"), [""; 0]);
    assert_eq!(project.tables("two.db"), [""; 0]);
}

#[test]
fn only_sql_is_written_and_only_below_the_project() {
    let project = Project::new().with_scripts(&["pass"]);
    let writing = |path: &str| {
        project.write(
            "migrations/env.py",
            &format!(
                "from alembic import context\nwith open({path:?}, 'w') as buffer:\n    \
                 context.configure(dialect_name='sqlite', output_buffer=buffer)\n    \
                 context.run_migrations()\n"
            ),
        );
    };
    writing("out.sql");
    project.run(&["upgrade", "head"]).exits(1).complains(&[
        "'out.sql' cannot be opened with mode 'w', only for reading",
        "--sql",
    ]);
    project
        .run(&["upgrade", "head", "--sql"])
        .exits(0)
        .prints("");
    let text = std::fs::read_to_string(project.path().join("out.sql")).expect("it is written");
    assert!(text.contains("Running upgrade  -> r01"), "{text}");
    writing("../out.sql");
    project
        .run(&["upgrade", "head", "--sql"])
        .exits(1)
        .complains(&["because it is not below the project's folders"]);
    writing("absent/out.sql");
    project.run(&["upgrade", "head", "--sql"]).exits(1);
}
