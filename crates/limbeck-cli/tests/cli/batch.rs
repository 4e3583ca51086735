//! `op.batch_alter_table` where the table has to be copied, from script to database.

use crate::project::Project;

const FIRST: &str = "revision = 'r01'\ndown_revision = None\nfrom alembic import op\n\
def upgrade():\n    \
    op.execute('CREATE TABLE item (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(20) UNIQUE, n INTEGER CHECK (n > 0))')\n    \
    op.execute('CREATE TABLE child (id INTEGER PRIMARY KEY, item_id INTEGER REFERENCES item (id) ON DELETE CASCADE)')\n    \
    op.execute(\"INSERT INTO item VALUES (1, 'a', 1)\")\n    \
    op.execute('INSERT INTO child VALUES (1, 1)')\n";

/// A project whose engine enforces foreign keys, with a second script that has the given body.
fn project(configure: &str, body: &str) -> Project {
    let project = Project::new();
    project.write(
        "migrations/env.py",
        &format!(
            "from alembic import context\nfrom sqlalchemy import create_engine, event\n\
             from sqlalchemy.engine import Engine\n\
             @event.listens_for(Engine, 'connect')\n\
             def enforce(connection, record):\n    \
                 connection.execute('PRAGMA foreign_keys=ON')\n\
             with create_engine('sqlite:///app.db').connect() as connection:\n    \
                 context.configure(connection=connection{configure})\n    \
                 with context.begin_transaction():\n        \
                     context.run_migrations()\n"
        ),
    );
    project.write("migrations/versions/r01.py", FIRST);
    let body: String = body.lines().map(|line| format!("    {line}\n")).collect();
    project.write(
        "migrations/versions/r02.py",
        &format!(
            "revision = 'r02'\ndown_revision = 'r01'\nfrom alembic import op\nimport sqlalchemy as sa\n\
             def upgrade():\n{body}"
        ),
    );
    project
}

fn query(project: &Project, sql: &str) -> Vec<String> {
    let connection = rusqlite::Connection::open(project.path().join("app.db")).unwrap();
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

fn table(project: &Project) -> String {
    let sql = query(project, "SELECT sql FROM sqlite_master WHERE name = 'item'").remove(0);
    sql.split_whitespace().collect::<Vec<_>>().join(" ")
}

const NOT_NULL: &str = "with op.batch_alter_table('item') as batch_op:\n    batch_op.alter_column('name', nullable=False)";

#[test]
fn rows_and_nameless_constraints_stay() {
    let project = project("", NOT_NULL);
    project.run(&["upgrade", "head"]).exits(0);
    assert_eq!(
        table(&project),
        "CREATE TABLE \"item\" ( id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(20) NOT NULL, n INTEGER, \
         UNIQUE (name), CHECK (n > 0) )"
    );
    assert_eq!(
        query(&project, "SELECT CAST(item_id AS TEXT) FROM child"),
        ["1"]
    );
}

#[test]
fn a_project_may_ask_for_alembics_statements() {
    let project = project(
        ", batch_as_alembic=True",
        "op.execute('PRAGMA foreign_keys=OFF')\n"
            .to_owned()
            .as_str(),
    );
    project.write(
        "migrations/versions/r03.py",
        "revision = 'r03'\ndown_revision = 'r02'\nfrom alembic import op\ndef upgrade():\n    \
             with op.batch_alter_table('item') as batch_op:\n        \
                 batch_op.alter_column('name', nullable=False)\n",
    );
    project
        .run(&["upgrade", "head"])
        .exits(0)
        .complains(&["Unnamed CHECK constraint on reflected table 'item' is being omitted"]);
    assert_eq!(
        table(&project),
        "CREATE TABLE \"item\" ( id INTEGER, name VARCHAR(20) NOT NULL, n INTEGER, PRIMARY KEY (id) )"
    );
}

#[test]
fn listeners_change_what_is_read() {
    let project = project(
        "",
        "def longer(inspector, table, column):\n    \
             if column['name'] == 'name':\n        \
                 column['type'] = sa.String(99)\n\
         with op.batch_alter_table('item', reflect_kwargs={'listeners': [('column_reflect', longer)]}) as batch_op:\n    \
             batch_op.drop_column('n')",
    );
    project.run(&["upgrade", "head"]).exits(0);
    assert_eq!(
        table(&project),
        "CREATE TABLE \"item\" ( id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(99), UNIQUE (name) )"
    );
}

#[test]
fn a_failure_leaves_the_migration_before() {
    let project = project(
        "",
        "op.execute(\"INSERT INTO item VALUES (2, NULL, 2)\")\nop.add_column('item', sa.Column('z', sa.Integer()))\n\
         with op.batch_alter_table('item') as batch_op:\n    batch_op.alter_column('name', nullable=False)",
    );
    project
        .run(&["upgrade", "head"])
        .exits(1)
        .complains(&["NOT NULL constraint failed", "r02.py"]);
    assert_eq!(
        query(&project, "SELECT version_num FROM alembic_version"),
        ["r01"]
    );
    assert_eq!(query(&project, "SELECT name FROM item"), ["a"]);
    assert!(!table(&project).contains(" z "));
    assert_eq!(
        query(
            &project,
            "SELECT name FROM sqlite_master WHERE name LIKE '%alembic_tmp%'"
        ),
        [""; 0]
    );
}

#[test]
fn a_script_that_is_written_needs_the_table() {
    let finished = project("", NOT_NULL)
        .run(&["upgrade", "r01:r02", "--sql"])
        .exits(255);
    let expected = "requires a live database connection with which to reflect the table \"item\"";
    assert!(finished.stdout.contains(expected), "{}", finished.stdout);
}
