//! `env.py` files as projects have them.

mod as_alembic;
mod templates;

use crate::project::Project;

/// A project whose `env.py` is this text; two scripts make two tables.
fn project(env_py: &str) -> Project {
    let project = Project::new().with_scripts(&[
        "op.create_table('a', sa.Column('id', sa.Integer, primary_key=True))",
        "op.create_table('b', sa.Column('id', sa.Integer, primary_key=True))",
    ]);
    project.write("migrations/env.py", env_py);
    project
}

const ASYNC: &str = r#"
import asyncio
from logging.config import fileConfig

from sqlalchemy import pool
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import async_engine_from_config

from alembic import context

config = context.config
if config.config_file_name is not None:
    fileConfig(config.config_file_name)


def do_run_migrations(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()


async def run_async_migrations() -> None:
    connectable = async_engine_from_config(
        config.get_section(config.config_ini_section, {}),
        prefix="sqlalchemy.",
        poolclass=pool.NullPool,
    )
    async with connectable.connect() as connection:
        await connection.run_sync(do_run_migrations)
    await connectable.dispose()


asyncio.run(run_async_migrations())
"#;

#[test]
fn the_async_template() {
    let project = project(ASYNC);
    project.run(&["upgrade", "head"]).exits(0).complains(&[
        "INFO  [alembic.runtime.migration] Context impl SQLiteImpl.",
        "INFO  [alembic.runtime.migration] Running upgrade r01 -> r02, step 2",
    ]);
    assert_eq!(project.tables("app.db"), ["a", "alembic_version", "b"]);
}

const SETTINGS: &str = r#"
from logging.config import fileConfig

from sqlalchemy import create_engine
from sqlmodel import SQLModel

from alembic import context
from app.config import settings
from app.models import Base

config = context.config
config.set_main_option("sqlalchemy.url", str(settings.DATABASE_URL).replace("%", "%%"))
if str(settings.DATABASE_URL).startswith("postgres://"):
    raise RuntimeError("not this one")

engine = create_engine(config.get_main_option("sqlalchemy.url"), pool_pre_ping=True)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
"#;

/// A project with settings that only the application can compute.
fn with_settings() -> Project {
    let project = project(SETTINGS);
    project.write(
        "app/config.py",
        "from some_settings import BaseSettings\n\n\n\
         class Settings(BaseSettings):\n    DATABASE_URL: str = 'sqlite:///wrong.db'\n\n\n\
         settings = Settings()\n",
    );
    project.write(
        "app/models.py",
        "from sqlalchemy.orm import DeclarativeBase\nfrom some_library import Mixin\n\n\n\
         class Base(DeclarativeBase):\n    pass\n\n\nclass User(Mixin, Base):\n    __tablename__ = 'user'\n",
    );
    project
}

#[test]
fn a_url_of_the_application_is_asked_for() {
    let project = with_settings();
    project.run(&["upgrade", "head"]).exits(1).complains(&[
        "`Settings().DATABASE_URL`",
        "`some_settings`",
        "app/config.py:1",
        "--url",
        "LIMBECK_DATABASE_URL",
    ]);
    assert!(!project.path().join("wrong.db").exists());
}

#[test]
fn the_users_url_goes_first() {
    let project = with_settings();
    project
        .run(&["--url", "sqlite:///flag.db", "upgrade", "head"])
        .exits(0);
    assert_eq!(project.versions("flag.db"), ["r02"]);
    project
        .run_with(
            &[("LIMBECK_DATABASE_URL", "sqlite:///variable.db")],
            &["upgrade", "r01"],
        )
        .exits(0);
    assert_eq!(project.versions("variable.db"), ["r01"]);
    project
        .run_with(
            &[("LIMBECK_DATABASE_URL", "sqlite:///variable.db")],
            &["upgrade", "--url", "sqlite:///flag2.db", "r01"],
        )
        .exits(0);
    assert_eq!(project.versions("flag2.db"), ["r01"]);
}

#[test]
fn a_decision_that_hangs_on_the_application_is_not_guessed() {
    let project = project(
        "from app_settings import settings\nfrom alembic import context\n\nif settings.debug:\n    pass\n",
    );
    project.run(&["upgrade", "head"]).exits(1).complains(&[
        "The value of `settings.debug` is needed here",
        "`app_settings`",
        "migrations/env.py:4",
    ]);
}

#[test]
fn what_is_left_to_a_missing_module_is_not_left_undone_in_silence() {
    for env_py in [
        "import nowhere\n",
        "from nowhere.migrating import run\n\nrun()\n",
    ] {
        let project = project(env_py);
        project.run(&["upgrade", "head"]).exits(1).complains(&[
            "env.py has ended without running migrations",
            "env.py:1",
            "`nowhere",
        ]);
    }
    // Without such a module it is what env.py says.
    project("import sqlalchemy\n")
        .run(&["upgrade", "head"])
        .exits(0);
}

#[test]
fn an_optional_import_may_be_missing() {
    let env_py = r#"
from sqlalchemy import create_engine
from alembic import context

try:
    from models import metadata
except ImportError:
    metadata = None
assert metadata is None
try:
    import nothing.like.this as gone
except Exception:
    gone = "gone"
assert gone == "gone"

with create_engine("sqlite:///app.db").connect() as connection:
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()
"#;
    let project = project(env_py);
    project.run(&["upgrade", "head"]).exits(0);
    assert_eq!(project.versions("app.db"), ["r02"]);
}

#[test]
fn flask_migrate_needs_a_url_and_no_more() {
    let env_py = r#"
import logging
from logging.config import fileConfig

from flask import current_app

from alembic import context

config = context.config
fileConfig(config.config_file_name)
logger = logging.getLogger('alembic.env')


def get_engine():
    try:
        return current_app.extensions['migrate'].db.get_engine()
    except (TypeError, AttributeError):
        return current_app.extensions['migrate'].db.engine


def get_engine_url():
    try:
        return get_engine().url.render_as_string(hide_password=False).replace('%', '%%')
    except AttributeError:
        return str(get_engine().url).replace('%', '%%')


config.set_main_option('sqlalchemy.url', get_engine_url())
target_db = current_app.extensions['migrate'].db


def get_metadata():
    if hasattr(target_db, 'metadatas'):
        return target_db.metadatas[None]
    return target_db.metadata


def run_migrations_online():
    def process_revision_directives(context, revision, directives):
        if getattr(config.cmd_opts, 'autogenerate', False):
            script = directives[0]

    conf_args = current_app.extensions['migrate'].configure_args
    if conf_args.get("process_revision_directives") is None:
        conf_args["process_revision_directives"] = process_revision_directives
    connectable = get_engine()
    with connectable.connect() as connection:
        context.configure(connection=connection, target_metadata=get_metadata(), **conf_args)
        with context.begin_transaction():
            context.run_migrations()


run_migrations_online()
"#;
    let project = project(env_py);
    project.run(&["upgrade", "head"]).exits(1).complains(&[
        "`current_app.extensions['migrate']",
        "`flask`",
        "--url",
    ]);
    project
        .run(&["upgrade", "head", "--url", "sqlite:///app.db"])
        .exits(0)
        .complains(&["configure_args", "Running upgrade r01 -> r02, step 2"]);
    assert_eq!(project.versions("app.db"), ["r02"]);
}

#[test]
fn environment_variables_and_dotenv_files() {
    let env_py = r#"
import os
from dotenv import load_dotenv
from decouple import config as setting
from sqlalchemy import create_engine
from sqlalchemy.engine import URL
from alembic import context

load_dotenv()
assert setting("WANTED", cast=int) == 3
url = URL.create("sqlite", database=os.environ["FILE"])
with create_engine(url).begin() as connection:
    context.configure(connection=connection, url=os.getenv("NOTHING"))
    context.run_migrations()
"#;
    let project = project(env_py);
    project.write(
        ".env",
        "# settings\nexport FILE='from_dotenv.db'\nWANTED=3\n",
    );
    project.run(&["upgrade", "head"]).exits(0);
    assert_eq!(project.versions("from_dotenv.db"), ["r02"]);
    project
        .run_with(&[("FILE", "from_variable.db")], &["upgrade", "head"])
        .exits(0);
    assert_eq!(project.versions("from_variable.db"), ["r02"]);
}

#[test]
fn several_databases_in_one_run() {
    let env_py = r#"
import logging
from sqlalchemy import create_engine, text
from alembic import context

logging.basicConfig(format="%(name)s|%(message)s", level="INFO")
for name in context.get_x_argument(as_dictionary=True)["names"].split(","):
    with create_engine(f"sqlite:///{name}.db").connect() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS tenant (name VARCHAR)"))
        connection.execute(text("INSERT INTO tenant VALUES (:name)"), {"name": name})
        connection.commit()
        assert connection.execute(text("SELECT name FROM tenant")).scalar() == name
        connection.rollback()
        context.configure(connection=connection, version_table="versions_of_" + name)
        with context.begin_transaction():
            context.run_migrations(tenant=name)
        assert context.get_context().get_current_revision() == "r03"
"#;
    let project = project(env_py);
    project.write(
        "migrations/versions/r03.py",
        "from alembic import op\nrevision = 'r03'\ndown_revision = 'r02'\n\n\n\
         def upgrade(tenant):\n    op.execute(f'CREATE TABLE only_{tenant} (id INTEGER)')\n\n\n\
         def downgrade(tenant):\n    op.execute(f'DROP TABLE only_{tenant}')\n",
    );
    for number in ["01", "02"] {
        let path = format!("migrations/versions/r{number}.py");
        let text = std::fs::read_to_string(project.path().join(&path)).expect("it was written");
        project.write(&path, &text.replace("grade():", "grade(tenant):"));
    }
    project
        .run(&["-x", "names=red,blue", "upgrade", "head"])
        .exits(0)
        .complains(&["alembic.runtime.migration|Running upgrade r02 -> r03\n"]);
    assert_eq!(
        project.tables("red.db"),
        ["a", "b", "only_red", "tenant", "versions_of_red"]
    );
    project
        .run(&["-x", "names=red,blue", "current"])
        .exits(0)
        .prints("r03 (head)\nr03 (head)\n");
}

#[test]
fn what_env_py_can_ask() {
    let env_py = r#"
from alembic import context
from alembic.script import ScriptDirectory

config = context.config
assert config.config_ini_section == "alembic"
assert config.get_main_option("script_location").endswith("/migrations")
assert config.get_section("alembic")["path_separator"] == "os"
assert config.get_section("nothing") is None
config.set_section_option("made", "a", "%(b)s!")
config.set_section_option("made", "b", "100%%")
assert config.get_section_option("made", "a") == "100%!"
assert config.file_config["made"]["b"] == "100%"
assert config.file_config.has_section("made")
assert config.cmd_opts.tag == "t1"
assert config.cmd_opts.cmd[0].__name__ == "upgrade"
assert getattr(config.cmd_opts, "autogenerate", False) is False
assert context.get_tag_argument() == "t1"
assert context.get_head_revision() == "r02"
assert context.get_head_revisions() == ("r02",)
assert context.get_revision_argument() == "r02"
assert context.get_starting_revision_argument() == "r01"
assert context.is_offline_mode() and not context.requires_connection()
assert context.get_x_argument() == ["a=1", "b"]
assert context.get_x_argument(as_dictionary=True) == {"a": "1", "b": ""}
scripts = ScriptDirectory.from_config(config)
assert scripts.get_current_head() == "r02"
assert scripts.get_revision("r02").down_revision == "r01"
assert [script.revision for script in scripts.walk_revisions()] == ["r02", "r01"]

import io
buffer = io.StringIO()
context.configure(dialect_name="sqlite", output_buffer=buffer)
with context.begin_transaction():
    context.static_output("-- by hand")
    context.run_migrations()
    context.execute("SELECT 1")
config.print_stdout("%d lines", len(buffer.getvalue().splitlines()))
config.print_stdout(buffer.getvalue().strip())
"#;
    let project = project(env_py);
    project
        .run(&[
            "-x", "a=1", "-x", "b", "upgrade", "--tag", "t1", "--sql", "r01:head",
        ])
        .exits(0)
        .prints(
            "13 lines\n\
             -- by hand\n\n\
             -- Running upgrade r01 -> r02\n\n\
             CREATE TABLE b (\n    id INTEGER NOT NULL, \n    PRIMARY KEY (id)\n);\n\n\
             UPDATE alembic_version SET version_num='r02' \
             WHERE alembic_version.version_num = 'r01';\n\n\
             SELECT 1;\n",
        );
}

#[test]
fn on_version_apply_is_called() {
    let env_py = r#"
from sqlalchemy import create_engine, text
from alembic import context

def applied(ctx, step, heads, run_args, **kw):
    print(step.is_upgrade, step.up_revision_id, step.down_revision_ids, sorted(heads), run_args)
    ctx.connection.execute(text("CREATE TABLE seen_%s (id INTEGER)" % step.up_revision_id))

with create_engine("sqlite:///app.db").connect() as connection:
    context.configure(connection=connection, on_version_apply=applied)
    with context.begin_transaction():
        context.run_migrations()
"#;
    let project = project(env_py);
    project
        .run(&["upgrade", "head"])
        .exits(0)
        .prints("True r01 () ['r01'] {}\nTrue r02 ('r01',) ['r02'] {}\n");
    assert_eq!(
        project.tables("app.db"),
        ["a", "alembic_version", "b", "seen_r01", "seen_r02"]
    );
}

#[test]
fn connect_events_set_the_session_up() {
    let env_py = r#"
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine
from alembic import context

@event.listens_for(Engine, "connect")
def set_pragma(dbapi_connection, record):
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()

with create_engine("sqlite:///app.db").connect() as connection:
    assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    connection.rollback()
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"#;
    let project = project(env_py);
    project.run(&["upgrade", "head"]).exits(0);
    assert_eq!(project.versions("app.db"), ["r02"]);
}

#[test]
fn a_transaction_of_env_py_is_its_own() {
    let env_py = r#"
from sqlalchemy import create_engine, text
from alembic import context

with create_engine("sqlite:///app.db").connect() as connection:
    connection.execute(text("CREATE TABLE before (id INTEGER)"))
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
    if context.get_x_argument():
        connection.commit()
"#;
    let project = project(env_py);
    // As with SQLAlchemy 2: the statement has begun a transaction, and nobody commits it.
    project.run(&["upgrade", "head"]).exits(0);
    assert_eq!(project.tables("app.db"), [""; 0]);
    project.run(&["-x", "commit", "upgrade", "head"]).exits(0);
    assert_eq!(
        project.tables("app.db"),
        ["a", "alembic_version", "b", "before"]
    );
}

#[test]
fn a_naming_convention_that_nobody_knows_matters_only_where_it_would_apply() {
    let env_py = r#"
from sqlalchemy import create_engine
from alembic import context
from library.models import Base

with create_engine("sqlite:///app.db").connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
"#;
    let project = project(env_py);
    // Nothing in the project speaks of conventions: there is none.
    project.run(&["upgrade", "r01"]).exits(0);
    project.write(
        "other/base.py",
        "metadata = MetaData(naming_convention=load('conventions'))\n",
    );
    project.run(&["upgrade", "head"]).exits(1).complains(&[
        "The name of a primary key depends on the naming convention of target_metadata",
        "`Base.metadata` of `library.models`",
        "op.f(",
        "r02.py",
    ]);
    assert_eq!(project.versions("app.db"), ["r01"]);
}

#[test]
fn a_naming_convention_of_the_project_applies() {
    let env_py = r#"
from sqlalchemy import create_engine
from alembic import context
from app.base import Base

with create_engine("sqlite:///app.db").connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
"#;
    let project = project(env_py);
    project.write(
        "app/base.py",
        "from sqlalchemy import MetaData\nfrom sqlalchemy.orm import DeclarativeBase\n\n\n\
         class Base(DeclarativeBase):\n    metadata = MetaData(naming_convention={\n        \
         'pk': 'pk_%(table_name)s',\n    })\n",
    );
    project.run(&["upgrade", "head"]).exits(0);
    let connection = rusqlite::Connection::open(project.path().join("app.db")).expect("a database");
    let sql: String = connection
        .query_row(
            "SELECT sql FROM sqlite_master WHERE name = 'b'",
            [],
            |row| row.get(0),
        )
        .expect("the table is there");
    assert!(sql.contains("CONSTRAINT pk_b PRIMARY KEY"), "{sql}");
}

#[test]
fn flask_migrates_ini_names_no_script_location() {
    let project = project(
        "from alembic import context\nfrom sqlalchemy import create_engine\n\
         with create_engine('sqlite:///app.db').connect() as connection:\n    \
         context.configure(connection=connection)\n    \
         with context.begin_transaction():\n        context.run_migrations()\n",
    );
    project.write("migrations/alembic.ini", "[alembic]\n");
    project
        .run(&["-c", "migrations/alembic.ini", "heads"])
        .exits(0)
        .prints("r02 (head)\n");
    project
        .run(&["-c", "migrations/alembic.ini", "upgrade", "head"])
        .exits(0);
    assert_eq!(project.versions("app.db"), ["r02"]);
}

#[test]
fn an_isolation_level_is_set() {
    let env_py = |level: &str| {
        format!(
            r#"
from sqlalchemy import create_engine
from alembic import context

with create_engine("sqlite:///app.db", isolation_level="{level}").connect() as connection:
    assert connection.exec_driver_sql("PRAGMA read_uncommitted").scalar() == 1
    connection.rollback()
    connection.execution_options(isolation_level="SERIALIZABLE")
    assert connection.exec_driver_sql("PRAGMA read_uncommitted").scalar() == 0
    connection.rollback()
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"#
        )
    };
    let known = project(&env_py("READ UNCOMMITTED"));
    known.run(&["upgrade", "head"]).exits(0);
    assert_eq!(known.versions("app.db"), ["r02"]);
    project(&env_py("REPEATABLE READ"))
        .run(&["upgrade", "head"])
        .exits(1)
        .complains(&[
            "Invalid value 'REPEATABLE READ' for isolation_level",
            "SERIALIZABLE",
        ]);
}

#[test]
fn a_program_learns_that_alembic_runs_it() {
    let project = project(
        "from alembic import context\nfrom sqlalchemy import create_engine\n\n\
         if getattr(context, '_proxy', None) is not None:\n    \
         with create_engine('sqlite:///app.db').connect() as connection:\n        \
         context._proxy.configure(connection=connection)\n        \
         with context.begin_transaction():\n            context.run_migrations()\n",
    );
    project.run(&["upgrade", "head"]).exits(0);
    assert_eq!(project.tables("app.db"), ["a", "alembic_version", "b"]);
}
