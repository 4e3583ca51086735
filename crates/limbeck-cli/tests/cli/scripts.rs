//! Scripts that use more of SQLAlchemy and of other packages than `op`.

use crate::project::Project;

/// Writes one script and runs it on SQLite.
fn check(script: &str) -> Project {
    let project = project(script);
    project.run(&["upgrade", "head"]).exits(0);
    project
}

fn project(script: &str) -> Project {
    let project = Project::new();
    let header =
        "revision = 'r01'\ndown_revision = None\nfrom alembic import op\nimport sqlalchemy as sa\n";
    project.write("migrations/versions/r01.py", &format!("{header}{script}"));
    project
}

/// The SQL of one script for PostgreSQL.
fn check_sql(script: &str, expected: &[&str]) {
    let project = project(script);
    let finished = project
        .run(&[
            "--url",
            "postgresql://localhost/x",
            "upgrade",
            "head",
            "--sql",
        ])
        .exits(0);
    for text in expected {
        assert!(
            finished.stdout.contains(text),
            "{text:?} is not in:\n{}",
            finished.stdout
        );
    }
}

#[test]
fn a_script_may_end_the_program() {
    let project = Project::new().with_scripts(&["pass", "raise SystemExit('not on Fridays')"]);
    project
        .run(&["upgrade", "head"])
        .exits(1)
        .complains(&["error: not on Fridays", "r02.py"]);
    assert_eq!(project.versions("app.db"), ["r01"]);
    let as_alembic = project.run(&["--alembic", "upgrade", "head"]).exits(1);
    assert!(
        as_alembic.stderr.ends_with("step 2\nnot on Fridays\n"),
        "{as_alembic:#?}"
    );
    project.write(
        "migrations/versions/r02.py",
        "revision = 'r02'\ndown_revision = 'r01'\n\n\ndef upgrade():\n    raise SystemExit(7)\n",
    );
    project.run(&["upgrade", "head"]).exits(7);
    // Nothing was upgraded to the end.
    project.write(
        "migrations/versions/r02.py",
        "revision = 'r02'\ndown_revision = 'r01'\n\n\ndef upgrade():\n    raise SystemExit(0)\n",
    );
    project.run(&["upgrade", "head"]).exits(1);
}

#[test]
fn an_import_that_cannot_be_had_is_harmless_until_it_matters() {
    let script = "from some_library.security import hash_of\nimport socket\n\
                  try:\n    import another_library\nexcept ImportError:\n    another_library = None\n\
                  def upgrade():\n    assert another_library is None\n";
    check(script);
    project(&format!("{script}    if hash_of('x'):\n        pass\n"))
        .run(&["upgrade", "head"])
        .exits(1)
        .complains(&["hash_of", "some_library.security", "r01.py"]);
    project(&format!(
        "{script}    if socket.gethostname() == 'x':\n        pass\n"
    ))
    .run(&["upgrade", "head"])
    .exits(1)
    .complains(&["gethostname", "sandbox"]);
}

#[test]
fn a_name_that_a_stand_in_lacks_is_harmless_until_it_matters() {
    let script = "from sqlalchemy.ext.associationproxy import (\n    association_proxy,\n    _Unheard,  # of\n)\n\
                  from sqlalchemy.util import unheard_decorator\nfrom sqlalchemy.dialects import unheard\n\
                  try:\n    from sqlalchemy import unheard_construct\nexcept ImportError:\n    unheard_construct = None\n\
                  class Derived(_Unheard):\n    pass\n\
                  def upgrade():\n    assert unheard_construct is None\n    assert not hasattr(sa, 'unheard_construct')\n";
    check(script);
    project(&format!(
        "{script}    op.create_table('t', sa.Column('a', unheard.VARCHAR2(3)))\n"
    ))
    .run(&["upgrade", "head"])
    .exits(1)
    .complains(&[
        "unheard.VARCHAR2",
        "sqlalchemy.dialects",
        "stand-ins",
        "r01.py",
    ]);
}

#[test]
fn a_module_that_fails_keeps_what_is_certain() {
    let module = r#"
import logging
import subprocess

import sqlalchemy as sa
from some_library import TablesOf, level_of, load_env
from sqlalchemy.orm import declarative_base

env, config = load_env()
logging.getLogger("app").setLevel(level_of(env))
try:
    VERSION = subprocess.check_output(["git", "describe"])
except subprocess.CalledProcessError:
    VERSION = None
Base = declarative_base()


class Named(TablesOf, Base):
    id = sa.Column(sa.Integer, primary_key=True)


class Plain(Base):
    __tablename__ = "plain"
    id = sa.Column(sa.Integer, primary_key=True)


EARLY = "early"
LEVEL = 1
if config["deep"]:
    LEVEL = 2
LATE: str = "late"
"#;
    let script = "import app_settings\nfrom app_settings import EARLY, LATE, Named, Plain\n\
                  from some_library import logger\n\
                  def upgrade():\n    assert (EARLY, LATE) == ('early', 'late')\n    logger.info('harmless')\n    \
                  Plain.__table__.create(op.get_bind())\n";
    let project_of = |script: &str| {
        let project = project(script);
        project.write("app_settings.py", module);
        project
    };
    let project = project_of(script);
    project.run(&["upgrade", "head"]).exits(0);
    assert_eq!(project.tables("app.db"), ["alembic_version", "plain"]);
    for (needed, complaint) in [
        ("op.execute(str(app_settings.LEVEL))", "LEVEL"),
        ("op.get_bind().execute(sa.select(Named.id))", "Named"),
    ] {
        project_of(&format!("{script}    {needed}\n"))
            .run(&["upgrade", "head"])
            .exits(1)
            .complains(&[complaint, "app_settings", "r01.py"]);
    }
}

#[test]
fn what_scripts_print_with_click() {
    let script = "import click\nfrom sqlalchemy.future import select\n\
                  def upgrade():\n    one = op.get_bind().execute(select(sa.literal(1))).scalar()\n    \
                  click.secho(click.style(f'{one} done', bold=True), fg='green')\n";
    let finished = project(script).run(&["upgrade", "head"]).exits(0);
    assert!(finished.stdout.contains("1 done\n"), "{}", finished.stdout);
}

#[test]
fn an_inspector_answers_what_the_database_says() {
    check(
        r#"
def upgrade():
    op.execute("CREATE TABLE a (id INTEGER PRIMARY KEY, n NUMERIC(10, 2) NOT NULL DEFAULT 3, v VARCHAR(20), "
               "CONSTRAINT uv UNIQUE (v), CONSTRAINT positive CHECK (n > 0))")
    op.execute("CREATE TABLE b (id INTEGER NOT NULL, a_id INTEGER, CONSTRAINT pk_b PRIMARY KEY (id), "
               "CONSTRAINT fk_b FOREIGN KEY (a_id) REFERENCES a (id) ON DELETE CASCADE)")
    op.execute("CREATE INDEX ix_a ON a (n)")
    op.execute("CREATE VIEW w AS SELECT 1 AS one")
    found = sa.inspect(op.get_bind())
    assert found.get_table_names() == ["a", "alembic_version", "b"], found.get_table_names()
    assert found.get_view_names() == ["w"]
    assert found.has_table("a") and not found.has_table("c")
    n = found.get_columns("a")[1]
    assert (n["name"], n["nullable"], n["default"]) == ("n", False, "3"), n
    assert isinstance(n["type"], sa.NUMERIC) and n["type"].scale == 2, n["type"]
    assert [index["name"] for index in found.get_indexes("a")] == ["ix_a"]
    assert found.get_unique_constraints("a")[0]["name"] == "uv"
    assert found.get_check_constraints("a") == [{"name": "positive", "sqltext": "n > 0"}]
    assert found.get_pk_constraint("b") == {"constrained_columns": ["id"], "name": "pk_b"}
    key, = found.get_foreign_keys("b")
    assert (key["name"], key["referred_table"], key["options"]) == ("fk_b", "a", {"ondelete": "CASCADE"}), key
    table = sa.Table("b", sa.MetaData(), autoload_with=op.get_bind())
    assert [column.name for column in table.c] == ["id", "a_id"] and table.c.id.primary_key
    try:
        found.get_columns("c")
        raise AssertionError("c does not exist")
    except sa.exc.NoSuchTableError:
        pass
"#,
    );
}

#[test]
fn a_session_writes_what_changed() {
    check(
        r#"
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column("user_name", sa.String(20))
    age = sa.Column(sa.Integer)


def upgrade():
    bind = op.get_bind()
    User.__table__.create(bind)
    session = Session(bind=bind)
    session.add_all([User(name="a", age=1), User(name="b", age=2), User(name="c", age=3)])
    session.commit()
    for user in session.query(User).filter(User.age > 1):
        user.age *= 10
    session.delete(session.get(User, 1))
    session.flush()
    rows = bind.execute(sa.text("SELECT user_name, age FROM users ORDER BY id")).fetchall()
    assert [tuple(row) for row in rows] == [("b", 20), ("c", 30)], rows
    assert session.query(User).filter_by(name="b").update({"age": 5}) == 1
    assert session.query(User).filter_by(name="b").one().age == 5
    assert session.scalars(sa.select(User).order_by(User.id.desc())).first().name == "c"
    assert session.query(User).count() == 2
    assert session.query(sa.func.max(User.age)).scalar() == 30
"#,
    );
}

#[test]
fn a_relationship_that_no_key_carries_is_refused() {
    project(
        "from sqlalchemy.orm import Session, declarative_base, relationship\n\
         Base = declarative_base()\n\
         class A(Base):\n    __tablename__ = 'a'\n    id = sa.Column(sa.Integer, primary_key=True)\n    \
         parent = relationship('A')\n\
         def upgrade():\n    A.__table__.create(op.get_bind())\n    session = Session(bind=op.get_bind())\n    \
         session.add(A(id=1, parent=A(id=2)))\n    session.commit()\n",
    )
    .run(&["upgrade", "head"])
    .exits(1)
    .complains(&["A.parent", "no foreign keys"]);
}

#[test]
fn functions_of_the_user_compile_elements() {
    let script = r#"
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ColumnElement


class Now(ColumnElement):
    type = sa.DateTime()


@compiles(Now)
def now(element, compiler, **kw):
    return "CURRENT_TIMESTAMP"


@compiles(Now, "postgresql")
def now_postgresql(element, compiler, **kw):
    return "timezone('utc', " + compiler.process(sa.func.now()) + ")"


class Tag(sa.types.UserDefinedType):
    cache_ok = True


@compiles(Tag)
def tag(type_, compiler, **kw):
    return "VARCHAR(7)"


def upgrade():
    op.create_table("t", sa.Column("at", sa.DateTime, server_default=Now()), sa.Column("tag", Tag()))
"#;
    check_sql(
        script,
        &["DEFAULT timezone('utc', now())", "tag VARCHAR(7)"],
    );
    let project = check(script);
    assert_eq!(project.tables("app.db"), ["alembic_version", "t"]);
}

#[test]
fn constraints_that_the_user_compiles_are_those_of_other_dialects() {
    let script = r#"
from sqlalchemy.ext.compiler import compiles


@compiles(sa.ForeignKeyConstraint, "DIALECT")
def unnamed(element, compiler, **kw):
    element.name = None
    return compiler.visit_foreign_key_constraint(element, **kw)


def upgrade():
    op.create_table("t", sa.Column("id", sa.Integer, primary_key=True))
"#;
    let done = check(&script.replace("DIALECT", "postgresql"));
    assert_eq!(done.tables("app.db"), ["alembic_version", "t"]);
    project(&script.replace("DIALECT", "sqlite"))
        .run(&["--no-python", "upgrade", "head"])
        .exits(1)
        .complains(&["limbeck does not let @compiles write the SQL of ForeignKeyConstraint"]);
}

#[test]
fn types_of_other_packages() {
    check_sql(
        r#"
import fastapi_users_db_sqlalchemy
import geoalchemy2
import sqlalchemy_utils
import sqlmodel
from pgvector.sqlalchemy import Vector


def upgrade():
    op.create_table(
        "t",
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=7)),
        sa.Column("owner", fastapi_users_db_sqlalchemy.generics.GUID()),
        sa.Column("place", geoalchemy2.types.Geometry(geometry_type="POINT", srid=4326)),
        sa.Column("words", sqlalchemy_utils.types.ts_vector.TSVectorType()),
        sa.Column("key", sqlalchemy_utils.UUIDType(binary=False)),
        sa.Column("meaning", Vector(3)),
    )
"#,
        &[
            "name VARCHAR(7)",
            "owner UUID",
            "place geometry(POINT,4326)",
            "words TSVECTOR",
            "key UUID",
            "meaning VECTOR(3)",
            "CREATE INDEX idx_t_place ON t USING gist (place)",
        ],
    );
}

#[test]
fn directives_of_other_packages() {
    check_sql(
        r#"
from alembic_utils.pg_function import PGFunction
from alembic_utils.pg_trigger import PGTrigger


def upgrade():
    function = PGFunction(
        schema="public", signature="touch()",
        definition="RETURNS trigger AS $$ BEGIN NEW.at := now(); RETURN NEW; END; $$ LANGUAGE plpgsql",
    )
    op.create_entity(function)
    op.create_entity(PGTrigger(
        schema="public", signature="touched", on_entity="public.t",
        definition="BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch()",
    ))
    op.drop_entity(function)
    # The package that registers it is imported by another script, perhaps.
    op.sync_enum_values("public", "mood", ["good", "bad"], [])
"#,
        &[
            "CREATE FUNCTION \"public\".\"touch\"() RETURNS trigger AS $$ BEGIN NEW.at := now();",
            "CREATE TRIGGER \"touched\" BEFORE UPDATE ON public.t FOR EACH ROW",
            "DROP FUNCTION \"public\".\"touch\"()",
            "CREATE TYPE \"public\".\"mood\" AS ENUM('good', 'bad')",
            "DROP TYPE \"public\".\"mood_old\"",
        ],
    );
}

#[test]
fn what_exists_is_not_created_again() {
    check(
        "def upgrade():\n\
         \x20   bind = op.get_bind()\n\
         \x20   metadata = sa.MetaData()\n\
         \x20   first = sa.Table('first', metadata, sa.Column('a', sa.Integer))\n\
         \x20   index = sa.Index('ix_first_a', first.c.a)\n\
         \x20   first.create(bind)\n\
         \x20   sa.Table('second', metadata, sa.Column('b', sa.Integer))\n\
         \x20   metadata.create_all(bind)\n\
         \x20   index.create(bind, checkfirst=True)\n\
         \x20   assert sa.inspect(bind).get_table_names() == ['alembic_version', 'first', 'second']\n\
         \x20   first.drop(bind)\n\
         \x20   metadata.drop_all(bind)\n\
         \x20   assert sa.inspect(bind).get_table_names() == ['alembic_version']\n",
    );
}

#[test]
fn a_copied_constraint_belongs_to_the_old_table_until_it_is_given_to_another() {
    check(
        r#"
def upgrade():
    metadata = sa.MetaData()
    old = sa.Table("old", metadata, sa.Column("a", sa.Integer), sa.UniqueConstraint("a", name="one"))
    new = sa.Table("new", metadata, sa.Column("a", sa.Integer))
    one, = [constraint for constraint in old.constraints if isinstance(constraint, sa.UniqueConstraint)]
    before = len(old.constraints)
    copy = one.copy()
    assert copy.table is old and len(old.constraints) == before + 1
    new.append_constraint(copy)
    assert copy.table is new
    assert one.copy(target_table=new).table is None
    new.create(op.get_bind())
    found, = sa.inspect(op.get_bind()).get_unique_constraints("new")
    assert found == {"name": "one", "column_names": ["a"]}, found
"#,
    );
}

#[test]
fn a_folder_that_exists_may_be_made() {
    check(
        "import os\nimport pathlib\n\n\ndef upgrade():\n\
         \x20   os.makedirs('migrations/versions', exist_ok=True)\n\
         \x20   pathlib.Path('migrations').mkdir(parents=True, exist_ok=True)\n\
         \x20   try:\n        os.mkdir('migrations')\n        raise AssertionError()\n\
         \x20   except FileExistsError:\n        pass\n\
         \x20   try:\n        os.mkdir('other')\n        raise AssertionError()\n\
         \x20   except PermissionError:\n        pass\n",
    );
}

#[test]
fn alembic_brings_its_op_along() {
    check_sql(
        "import alembic\n\n\ndef upgrade():\n    alembic.op.drop_table('t')\n    alembic.context.get_bind()\n",
        &["DROP TABLE t"],
    );
}

#[test]
fn geospatial_directives_of_a_batch() {
    check_sql(
        r#"
from geoalchemy2 import Geometry, alembic_helpers


def upgrade():
    with op.batch_alter_table("t") as batch_op:
        batch_op.add_geospatial_column(sa.Column("p", Geometry("POINT", spatial_index=False)))
        batch_op.create_geospatial_index("ix_p", ["p"])
        batch_op.drop_geospatial_index("ix_q", column_name="q")
        batch_op.drop_geospatial_column("q")
"#,
        &[
            "ALTER TABLE t ADD COLUMN p geometry(POINT,-1)",
            "CREATE INDEX ix_p ON t USING gist (p)",
            "DROP INDEX ix_q",
            "ALTER TABLE t DROP COLUMN q",
        ],
    );
}

#[test]
fn models_of_a_flask_application() {
    check_sql(
        r#"
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy(metadata=sa.MetaData(naming_convention={"pk": "pk_%(table_name)s"}))
link = db.Table("link", db.Column("user_id", db.ForeignKey("http_user.id")))


class HTTPUser(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(20), unique=True)
    links = db.relationship("Link")


class Admin(HTTPUser):
    level = db.Column(db.Integer)


class Elsewhere(db.Model):
    __bind_key__ = "other"
    __tablename__ = "elsewhere"
    id = db.Column(db.Integer, primary_key=True)


def upgrade():
    assert isinstance(db.Integer(), sa.Integer) and db.text is sa.text
    assert sorted(db.metadata.tables) == ["http_user", "link"], db.metadata.tables
    assert sorted(db.metadatas["other"].tables) == ["elsewhere"]
    assert Admin.__table__ is HTTPUser.__table__ and "level" in HTTPUser.__table__.c
    op.execute(db.select(HTTPUser.id).where(HTTPUser.name == "a"))
"#,
        &["SELECT http_user.id \nFROM http_user \nWHERE http_user.name = 'a'"],
    );
    project("from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\n\n\ndef upgrade():\n    db.create_all()\n")
        .run(&["upgrade", "head"])
        .exits(1)
        .complains(&["create_all", "needs the Flask application"]);
}

#[test]
fn a_declarative_base_may_have_columns() {
    check(
        r#"
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)


class User(Base):
    __tablename__ = "users"
    name: Mapped[str]


def upgrade():
    User.__table__.create(op.get_bind())
    assert [column["name"] for column in sa.inspect(op.get_bind()).get_columns("users")] == ["name", "id"]
"#,
    );
}
