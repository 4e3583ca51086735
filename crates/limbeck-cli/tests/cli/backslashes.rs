//! Texts with backslashes on MariaDB, where a setting of the session decides what those mean.

use limbeck_test_support::MysqlDatabase;

use crate::original::Alembic;
use crate::project::Project;

/// A table whose definition and rows have backslashes, as a script of Python writes them.
const SCRIPT: &str = "t = op.create_table('t', sa.Column('id', sa.Integer, primary_key=True), \
     sa.Column('a', sa.String(50), server_default='d\\\\e', comment='a\\\\\\'b'), \
     sa.Column('k', sa.Enum('x\\\\y', 'z')), sa.Column('j', sa.JSON))\n    \
     op.bulk_insert(t, [{'id': 1, 'a': 'c:\\\\dir\\\\\\'s\\\\', 'k': 'x\\\\y', 'j': {'p\\\\': '\"\\n'}}])\n    \
     bind = op.get_bind()\n    \
     for i in (2, 3, 4):\n        \
     bind.execute(t.insert().values(id=i, a='\\\\' * i + '\\n', k='z', j=None))\n    \
     bind.execute(sa.text('INSERT INTO t (id, a) VALUES (:i, :a)'), [{'i': 5, 'a': '\\\\n'}, {'i': 6, 'a': '\\''}])";

/// What the tables hold, told apart byte by byte.
fn contents(database: &MysqlDatabase) -> Vec<Vec<String>> {
    let asked = [
        "SELECT CONCAT_WS('|', id, HEX(a), HEX(k), HEX(j)) FROM t ORDER BY id",
        "SELECT CONCAT_WS('|', HEX(COLUMN_DEFAULT), HEX(COLUMN_COMMENT), HEX(COLUMN_TYPE)) \
         FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 't'",
    ];
    asked.map(|query| database.texts(query)).into()
}

/// Runs the script under a mode, by limbeck and by Alembic.
fn check(mode: &str) -> Vec<Vec<String>> {
    let [ours, alembics] = [(); 2].map(|()| MysqlDatabase::create());
    let project = |database: &MysqlDatabase| {
        Project::on(&format!("{}?sql_mode={mode}", database.url())).with_scripts(&[SCRIPT])
    };
    project(&ours).run(&["upgrade", "head"]).exits(0);
    if let Some(alembic) = Alembic::found() {
        alembic
            .run(&project(&alembics), &["upgrade", "head"])
            .exits(0);
        assert_eq!(contents(&ours), contents(&alembics), "{mode}");
    }
    contents(&ours)
}

#[test]
fn they_mean_the_same_whether_they_escape_or_not() {
    let usual = check("ANSI_QUOTES");
    assert_eq!(check("NO_BACKSLASH_ESCAPES"), usual);
    assert!(
        usual[0][0].starts_with("1|633A5C6469725C27735C|785C79|"),
        "{usual:?}"
    );
}

#[test]
fn a_script_may_change_what_they_mean() {
    let database = MysqlDatabase::create();
    let insert = "op.get_bind().execute(sa.text('INSERT INTO t VALUES (:a)'), {'a': 'x\\\\n\\''})";
    let change = "op.execute(\"SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES'\")";
    let comment = "op.create_table_comment('t', 'c\\\\d')";
    let script = [
        "op.execute('CREATE TABLE t (a TEXT)')",
        insert,
        change,
        insert,
        comment,
        "op.execute('SET SESSION sql_mode = DEFAULT')",
        insert,
    ];
    Project::on(&database.url())
        .with_scripts(&[&script.join("\n    "), insert])
        .run(&["upgrade", "head"])
        .exits(0);
    assert_eq!(database.texts("SELECT HEX(a) FROM t"), ["785C6E27"; 4]);
    assert_eq!(
        database.texts("SELECT HEX(TABLE_COMMENT) FROM information_schema.TABLES WHERE TABLE_NAME = 't' AND TABLE_SCHEMA = DATABASE()"),
        ["635C64"]
    );
}
