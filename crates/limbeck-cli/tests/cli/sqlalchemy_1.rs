//! Scripts written for SQLAlchemy 1.x, which projects pin.

use crate::project::Project;

/// Runs a script on SQLite in which each of the expressions has its value; `c` is the connection, `t` a table of two
/// rows.
#[track_caller]
fn check(cases: &[(&str, &str)]) {
    let project = Project::new();
    let mut script = "revision = 'r01'\ndown_revision = None\nfrom alembic import op\nimport sqlalchemy as sa\n\
                      def upgrade():\n    c = op.get_bind()\n    \
                      t = op.create_table('t', sa.Column('id', sa.Integer, primary_key=True), sa.Column('a', sa.Text))\n    \
                      op.bulk_insert(t, [{'id': 1, 'a': 'x'}, {'id': 2, 'a': 'y'}])\n"
        .to_owned();
    for (expression, value) in cases {
        script.push_str(&format!(
            "    value = {expression}\n    assert value == {value}, value\n"
        ));
    }
    project.write("migrations/versions/r01.py", &script);
    project.run(&["upgrade", "head"]).exits(0);
}

#[test]
fn columns_come_as_a_list() {
    check(&[
        (
            "c.execute(sa.select([t.c.id]).order_by(t.c.id)).fetchall()",
            "[(1,), (2,)]",
        ),
        (
            "c.execute(sa.select((t,), t.c.id == 1)).fetchall()",
            "[(1, 'x')]",
        ),
        (
            "c.execute(sa.select(columns=[t.c.a], whereclause=t.c.id < 3, from_obj=[t], order_by=t.c.id.desc(), limit=1, \
             distinct=True)).fetchall()",
            "[('y',)]",
        ),
        (
            "c.scalar(sa.select([sa.func.count()]).select_from(t).with_only_columns([sa.func.max(t.c.id)]))",
            "2",
        ),
        (
            "c.execute(sa.select([t.c.id, t.c.a]).apply_labels().where(t.c.id == 1)).fetchone()['t_a']",
            "'x'",
        ),
    ]);
}

#[test]
fn cases_come_as_a_list() {
    check(&[
        (
            "c.execute(sa.select([sa.case([(t.c.id == 1, 'one'), (t.c.id == 2, 'two')], else_='more')])\
             .order_by(t.c.id)).fetchall()",
            "[('one',), ('two',)]",
        ),
        (
            "c.execute(sa.select([sa.case([(1, 'one')], t.c.id, 'more')]).order_by(t.c.id)).fetchall()",
            "[('one',), ('more',)]",
        ),
    ]);
}

#[test]
fn statements_take_their_condition_and_values_at_once() {
    check(&[
        (
            "c.execute(t.update(t.c.id == 1).values(a='z')).rowcount",
            "1",
        ),
        (
            "c.execute(sa.update(t, whereclause=t.c.a == 'z', values={'a': 'q'})).rowcount",
            "1",
        ),
        (
            "c.execute(t.insert(values={'id': 3, 'a': 'b'})).rowcount",
            "1",
        ),
        ("c.execute(t.delete(t.c.id == 3)).rowcount", "1"),
        ("c.execute(t.select(t.c.id == 1)).fetchall()", "[(1, 'q')]"),
    ]);
}

#[test]
fn collections_of_tables_are_bound() {
    check(&[
        (
            "list(sa.Table('t', sa.MetaData(bind=c), autoload=True).c.keys())",
            "['id', 'a']",
        ),
        (
            "sa.Table('t', sa.MetaData(c), autoload=True).select().execute().fetchall()",
            "[(1, 'x'), (2, 'y')]",
        ),
        (
            "sa.Table('t', sa.MetaData(bind=c), autoload=True).update().values(a='z').execute().rowcount",
            "2",
        ),
        ("sa.select([t.c.a], t.c.id == 1, bind=c).scalar()", "'z'"),
    ]);
}

#[test]
fn text_takes_its_values_one_by_one() {
    check(&[
        ("c.execute('SELECT ?', 5).scalar()", "5"),
        ("c.execute('SELECT ?, ?', 5, 'x').fetchall()", "[(5, 'x')]"),
        (
            "c.execute('SELECT a FROM t').fetchone().has_key('a')",
            "True",
        ),
    ]);
}

#[test]
fn what_is_bound_to_nothing_is_not_executed() {
    let project = Project::new();
    project.write(
        "migrations/versions/r01.py",
        "revision = 'r01'\ndown_revision = None\nimport sqlalchemy as sa\n\
         def upgrade():\n    sa.select([sa.column('a')]).execute()\n",
    );
    project
        .run(&["upgrade", "head"])
        .exits(1)
        .complains(&["not bound to a Connection", "r01.py:5"]);
}
