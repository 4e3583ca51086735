//! The same project on SQLite, run by limbeck and by Alembic: both must leave the same tables and rows.

use std::path::Path;

use crate::original::Alembic;
use crate::project::Project;

/// Upgrades a project of these files to its head.
#[track_caller]
pub fn check(files: &[(&str, &str)]) {
    let new = || {
        let project = Project::new();
        for (path, text) in files {
            project.write(path, text);
        }
        project
    };
    let ours = new();
    ours.run(&["upgrade", "head"]).exits(0);
    let Some(alembic) = Alembic::found() else {
        return;
    };
    let theirs = new();
    alembic.run(&theirs, &["upgrade", "head"]).exits(0);
    assert_eq!(content(ours.path()), content(theirs.path()));
}

/// The statements that made every table and index, and the rows of every table, as text.
fn content(folder: &Path) -> Vec<String> {
    let connection =
        rusqlite::Connection::open(folder.join("app.db")).expect("the file is a database");
    let texts = |sql: &str| -> Vec<String> {
        let mut statement = connection.prepare(sql).expect("valid SQL");
        let found = statement.query_map([], |row| row.get(0)).expect("it runs");
        found.collect::<Result<_, _>>().expect("texts")
    };
    let of_table = |table: &String| {
        let columns = texts(&format!(
            "SELECT 'quote(\"' || name || '\")' FROM pragma_table_info('{table}') ORDER BY cid"
        ));
        let columns = columns.join(" || ', ' || ");
        texts(&format!(
            "SELECT '{table}: ' || {columns} FROM \"{table}\" ORDER BY 1"
        ))
    };
    let tables = texts("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
    let mut found: Vec<_> = tables.iter().flat_map(of_table).collect();
    found.extend(texts(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name",
    ));
    found
}
