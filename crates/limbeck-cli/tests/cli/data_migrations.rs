//! Scripts that read and change rows.

use crate::beside_alembic;
use crate::project::Project;

const HEADER: &str =
    "revision = 'r01'\ndown_revision = None\nfrom alembic import op\nimport sqlalchemy as sa\n";

fn project(script: &str) -> Project {
    let project = Project::new();
    project.write("migrations/versions/r01.py", &format!("{HEADER}{script}"));
    project
}

/// Runs a script on SQLite; it asserts what it expects.
#[track_caller]
fn check(script: &str) {
    project(script).run(&["upgrade", "head"]).exits(0);
}

#[test]
fn many_sets_of_parameters_count_together() {
    check(
        r#"
def upgrade():
    bind = op.get_bind()
    t = op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("n", sa.Integer))
    assert bind.execute(t.insert(), [{"id": i, "n": i} for i in range(2500)]).rowcount == 2500
    by_id = t.update().where(t.c.id == sa.bindparam("key")).values(n=sa.bindparam("n"))
    assert bind.execute(by_id, [{"key": i, "n": i * i} for i in range(2600)]).rowcount == 2500
    assert bind.execute(sa.select(sa.func.sum(t.c.n))).scalar() == sum(i * i for i in range(2500))
    text = sa.text("UPDATE t SET n = :n WHERE id < :id")
    assert bind.execute(text, [{"n": -1, "id": 2}, {"n": -2, "id": 1}]).rowcount == 3
    assert bind.execute(sa.select(t.c.n).where(t.c.id < 3).order_by(t.c.id)).scalars().all() == [-2, -1, 4]
    gone = t.delete().where(t.c.id == sa.bindparam("key"))
    assert bind.execute(gone, [{"key": 1}, {"key": 1}, {"key": 2}]).rowcount == 2
"#,
    );
}

#[test]
fn the_first_set_of_parameters_names_the_columns() {
    check(
        r#"
def upgrade():
    bind = op.get_bind()
    t = op.create_table("t", sa.Column("a", sa.Integer), sa.Column("b", sa.Integer))
    bind.execute(t.insert(), [{"a": 1}, {"a": 2, "b": 3}])
    assert bind.execute(sa.select(t)).fetchall() == [(1, None), (2, None)]
    try:
        bind.execute(t.insert(), [{"a": 1}, {"b": 1}])
        raise AssertionError("the second set has no a")
    except sa.exc.StatementError as error:
        assert "A value is required for bind parameter 'a', in parameter group 1" in str(error), error
"#,
    );
}

#[test]
fn a_failure_among_many_sets_undoes_its_savepoint() {
    check(
        r#"
def upgrade():
    bind = op.get_bind()
    t = op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("n", sa.Integer, unique=True))
    bind.execute(t.insert(), [{"id": 1, "n": 1}, {"id": 2, "n": 2}])
    try:
        with bind.begin_nested():
            by_id = t.update().where(t.c.id == sa.bindparam("key"))
            bind.execute(by_id, [{"key": 1, "n": 5}, {"key": 2, "n": 5}])
        raise AssertionError("5 is there twice")
    except sa.exc.IntegrityError as error:
        assert "n=5" in error.statement, error.statement
    assert bind.execute(sa.select(t).order_by(t.c.id)).fetchall() == [(1, 1), (2, 2)]
"#,
    );
}

#[test]
fn defaults_that_are_functions_know_their_row() {
    check(
        r#"
def upgrade():
    bind = op.get_bind()
    calls = []
    def counted():
        calls.append(1)
        return len(calls) * 100
    t = sa.Table(
        "t", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("c", sa.Integer, default=counted),
        sa.Column("next", sa.Integer, default=lambda context: context.get_current_parameters()["id"] + 1),
        sa.Column("changed", sa.Integer, onupdate=lambda: 7),
    )
    t.create(bind)
    bind.execute(t.insert().values(id=1))
    bind.execute(t.insert(), [{"id": 2}, {"id": 3}])
    bind.execute(t.insert().values([{"id": 4}, {"id": 5, "c": 5}]))
    op.bulk_insert(t, [{"id": 6}])
    bind.execute(t.update().where(t.c.id == 1).values(next=0))
    assert len(calls) == 5, calls
    rows = bind.execute(sa.select(t).order_by(t.c.id)).fetchall()
    assert rows == [(1, 100, 0, 7), (2, 200, 3, None), (3, 300, 4, None), (4, 400, 5, None), (5, 5, 6, None),
                    (6, 500, 7, None)], rows
"#,
    );
}

#[test]
fn rows_come_in_parts_and_show_themselves() {
    check(
        r#"
def upgrade():
    bind = op.get_bind()
    t = op.create_table("t", sa.Column("id", sa.Integer), sa.Column("count", sa.Integer), sa.Column("keys", sa.Integer))
    bind.execute(t.insert(), [{"id": i, "count": 5, "keys": 6} for i in range(5)])
    query = sa.select(t).order_by(t.c.id)
    sizes = [len(part) for part in bind.execute(query.execution_options(yield_per=2)).mappings().partitions()]
    assert sizes == [2, 2, 1], sizes
    assert [len(part) for part in bind.execute(query).yield_per(3).partitions()] == [3, 2]
    row = bind.execute(query).first()
    assert (row.id, row.count, row.keys) == (0, 5, 6)
    assert "%s" % row == "(0, 5, 6)" and not isinstance(row, tuple)
    first, *others = row
    assert (first, others) == (0, [5, 6]) and row[-1] == 6 and row[:2] == (0, 5)
    assert bind.execute(sa.select(t.c.id).where(t.c.id == sa.bindparam("x")).params(x=3)).scalar() == 3
"#,
    );
}

#[test]
fn objects_have_their_defaults_after_a_flush() {
    check(
        r#"
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(20))
    age = sa.Column(sa.Integer, default=18)
    level = sa.Column(sa.Integer, server_default="3")


def upgrade():
    bind = op.get_bind()
    User.__table__.create(bind)
    session = Session(bind=bind)
    user = User(name="a")
    assert (user.id, user.age, user.level) == (None, None, None)
    session.add(user)
    session.flush()
    assert (user.id, user.age, user.level) == (1, 18, 3)
    user.level = 4
    session.commit()
    assert session.query(User.age, User.level).one() == (18, 4)
"#,
    );
}

#[test]
fn types_show_the_words_of_the_standard() {
    check(
        r#"
from sqlalchemy.dialects import postgresql


def upgrade():
    shown = [str(type_) for type_ in (
        sa.DateTime(timezone=True), sa.String(5), sa.Numeric(5, 2), sa.Uuid(), sa.Enum("a", "bb", name="e"),
        postgresql.TIMESTAMP(timezone=True), postgresql.JSONB(), sa.ARRAY(sa.Integer), sa.types.NullType(),
    )]
    assert shown == ["DATETIME", "VARCHAR(5)", "NUMERIC(5, 2)", "CHAR(32)", "VARCHAR(2)", "TIMESTAMP", "JSONB",
                     "ARRAY", "NULL"], shown
    assert repr(sa.TIMESTAMP()) == "TIMESTAMP()" and repr(sa.ARRAY(sa.Integer())) == "ARRAY(Integer())"
    assert repr(sa.DateTime(timezone=True)) == "DateTime(timezone=True)"
"#,
    );
}

#[test]
fn time_zones_are_those_of_the_system() {
    check(
        r#"
import datetime
import zoneinfo


def upgrade():
    zones = zoneinfo.available_timezones()
    for key in {"Europe/Berlin", "UTC"} & zones:
        noon = datetime.datetime(2020, 7, 1, 12, tzinfo=zoneinfo.ZoneInfo(key))
        assert noon.isoformat() in ("2020-07-01T12:00:00+02:00", "2020-07-01T12:00:00+00:00"), noon
    for wrong in ("No/Such", "../passwd"):
        try:
            zoneinfo.ZoneInfo(wrong)
            raise AssertionError(wrong)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            pass
"#,
    );
}

#[test]
fn dates_by_pytz_and_dateutil() {
    check(
        r#"
from datetime import date, datetime, timedelta
import pytz
from dateutil import relativedelta, tz

def upgrade():
    paris = pytz.timezone("Europe/Paris")
    summer = paris.localize(datetime(2024, 7, 1, 12))
    assert summer.isoformat() == "2024-07-01T12:00:00+02:00", summer
    assert summer.astimezone(pytz.utc).hour == 10
    assert paris.normalize(summer + timedelta(days=180)).isoformat() == "2024-12-28T11:00:00+01:00"
    twice = datetime(2024, 10, 27, 2, 30)
    assert [paris.localize(twice, is_dst=dst).utcoffset().seconds for dst in (True, False)] == [7200, 3600]
    for moment, error in ((twice, pytz.AmbiguousTimeError), (datetime(2024, 3, 31, 2, 30), pytz.NonExistentTimeError)):
        try:
            raise AssertionError(paris.localize(moment, is_dst=None))
        except error:
            pass
    # A zone by itself has its first offset.
    assert datetime(2024, 7, 1, tzinfo=paris).isoformat() == "2024-07-01T00:00:00+00:09"
    try:
        raise AssertionError(pytz.timezone("Nowhere/Else"))
    except pytz.UnknownTimeZoneError:
        pass
    month = relativedelta.relativedelta(months=1)
    assert date(2024, 1, 31) + month == date(2024, 2, 29)
    assert date(2024, 3, 31) - month == date(2024, 2, 29)
    assert date(2024, 5, 1) + relativedelta.relativedelta(weekday=relativedelta.FR(-1)) == date(2024, 4, 26)
    assert repr(relativedelta.relativedelta(date(2024, 3, 1), date(2022, 1, 15))) == (
        "relativedelta(years=+2, months=+1, days=+15)"
    )
    assert datetime(2024, 7, 1, tzinfo=tz.gettz("Asia/Tokyo")).utcoffset() == timedelta(hours=9)
    assert tz.gettz("Nowhere/Else") is None
"#,
    );
}

#[test]
fn rows_of_bulk_insert_are_bound_by_the_types_of_their_columns() {
    check(
        r#"
import enum


class Kind(enum.Enum):
    one = "1"


def upgrade():
    bind = op.get_bind()
    op.create_table("t", sa.Column("id", sa.Integer), sa.Column("d", sa.JSON), sa.Column("kind", sa.String(5)))
    t = sa.table("t", sa.column("id", sa.Integer), sa.column("d", sa.JSON(none_as_null=True)),
                 sa.column("kind", sa.Enum(Kind, native_enum=False)))
    op.bulk_insert(t, [{"id": 1, "d": {"a": [1]}, "kind": Kind.one}, {"id": 2, "d": None, "kind": "one"}])
    assert bind.execute(sa.select(t).order_by(t.c.id)).fetchall() == [(1, {"a": [1]}, Kind.one), (2, None, Kind.one)]
    assert bind.execute(sa.text("SELECT d IS NULL FROM t ORDER BY id")).scalars().all() == [0, 1]
"#,
    );
}

#[test]
fn parameters_have_the_types_of_what_they_belong_to() {
    let script = r#"
import enum
class K(enum.Enum):
    a = 1
    b = 2
class Upper(sa.types.TypeDecorator):
    impl = sa.String
    cache_ok = True
    def process_bind_param(self, value, dialect):
        return None if value is None else value.upper()
def upgrade():
    bind = op.get_bind()
    t = op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("k", sa.Enum(K)), sa.Column("u", Upper), sa.Column("j", sa.JSON))
    bind.execute(t.insert(), [{"id": i, "k": K.a, "u": "x", "j": {"n": i}} for i in range(5)])
    bind.execute(t.update().where(t.c.id == sa.bindparam("i")).values(k=sa.bindparam("n"), u=sa.bindparam("v"), j=sa.bindparam("j2")), [{"i": 1, "n": K.b, "v": "low", "j2": [1]}, {"i": 2, "n": K.b, "v": "mid", "j2": None}])
    bind.execute(t.update().where(t.c.id == sa.bindparam("i")).values({t.c.u: sa.bindparam("v")}), {"i": 3, "v": "one"})
    assert bind.execute(sa.select(t.c.id).where(t.c.k == sa.bindparam("k")), {"k": K.b}).scalars().all() == [1, 2]
    assert bind.execute(sa.select(t.c.id).where(sa.and_(t.c.k == sa.bindparam("k"), ~(t.c.u == sa.bindparam("w")))), {"k": K.b, "w": "low"}).scalars().all() == [2]
    assert bind.execute(sa.select(t.c.id).where(t.c.k.in_(sa.bindparam("ks", expanding=True))), {"ks": [K.b]}).scalars().all() == [1, 2]
    bind.execute(t.delete().where(t.c.k == sa.bindparam("k"), t.c.id == 2), {"k": K.b})
"#;
    let text = format!("{HEADER}{script}");
    beside_alembic::check(&[("migrations/versions/r01.py", &text)]);
}
