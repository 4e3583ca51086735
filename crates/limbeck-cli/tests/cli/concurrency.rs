//! Several runs on one database at once.

use crate::project::{Finished, Project};

#[test]
fn eight_at_once_run_each_migration_once() {
    let upgrades: Vec<String> = (1..=5)
        .map(|number| format!("op.execute('CREATE TABLE t{number} (id INTEGER)')"))
        .collect();
    let upgrades: Vec<&str> = upgrades.iter().map(String::as_str).collect();
    let project = Project::new().with_scripts(&upgrades);
    let children: Vec<_> = (0..8)
        .map(|_| {
            let mut command = project.command(&["upgrade", "head"]);
            command
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::piped());
            command.spawn().expect("the binary runs")
        })
        .collect();
    let mut steps = 0;
    for child in children {
        let finished = Finished::of(child.wait_with_output().expect("it ends")).exits(0);
        steps += finished.stderr.matches("Running upgrade").count();
    }
    assert_eq!(steps, 5);
    assert_eq!(project.versions("app.db"), ["r05"]);
}
