//! Bad input: one clear message, the right exit status, nothing half-applied, no panic.

use crate::project::Project;

const TABLE: &str = "op.create_table('a', sa.Column('id', sa.Integer, primary_key=True))";

#[test]
fn no_configuration() {
    let project = Project::new();
    project
        .run(&["-c", "missing.ini", "upgrade", "head"])
        .exits(255)
        .prints("FAILED: No 'script_location' key found in configuration.\n")
        .complains(&["missing.ini"]);
}

#[test]
fn a_configuration_that_is_none() {
    let project = Project::new();
    project.write("alembic.ini", "script_location = migrations\n");
    project
        .run(&["heads"])
        .exits(1)
        .complains(&["alembic.ini:1", "section"]);
    project.write(
        "alembic.ini",
        "[alembic]\nscript_location = %(nowhere)s/x\n",
    );
    project.run(&["heads"]).exits(1).complains(&["nowhere"]);
}

#[test]
fn no_env_py() {
    let project = Project::new().with_scripts(&[TABLE]);
    std::fs::remove_file(project.path().join("migrations/env.py")).expect("it was there");
    project
        .run(&["upgrade", "head"])
        .exits(1)
        .complains(&["Can't find Python file", "env.py"]);
}

#[test]
fn an_env_py_that_is_no_python() {
    let project = Project::new();
    project.write(
        "migrations/env.py",
        "from alembic import context\ndef f(:\n",
    );
    project
        .run(&["upgrade", "head"])
        .exits(1)
        .complains(&["SyntaxError", "env.py:2"]);
}

#[test]
fn a_script_in_python_2() {
    let project = Project::new().with_scripts(&[TABLE, "print 'hello'"]);
    project
        .run(&["upgrade", "head"])
        .exits(1)
        .complains(&["Python 2", "r02.py:10", "2to3"]);
    assert_eq!(project.versions("app.db"), ["r01"]);
}

#[cfg(unix)]
#[test]
fn a_script_that_cannot_be_read() {
    use std::os::unix::fs::PermissionsExt;

    let project = Project::new().with_scripts(&[TABLE]);
    let script = project.path().join("migrations/versions/r01.py");
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o000)).expect("it is ours");
    if std::fs::read(&script).is_ok() {
        // The superuser reads everything; a folder in the script's place nobody can read.
        std::fs::remove_file(&script).expect("it is ours");
        std::os::unix::fs::symlink("r01.py", &script).expect("a link can be made");
    }
    project.run(&["heads"]).exits(1).complains(&["r01.py"]);
    assert!(!project.path().join("app.db").exists());
}

#[test]
fn scripts_that_go_round_in_a_circle() {
    let project = Project::new().with_scripts(&[TABLE, TABLE]);
    let path = "migrations/versions/r01.py";
    let text = std::fs::read_to_string(project.path().join(path)).expect("it was written");
    project.write(
        path,
        &text.replace("down_revision = None", "down_revision = 'r02'"),
    );
    for words in [&["heads"][..], &["history"], &["upgrade", "head"]] {
        project
            .run(words)
            .exits(255)
            .prints("FAILED: Cycle is detected in revisions (r01, r02)\n");
    }
}

#[test]
fn an_unknown_revision() {
    let project = Project::new().with_scripts(&[TABLE]);
    project
        .run(&["upgrade", "nope"])
        .exits(255)
        .prints("FAILED: Can't locate revision identified by 'nope'\n");
}

#[test]
fn a_database_that_is_ahead_of_the_project() {
    let project = Project::new().with_scripts(&[TABLE, "pass"]);
    project.run(&["upgrade", "head"]).exits(0);
    std::fs::remove_file(project.path().join("migrations/versions/r02.py")).expect("it was there");
    for words in [
        &["current"][..],
        &["upgrade", "head"],
        &["downgrade", "base"],
    ] {
        project
            .run(words)
            .exits(255)
            .prints("FAILED: Can't locate revision identified by 'r02'\n");
    }
    assert_eq!(project.versions("app.db"), ["r02"]);
}

#[test]
fn an_error_in_the_seventh_of_ten_migrations() {
    let good: Vec<String> = (1..=10)
        .map(|number| format!("op.execute('CREATE TABLE t{number} (id INTEGER)')"))
        .collect();
    let mut upgrades: Vec<&str> = good.iter().map(String::as_str).collect();
    upgrades[6] = "op.execute('CREATE TABLE t7 (id INTEGER)'); op.execute('CREATE TABEL x')";
    let project = Project::new().with_scripts(&upgrades);
    project.run(&["upgrade", "head"]).exits(1).complains(&[
        "near \"TABEL\": syntax error",
        "CREATE TABEL x",
        "r07.py:10",
        "The database stands at r06.",
    ]);
    assert_eq!(project.versions("app.db"), ["r06"]);
    assert!(!project.tables("app.db").contains(&"t7".to_owned()));
}

#[test]
fn a_script_that_raises() {
    let project = Project::new().with_scripts(&[
        TABLE,
        "op.execute('CREATE TABLE x (id INTEGER)'); raise RuntimeError('no way')",
    ]);
    project.run(&["upgrade", "head"]).exits(1).complains(&[
        "RuntimeError: no way",
        "r02.py:10",
        "The database stands at r01.",
    ]);
    assert_eq!(project.tables("app.db"), ["a", "alembic_version"]);
}

#[test]
fn an_operation_without_sql_has_its_line() {
    let header =
        "from alembic import op\nimport sqlalchemy as sa\nrevision = 'r01'\ndown_revision = None\n";
    for body in [
        "def upgrade():\n    op.drop_constraint(None, 't', type_='unique')\n",
        "def upgrade():\n    [op.drop_constraint(n, 't', type_='unique') for n in [None]]\n",
    ] {
        let project = Project::new();
        project.write("migrations/versions/r01.py", &format!("{header}{body}"));
        project
            .run(&[
                "--url",
                "postgresql://localhost/x",
                "upgrade",
                "head",
                "--sql",
            ])
            .exits(1)
            .complains(&["it has no name", "r01.py:6"]);
    }
}

#[test]
fn a_script_without_the_function() {
    let project = Project::new().with_scripts(&[TABLE]);
    project.write(
        "migrations/versions/r02.py",
        "revision = 'r02'\ndown_revision = 'r01'\n",
    );
    project
        .run(&["upgrade", "head"])
        .exits(1)
        .complains(&["no function `upgrade`", "r02.py"]);
    assert_eq!(project.versions("app.db"), ["r01"]);
}

#[test]
fn a_full_disk() {
    let project = Project::new().with_scripts(&[
        TABLE,
        "op.execute('CREATE TABLE big (text VARCHAR)'); \
         op.execute(\"INSERT INTO big VALUES ('\" + 'x' * 1000000 + \"')\")",
    ]);
    project.write(
        "migrations/env.py",
        "from sqlalchemy import create_engine, text\nfrom alembic import context\n\n\
         with create_engine('sqlite:///app.db').connect() as connection:\n    \
         connection.execute(text('PRAGMA max_page_count = 20'))\n    connection.commit()\n    \
         context.configure(connection=connection)\n    with context.begin_transaction():\n        \
         context.run_migrations()\n",
    );
    project
        .run(&["upgrade", "head"])
        .exits(1)
        .complains(&["full", "The database stands at r01."]);
    assert_eq!(project.tables("app.db"), ["a", "alembic_version"]);
    assert_eq!(project.versions("app.db"), ["r01"]);
}

#[test]
fn a_server_that_is_down() {
    let project = Project::on("postgresql://u:secret@127.0.0.1:1/d").with_scripts(&[TABLE]);
    let finished = project.run(&["upgrade", "head"]).exits(1);
    assert!(!finished.stderr.contains("secret"), "{finished:#?}");
    finished.complains(&["127.0.0.1", "env.py"]);
}

#[test]
fn a_wrong_password() {
    let port = refusing_server();
    let url = format!("postgresql://u:secret@127.0.0.1:{port}/d?sslmode=disable");
    let project = Project::on(&url).with_scripts(&[TABLE]);
    let finished = project.run(&["upgrade", "head"]).exits(1);
    assert!(!finished.stderr.contains("secret"), "{finished:#?}");
    finished.complains(&["password authentication failed for user", "env.py"]);
}

/// A server that speaks just enough of PostgreSQL's protocol to refuse whoever comes; its port.
fn refusing_server() -> u16 {
    use std::io::{Read, Write};

    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("it is bound").port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut length = [0; 4];
            if stream.read_exact(&mut length).is_err() {
                continue;
            }
            let mut startup = vec![0; u32::from_be_bytes(length) as usize - 4];
            if stream.read_exact(&mut startup).is_err() {
                continue;
            }
            let fields = b"SFATAL\0VFATAL\0C28P01\0\
                Mpassword authentication failed for user \"u\"\0\0";
            let mut message = vec![b'E'];
            message.extend((fields.len() as u32 + 4).to_be_bytes());
            message.extend(fields);
            // The client may be gone already.
            let _ = stream.write_all(&message);
        }
    });
    port
}

#[test]
fn a_url_that_is_none() {
    for (url, text) in [
        ("nonsense", "Could not parse SQLAlchemy URL"),
        ("mssql+pyodbc://h/d", "mssql"),
        ("postgresql+nosuch://h/d", "nosuch"),
    ] {
        let project = Project::on(url).with_scripts(&[TABLE]);
        project
            .run(&["upgrade", "head"])
            .exits(1)
            .complains(&[text]);
    }
}

#[test]
fn broken_pipes_are_silent() {
    use std::process::Stdio;

    let project = Project::new().with_scripts(&[TABLE]);
    let mut child = project
        .command(&["upgrade", "head", "--sql"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!stderr.contains("panicked"), "{stderr}");
}
