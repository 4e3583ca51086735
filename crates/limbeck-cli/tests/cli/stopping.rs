//! Ctrl-C and SIGTERM.

#![cfg(unix)]

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::project::{Finished, Project};

/// Starts an upgrade, waits for its second step, and sends it a signal.
fn interrupt(project: &Project, signal: &str) -> Finished {
    let mut child = project
        .command(&["upgrade", "head"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut stderr = BufReader::new(child.stderr.take().expect("it is piped"));
    let mut told = String::new();
    while !told.contains("Running upgrade r01 -> r02") {
        let read = stderr.read_line(&mut told).expect("text");
        assert!(read > 0, "it ended early: {told}");
    }
    std::thread::sleep(std::time::Duration::from_millis(200));
    let sent = Command::new("kill")
        .args([format!("-{signal}"), child.id().to_string()])
        .status()
        .expect("kill is there");
    assert!(sent.success());
    let status = child.wait().expect("it ends");
    std::io::Read::read_to_string(&mut stderr, &mut told).expect("text");
    Finished {
        status: status.code(),
        stdout: String::new(),
        stderr: told,
    }
}

#[test]
fn a_running_statement_is_cancelled_and_rolled_back() {
    let project = Project::new().with_scripts(&[
        "op.execute('CREATE TABLE a (id INTEGER)')",
        "op.execute('CREATE TABLE b (id INTEGER)'); op.execute('WITH RECURSIVE n(x) AS \
         (SELECT 1 UNION ALL SELECT x + 1 FROM n) INSERT INTO b SELECT max(x) FROM n')",
    ]);
    for (signal, status) in [("INT", 130), ("TERM", 143)] {
        interrupt(&project, signal)
            .exits(status)
            .complains(&["cancelled", "The database stands at r01."]);
        assert_eq!(project.tables("app.db"), ["a", "alembic_version"]);
        assert_eq!(project.versions("app.db"), ["r01"]);
        project.run(&["downgrade", "base"]).exits(0);
        let connection =
            rusqlite::Connection::open(project.path().join("app.db")).expect("a database");
        connection.execute("DROP TABLE a", []).expect("it is there");
    }
}

#[test]
fn python_that_does_not_end_is_stopped() {
    let project = Project::new().with_scripts(&[
        "op.execute('CREATE TABLE a (id INTEGER)')",
        "op.execute('CREATE TABLE b (id INTEGER)')\n    while True:\n        pass",
    ]);
    interrupt(&project, "INT")
        .exits(130)
        .complains(&["The database stands at r01."]);
    assert_eq!(project.tables("app.db"), ["a", "alembic_version"]);
}
