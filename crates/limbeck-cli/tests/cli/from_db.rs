//! `--sql` for scripts that read the database.

use crate::project::Project;

/// The second step reads what the first one made.
fn project() -> Project {
    Project::new().with_scripts(&[
        "op.execute('CREATE TABLE t (id INTEGER)')",
        "for (id,) in op.get_bind().execute(sa.text('SELECT id FROM t ORDER BY id')):\n        \
         op.execute(f'UPDATE t SET id = {id * 10} WHERE id = {id}')",
        "names = sa.inspect(op.get_bind()).get_table_names()\n    \
         op.get_bind().execute(sa.text('INSERT INTO t VALUES (:n)'), {'n': len(names)})",
    ])
}

#[test]
fn without_a_database_the_statement_is_named() {
    let finished = project().run(&["upgrade", "head", "--sql"]).exits(1);
    finished.complains(&[
        "The script reads what `SELECT id FROM t ORDER BY id` returns",
        "r02.py:10",
        "help: Let the script read from the database with --from-db",
    ]);
}

#[test]
fn rows_come_from_the_database_which_stays_as_it_is() {
    let project = project();
    project.run(&["upgrade", "r01"]).exits(0);
    let connection = rusqlite::Connection::open(project.path().join("app.db")).expect("it opens");
    connection
        .execute_batch("INSERT INTO t VALUES (1), (2)")
        .expect("valid SQL");
    let finished = project
        .run(&["upgrade", "head", "--sql", "--from-db"])
        .exits(0);
    let expected = "-- Running upgrade r01 -> r02\n\n\
                    UPDATE t SET id = 10 WHERE id = 1;\n\n\
                    UPDATE t SET id = 20 WHERE id = 2;\n\n\
                    UPDATE alembic_version SET version_num='r02' WHERE alembic_version.version_num = 'r01';\n\n\
                    -- Running upgrade r02 -> r03\n\n\
                    INSERT INTO t VALUES (2);\n\n\
                    UPDATE alembic_version SET version_num='r03' WHERE alembic_version.version_num = 'r02';\n\n";
    finished.prints(expected);
    let sum: i64 = connection
        .query_row("SELECT sum(id) FROM t", [], |row| row.get(0))
        .expect("a sum");
    assert_eq!(sum, 3);
    assert_eq!(project.versions("app.db"), ["r01"]);
}

#[test]
fn a_start_that_is_given_counts() {
    let project = project();
    project.run(&["upgrade", "r01"]).exits(0);
    let finished = project
        .run(&["upgrade", "r02:r03", "--sql", "--from-db"])
        .exits(0);
    assert!(!finished.stdout.contains("r01 -> r02"), "{finished:#?}");
}

#[test]
fn it_is_for_sql_only() {
    project()
        .run(&["upgrade", "head", "--from-db"])
        .exits(2)
        .complains(&["--sql"]);
}
