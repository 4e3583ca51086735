//! MariaDB, where every statement of DDL commits.

use std::process::Stdio;
use std::time::Duration;

use limbeck_test_support::MysqlDatabase;

use crate::original::Alembic;
use crate::project::{Finished, Project};

/// Scripts with most of what DDL and data migrations do.
const SHOP: &[&str] = &[
    "op.create_table('groups', sa.Column('id', sa.Integer, primary_key=True), \
     sa.Column('name', sa.String(50), nullable=False, unique=True), mysql_charset='utf8mb4')",
    "users = op.create_table('users', sa.Column('id', sa.BigInteger, primary_key=True), \
     sa.Column('mail', sa.String(255), nullable=False, comment='it\\'s'), \
     sa.Column('kind', sa.Enum('admin', 'user', name='kind')), \
     sa.Column('is_active', sa.Boolean, server_default=sa.text('1'), nullable=False), \
     sa.Column('created', sa.DateTime, server_default=sa.func.now()), sa.Column('data', sa.JSON), \
     sa.Column('raw', sa.LargeBinary), sa.Column('price', sa.Numeric(10, 2)), \
     sa.Column('group_id', sa.Integer, sa.ForeignKey('groups.id', ondelete='CASCADE')))\n    \
     op.execute(\"INSERT INTO `groups` (id, name) VALUES (1, 'one'), (2, '50%')\")\n    \
     op.bulk_insert(users, [{'id': 1, 'mail': 'a\\\\b', 'kind': 'user', 'is_active': True, \
     'data': {'k': [1, 'x']}, 'raw': b'\\x00\\xff', 'price': '1.50', 'group_id': 1}])",
    "op.create_index('ix_users_mail', 'users', ['mail'], unique=True, mysql_length={'mail': 20})\n    \
     op.alter_column('users', 'price', type_=sa.Numeric(12, 4), existing_type=sa.Numeric(10, 2), \
     nullable=False)\n    \
     op.alter_column('users', 'mail', new_column_name='email', existing_type=sa.String(255), \
     existing_nullable=False)",
    "bind = op.get_bind()\n    \
     groups = bind.execute(sa.text('SELECT id, name FROM `groups` ORDER BY id')).fetchall()\n    \
     assert [name for _, name in groups] == ['one', '50%'], groups\n    \
     done = bind.execute(sa.text('UPDATE users SET group_id = :g'), {'g': groups[1][0]})\n    \
     assert done.rowcount == 1\n    \
     op.create_table('tags', sa.Column('user_id', sa.BigInteger, primary_key=True), \
     sa.Column('tag', sa.String(20), primary_key=True))\n    \
     op.create_foreign_key('fk_tags', 'tags', 'users', ['user_id'], ['id'])\n    \
     op.execute(\"INSERT INTO tags SELECT id, 'new' FROM users\")\n    \
     op.create_check_constraint('ck_tag', 'tags', \"tag <> ''\")",
];

/// What the server says of every table, and the rows of all but the moments in them.
fn dump(database: &MysqlDatabase) -> Vec<String> {
    let mut connection = database.connect();
    let mut dump = Vec::new();
    for table in database.tables() {
        let created = connection
            .query_text(&format!("SHOW CREATE TABLE `{table}`"))
            .expect("it is there");
        let rows = connection
            .query_text(&format!("SELECT * FROM `{table}`"))
            .expect("it is there");
        dump.push(format!("{:?}", created.rows));
        let moment = rows.columns.iter().position(|column| column == "created");
        for mut row in rows.rows {
            if let Some(moment) = moment {
                row.remove(moment);
            }
            dump.push(format!("{row:?}"));
        }
    }
    dump
}

#[test]
fn the_database_is_as_alembic_leaves_it() {
    let database = MysqlDatabase::create();
    let project = Project::on(&database.url()).with_scripts(SHOP);
    let finished = project.run(&["upgrade", "head"]).exits(0);
    assert_eq!(
        finished.stderr.lines().nth(1),
        Some("INFO  [alembic.runtime.migration] Will assume non-transactional DDL.")
    );
    assert_eq!(
        database.tables(),
        ["alembic_version", "groups", "tags", "users"]
    );
    project.run(&["current"]).exits(0).prints("r04 (head)\n");
    let Some(alembic) = Alembic::found() else {
        return;
    };
    let alembics = MysqlDatabase::create();
    let project = Project::on(&alembics.url()).with_scripts(SHOP);
    alembic.run(&project, &["upgrade", "head"]).exits(0);
    assert_eq!(dump(&database), dump(&alembics));
    // Either goes on with what the other has left.
    project.run(&["current"]).exits(0).prints("r04 (head)\n");
    project.run(&["downgrade", "base"]).exits(0);
    assert_eq!(
        alembics.texts("SELECT COUNT(*) FROM alembic_version"),
        ["0"]
    );
}

#[test]
fn a_run_that_failed_is_gone_on_with() {
    let database = MysqlDatabase::create();
    let project = Project::on(&database.url()).with_scripts(&[
        "op.create_table('a', sa.Column('x', sa.Integer))",
        "op.create_table('b', sa.Column('x', sa.Integer))\n    \
         op.execute('INSERT INTO b VALUES (1), (1)')\n    \
         op.create_unique_constraint('uq', 'b', ['x'])\n    \
         op.add_column('a', sa.Column('y', sa.Integer))\n    \
         op.execute('INSERT INTO a VALUES (1, 2)')",
    ]);
    project.run(&["upgrade", "head"]).exits(1).complains(&[
        "Duplicate entry '1' for key 'uq' (1062)",
        "r02.py:12:5",
        "The database stands at r01.",
        "2 statements of the upgrade of r02 took effect, and will not be run again.",
        "Statement 2 took effect: INSERT INTO b VALUES (1), (1)",
        "run the command again: it goes on with that statement.",
    ]);
    let status = project.run(&["status", "--check"]).exits(3).stdout;
    for line in [
        "at            r01",
        "unfinished    2",
        "took effect CREATE TABLE b",
        "pending       r02",
    ] {
        assert!(status.contains(line), "{line} in {status}");
    }
    project
        .run(&["downgrade", "base"])
        .exits(255)
        .complains(&["Finish it with `upgrade r02`."]);
    database.run("DELETE FROM b LIMIT 1");
    project.run(&["upgrade", "head"]).exits(0);
    assert_eq!(database.tables(), ["a", "alembic_version", "b"]);
    assert_eq!(database.texts("SELECT CONCAT(x, y) FROM a"), ["12"]);
}

#[test]
fn eight_at_once_run_each_migration_once() {
    let database = MysqlDatabase::create();
    let project = Project::on(&database.url()).with_scripts(SHOP);
    let children: Vec<_> = (0..8)
        .map(|_| {
            project
                .command(&["upgrade", "head"])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .expect("the binary runs")
        })
        .collect();
    let mut steps = 0;
    for child in children {
        let finished = Finished::of(child.wait_with_output().expect("it ends")).exits(0);
        steps += finished.stderr.matches("Running upgrade").count();
    }
    assert_eq!(steps, SHOP.len());
    assert_eq!(
        database.tables(),
        ["alembic_version", "groups", "tags", "users"]
    );
}

#[test]
fn scripts_do_not_see_the_journal() {
    let database = MysqlDatabase::create();
    let project = Project::on(&database.url()).with_scripts(&[
        "op.execute('CREATE TABLE a (x INTEGER)')\n    \
         op.execute('CREATE TABLE b (x INTEGER)')\n    \
         print(sorted(sa.inspect(op.get_bind()).get_table_names()))",
    ]);
    project
        .run(&["upgrade", "head"])
        .exits(0)
        .prints("['a', 'alembic_version', 'b']\n");
}

#[test]
fn a_killed_run_is_gone_on_with() {
    let database = MysqlDatabase::create();
    let project = Project::on(&database.url()).with_scripts(SHOP);
    for attempt in 0..25 {
        let mut child = project
            .command(&["upgrade", "head"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary runs");
        // It takes some time until the first statement is sent.
        std::thread::sleep(Duration::from_millis(60 + attempt * 6));
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
    }
    project.run(&["upgrade", "head"]).exits(0);
    assert_eq!(
        database.tables(),
        ["alembic_version", "groups", "tags", "users"]
    );
    assert_eq!(database.texts("SELECT email FROM users"), ["a\\b"]);
    assert_eq!(database.texts("SELECT COUNT(*) FROM `groups`"), ["2"]);
    assert_eq!(database.texts("SELECT COUNT(*) FROM tags"), ["1"]);
}

#[test]
fn errors_are_those_of_pymysql_and_what_is_printed_is_printed_once() {
    let database = MysqlDatabase::create();
    let project = Project::on(&database.url()).with_scripts(&[
        "print('once')\n    \
         op.execute('CREATE TABLE a (x INTEGER PRIMARY KEY)')\n    \
         for sql in ('INSERT INTO a VALUES (1), (1)', 'SELECT 1 FROM missing', 'DROP TABLE gone'):\n        \
         try:\n            \
         op.get_bind().execute(sa.text(sql))\n        \
         except sa.exc.DBAPIError as error:\n            \
         print(type(error).__name__, error.orig.args[0], str(error).splitlines()[0])",
    ]);
    let name = database.name();
    project.run(&["upgrade", "head"]).exits(0).prints(&format!(
        "once\n\
         IntegrityError 1062 (pymysql.err.IntegrityError) (1062, \"Duplicate entry '1' for key \
         'PRIMARY'\")\n\
         ProgrammingError 1146 (pymysql.err.ProgrammingError) (1146, \"Table '{name}.missing' \
         doesn't exist\")\n\
         OperationalError 1051 (pymysql.err.OperationalError) (1051, \"Unknown table \
         '{name}.gone'\")\n"
    ));
}

/// A project whose second script needs a module that limbeck does not have once there are rows.
fn needs_python_for_rows(database: &MysqlDatabase, rows: &str) -> Project {
    let project = Project::on(&database.url()).with_scripts(&[
        "op.execute('CREATE TABLE a (x INTEGER)')\n    op.execute('INSERT INTO a VALUES (1)')",
        "pass",
        "op.execute('CREATE TABLE z (x INTEGER)')",
    ]);
    project.write(
        "migrations/versions/r02.py",
        &format!(
            "from alembic import op\nimport sqlalchemy as sa\nimport elsewhere\n\nrevision = 'r02'\n\
             down_revision = 'r01'\n\n\ndef upgrade():\n    bind = op.get_bind()\n    \
             first = bind.execute(sa.text('SELECT x FROM a')).fetchall()[0]\n    \
             op.execute('CREATE TABLE begun (x INTEGER)')\n    \
             op.execute('INSERT INTO begun VALUES (1)')\n    \
             for row in bind.execute(sa.text('SELECT x FROM {rows}')):\n        \
             if elsewhere.NAMES:\n            op.execute('CREATE TABLE ended (x INTEGER)')\n"
        ),
    );
    project.write(
        "elsewhere/__init__.py",
        "import sqlite3\nNAMES = sqlite3.sqlite_version\n",
    );
    project
}

#[test]
fn what_shows_only_with_rows_is_known_before_the_step_begins() {
    let Some(alembic) = Alembic::found() else {
        return;
    };
    let database = MysqlDatabase::create();
    let project = needs_python_for_rows(&database, "a");
    project
        .run(&["--no-python", "upgrade", "head"])
        .exits(1)
        .complains(&["versions/r02.py:15", "The database stands at r01."]);
    assert_eq!(
        database.tables(),
        ["a", "alembic_version", "limbeck_journal"]
    );
    assert_eq!(
        database.texts("SELECT COUNT(*) FROM limbeck_journal"),
        ["0"]
    );
    project
        .run(&["--python", alembic.python(), "upgrade", "head"])
        .exits(0)
        .complains(&["versions/r02.py:15 is run by"]);
    let expected = ["a", "alembic_version", "begun", "ended", "z"];
    assert_eq!(database.tables(), expected);
    assert_eq!(database.texts("SELECT x FROM begun"), ["1"]);
}

#[test]
fn what_shows_too_late_is_told_with_what_took_effect() {
    let database = MysqlDatabase::create();
    let project = needs_python_for_rows(&database, "begun");
    project.run(&["upgrade", "head"]).exits(1).complains(&[
        "versions/r02.py:15",
        "error: The value of `sqlite_version` is needed here",
        "Statement 1 took effect: CREATE TABLE begun",
        "run this step with Alembic itself",
        "DROP TABLE limbeck_journal",
    ]);
    database.run("DROP TABLE begun");
    database.run("DROP TABLE limbeck_journal");
}

#[test]
fn what_a_script_makes_itself_is_not_missed_in_a_rehearsal() {
    let database = MysqlDatabase::create();
    let project = Project::on(&database.url()).with_scripts(&[
        "op.execute('CREATE TABLE a (x INTEGER)')\n    op.execute('INSERT INTO a VALUES (1)')",
        "op.add_column('a', sa.Column('y', sa.Integer))\n    \
         a = sa.Table('a', sa.MetaData(), autoload_with=op.get_bind())\n    \
         op.execute(a.update().where(a.c.y.is_(None)).values(y=2))\n    \
         [row] = op.get_bind().execute(sa.select(a.c.y)).fetchall()\n    \
         assert row.y == 2",
    ]);
    project.run(&["--no-python", "upgrade", "head"]).exits(0);
    assert_eq!(database.texts("SELECT CONCAT(x, y) FROM a"), ["12"]);
}
