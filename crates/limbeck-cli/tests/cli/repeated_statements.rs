//! Scripts that execute a statement again and again with other values: what was made of one serves
//! the next, and must not be seen in any result.

use crate::project::Project;

const HEADER: &str =
    "revision = 'r01'\ndown_revision = None\nfrom alembic import op\nimport sqlalchemy as sa\n";

fn project(body: &str) -> Project {
    let project = Project::new();
    let body: String = body.lines().map(|line| format!("    {line}\n")).collect();
    project.write(
        "migrations/versions/r01.py",
        &format!("{HEADER}\n\ndef upgrade():\n    bind = op.get_bind()\n{body}"),
    );
    project
}

/// Runs the body of an `upgrade()` on SQLite; it asserts what it expects.
#[track_caller]
fn check(body: &str) {
    project(body).run(&["upgrade", "head"]).exits(0);
}

#[test]
fn values_of_all_kinds_arrive_as_they_are() {
    check(
        r#"
import datetime, decimal, uuid
t = op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.String),
                    sa.Column("n", sa.Numeric(10, 2)), sa.Column("d", sa.DateTime), sa.Column("b", sa.LargeBinary),
                    sa.Column("y", sa.Boolean), sa.Column("u", sa.Uuid), sa.Column("f", sa.Float))
rows = []
for i in range(6):
    rows.append((i, [None, "it's", "é;--", "", "\\", "%s :a ?"][i], decimal.Decimal(i) / 4,
                 datetime.datetime(2020, 1, 1 + i, 3, 4, 5, i), bytes([i, 0, 255]), [True, False, None][i % 3],
                 uuid.UUID(int=i), i / 3))
for row in rows:
    bind.execute(t.insert().values(**dict(zip(t.c.keys(), row))))
found = [tuple(row) for row in bind.execute(sa.select(t).order_by(t.c.id))]
assert found == rows, found
for row in rows:
    one = bind.execute(sa.select(t).where(t.c.id == row[0], t.c.f <= row[7])).one()
    assert tuple(one) == row, one
    assert bind.execute(sa.select(t.c.id).where(t.c.a == row[1])).scalar() == row[0]
"#,
    );
}

#[test]
fn what_changes_besides_values_is_seen() {
    check(
        r#"
t = sa.table("t", sa.column("id", sa.Integer), sa.column("a", sa.String), sa.column("b", sa.String))
op.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT)")
op.execute("INSERT INTO t VALUES (1, 'x', 'y'), (2, 'x', 'y'), (3, 'x', 'y'), (4, 'x', 'y')")
for i, name in [(1, "a"), (2, "a"), (3, "a"), (4, "b"), (1, "b"), (2, "b")]:
    bind.execute(t.update().where(t.c.id == i).values({name: "new"}))
for i in (1, 2, 3, 4):
    bind.execute(t.update().where(t.c.id == i, t.c.a == ("new" if i % 2 else None)).values(b=None))
for ids in ([1], [2, 3], [4, 5], [], [1, 2, 3, 4]):
    assert bind.execute(sa.select(sa.func.count()).select_from(t).where(t.c.id.in_(ids))).scalar() == len(set(ids) - {5})
for limit in (1, 2, 3, 2):
    assert len(bind.execute(sa.select(t.c.id).limit(limit)).fetchall()) == limit
for table in ("t", "t", "u", "u"):
    if table == "u":
        op.execute("DROP TABLE IF EXISTS u")
        op.execute("CREATE TABLE u AS SELECT * FROM t WHERE id > 2")
    named = sa.table(table, sa.column("id", sa.Integer))
    assert bind.execute(sa.select(sa.func.count()).select_from(named).where(named.c.id < 4)).scalar() == (
        3 if table == "t" else 1)
found = bind.execute(sa.select(t).order_by(t.c.id)).fetchall()
assert found == [(1, "new", None), (2, "new", "new"), (3, "new", None), (4, "x", "new")], found
"#,
    );
}

#[test]
fn types_and_defaults_that_compute_are_asked_each_time() {
    check(
        r#"
class Shout(sa.types.TypeDecorator):
    impl = sa.String
    cache_ok = True
    def process_bind_param(self, value, dialect):
        return value if value is None else value.strip().upper()
t = op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", Shout),
                    sa.Column("n", sa.Integer, default=iter(range(10, 99)).__next__))
for i, word in enumerate([" a ", "b", "c ", " d"]):
    bind.execute(t.insert().values(id=i, a=word))
for i, word in enumerate([" e ", "f", "g ", " h"]):
    bind.execute(t.update().where(t.c.id == i).values(a=word))
    assert bind.execute(sa.select(t.c.n).where(t.c.a == word)).scalar() == 10 + i
found = bind.execute(sa.select(t).order_by(t.c.id)).fetchall()
assert found == [(0, "E", 10), (1, "F", 11), (2, "G", 12), (3, "H", 13)], found
"#,
    );
}

#[test]
fn row_counts_and_keys_are_those_of_their_statement() {
    check(
        r#"
t = op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.String))
results = [bind.execute(t.insert().values(id=i * 7, a="x")) for i in range(5)]
assert [result.inserted_primary_key for result in results] == [(0,), (7,), (14,), (21,), (28,)]
results = [bind.execute(t.update().where(t.c.id < i).values(a="y")) for i in (1, 8, 100, 0, 15)]
assert [result.rowcount for result in results] == [1, 2, 5, 0, 3]
results = [bind.execute(sa.text("DELETE FROM t WHERE id > :id"), {"id": i}) for i in (20, 20, 7, -1)]
assert [result.rowcount for result in results] == [2, 0, 1, 2]
assert not results[0].returns_rows and results[0]
"#,
    );
}

#[test]
fn a_statement_that_changes_rows_returns_none() {
    check(
        r#"
op.execute("CREATE TABLE t (a TEXT)")
for _ in range(3):
    try:
        bind.execute(sa.text("DELETE FROM t")).fetchall()
        raise AssertionError("it has no rows")
    except sa.exc.ResourceClosedError:
        pass
"#,
    );
}

#[test]
fn a_failure_names_the_statement_and_its_line() {
    let project = project(
        r#"
t = op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.String, unique=True))
for i in range(1000):
    bind.execute(t.insert().values(id=i, a=str(i)))
for i in range(1000):
    bind.execute(
        t.update().where(t.c.id == i).values(a=str(min(i + 5000, 5700))))
print("done")
"#,
    );
    let run = project.run(&["upgrade", "head"]);
    run.exits(1).complains(&[
        "migrations/versions/r01.py:14",
        "UPDATE t SET a='5700' WHERE t.id = 701",
        "UNIQUE constraint failed: t.a",
    ]);
}

#[test]
fn op_execute_takes_them_too() {
    check(
        r#"
t = op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.String))
for i in range(5):
    op.execute(t.insert().values(id=i, a="x"))
for i in range(5):
    assert op.execute(t.update().where(t.c.id == i).values(a=str(i * i))) is None
    op.execute(sa.text("UPDATE t SET a = a || :b WHERE id = :id").bindparams(b="!", id=i))
assert bind.execute(sa.select(t.c.a).order_by(t.c.id)).scalars().all() == ["0!", "1!", "4!", "9!", "16!"]
"#,
    );
}

#[test]
fn a_driver_has_many_sets_of_parameters() {
    check(
        r#"
op.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)")
result = bind.exec_driver_sql("INSERT INTO t VALUES (?, ?)", [(1, "x"), (2, None), (3, "?")])
assert result.rowcount == 3
assert bind.exec_driver_sql("UPDATE t SET a = ? WHERE id = ?", [("y", 1), ("z", 4)]).rowcount == 1
assert bind.exec_driver_sql("SELECT a FROM t ORDER BY id").scalars().all() == ["y", None, "?"]
"#,
    );
}

#[test]
fn the_cursor_of_a_driver_takes_many_sets_at_once() {
    check(
        r#"
op.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)")
cursor = bind.connection.cursor()
assert cursor.executemany("INSERT INTO t VALUES (?, ?)", iter([(1, "x"), [2, None], (3, "?")])) is cursor
assert cursor.rowcount == 3 and cursor.description is None and cursor.fetchall() == []
cursor.executemany("UPDATE t SET a = :a WHERE id = :id", [{"a": "y", "id": 1}, {"a": "z", "id": 2}])
assert cursor.rowcount == 2
cursor.execute("SELECT id, a FROM t ORDER BY id")
assert [column[0] for column in cursor.description] == ["id", "a"]
assert cursor.fetchone() == (1, "y") and cursor.fetchmany(5) == [(2, "z"), (3, "?")] and cursor.fetchone() is None
cursor.executemany("DELETE FROM t", [])
cursor.close()
assert bind.scalar(sa.text("SELECT count(*) FROM t")) == 3
"#,
    );
}
