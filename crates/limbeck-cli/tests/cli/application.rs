//! `env.py` files that need values of the application: the project's own Python is asked for them.
//!
//! Where `LIMBECK_TEST_PYTHON` names a Python with Alembic and SQLAlchemy it is asked; `scripts/with-alembic` has said so
//! where there is none.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;

use crate::original::Alembic;
use crate::project::{Finished, Project};

/// The file of kept answers.
const KEPT: &str = "limbeck-answers.toml";

/// What only CPython gets past: a module of the project that begins so becomes placeholders here.
const CPYTHON: &str =
    "import sqlite3\nassert sqlite3.threadsafety is not None and sqlite3.apilevel\n";

/// What the end of an `env.py` does.
const RUN: &str = "
with engine.connect() as connection:
    context.configure(connection=connection, **options)
    with context.begin_transaction():
        context.run_migrations()
";

/// A Python that can be asked, if there is one.
fn python() -> Option<String> {
    Alembic::found().map(|alembic| alembic.python().to_owned())
}

/// A project whose module `app` has this text in CPython, and whose `env.py` makes `engine` and `options`.
fn project(app: &str, env_py: &str) -> Project {
    let project = Project::new().with_scripts(&[
        "op.create_table('t', sa.Column('id', sa.Integer, primary_key=True), sa.Column('a', sa.Integer, unique=True))",
    ]);
    project.write("app.py", &format!("{CPYTHON}{app}"));
    let head = "from alembic import context\nfrom sqlalchemy import create_engine\noptions = {}\n\
                engine = create_engine('sqlite:///app.db')\n";
    project.write("migrations/env.py", &format!("{head}{env_py}\n{RUN}"));
    project
}

fn upgrade(project: &Project, python: &str) -> Finished {
    project.run(&["--python", python, "upgrade", "head"])
}

/// `env.py` gets this from `app`; every line of `checks` holds.
fn check(app: &str, checks: &str) {
    let Some(python) = python() else { return };
    let project = project(app, checks);
    upgrade(&project, &python).exits(0);
    assert_eq!(project.versions("app.db"), ["r01"]);
}

fn create_statement(project: &Project, file: &str) -> String {
    let connection = rusqlite::Connection::open(project.path().join(file)).expect("a database");
    let sql = connection.query_row(
        "SELECT sql FROM sqlite_master WHERE name = 't'",
        [],
        |row| row.get(0),
    );
    sql.expect("the table is there")
}

const SETTINGS: &str = "
from enum import Enum
from pathlib import Path


class Stage(Enum):
    LIVE = 'live'


class Settings:
    url = 'sqlite:///of_app.db'
    host = 'h'
    port = '5432'
    testing = False
    nothing = None
    stage = Stage.LIVE
    schemas = ['a', 'b']
    pools = {'size': 5, 'name': 'p'}
    folder = Path('/srv')

    def get(self, name, default=None):
        return getattr(self, name, default)


settings = Settings()


def fails():
    raise LookupError('no tenant')
";

#[test]
fn a_url_of_the_application() {
    let Some(python) = python() else { return };
    let project = project(
        SETTINGS,
        "from app import settings\n\
         context.config.set_main_option('sqlalchemy.url', settings.url.replace('of_app', 'changed'))\n\
         engine = create_engine(context.config.get_main_option('sqlalchemy.url'))",
    );
    upgrade(&project, &python).exits(0);
    assert_eq!(project.versions("changed.db"), ["r01"]);
    assert!(!project.path().join(KEPT).exists());
}

#[test]
fn text_and_decisions() {
    check(
        SETTINGS,
        "from app import Stage, settings as s
assert f'{s.host}:{s.port:>6}' == 'h:  5432'
assert s.host + '/' + s.port == 'h/5432' and 'x' + s.host == 'xh'
assert not s.testing and s.host == 'h' and s.stage == Stage.LIVE and int(s.port) + 1 == 5433
assert [name for name in s.schemas] == ['a', 'b'] and len(s.schemas) == 2 and 'b' in s.schemas
assert s.pools['size'] == 5 and {**s.pools}['name'] == 'p'
assert s.get('host') == 'h' and (s.get('absent', '') or 'other') == 'other'
assert str(s.folder / 'x') == '/srv/x'
assert s.nothing is None and not hasattr(s, 'absent') and getattr(s, 'absent', 7) == 7",
    );
}

#[test]
fn what_env_py_has_done_before_is_done_there_in_its_order() {
    check(
        "chosen = []\n\n\ndef choose(name):\n    chosen.append(name)\n    return len(chosen)\n\n\n\
         class Options:\n    pass\n\n\noptions_of_app = Options()\n",
        "import app
app.choose('a')
app.choose('b')
app.options_of_app.level = 3
assert app.chosen == ['a', 'b']
assert app.choose('c') == 3 and app.chosen[2] == 'c'
assert app.options_of_app.level == 3",
    );
}

#[test]
fn engines_of_the_application() {
    let app = "from sqlalchemy import create_engine, event\nfrom sqlalchemy.orm import sessionmaker\n\
               engine = create_engine('sqlite:///of_app.db', connect_args={'timeout': 3})\n\
               Session = sessionmaker(engine)\n\n\n\
               @event.listens_for(engine, 'connect')\ndef connected(connection, record):\n    \
               raise RuntimeError('the application was to connect')\n";
    let Some(python) = python() else { return };
    for env_py in [
        "from app import engine",
        "import app\nengine = app.Session.kw['bind']",
        "from app import engine as theirs\nengine = create_engine(theirs.url)",
        "from app import Session\noptions['url'] = None\n\nclass engine:\n    connect = Session",
    ] {
        let project = project(app, env_py);
        upgrade(&project, &python).exits(0);
        assert_eq!(project.versions("of_app.db"), ["r01"], "{env_py}");
    }
}

#[test]
fn parts_of_a_url() {
    let Some(python) = python() else { return };
    let project = project(
        "kind = 'sqlite'\nfile = 'parts.db'\n",
        "import app\nfrom sqlalchemy import URL\nengine = create_engine(URL.create(app.kind, database=app.file))",
    );
    upgrade(&project, &python).exits(0);
    assert_eq!(project.versions("parts.db"), ["r01"]);
}

#[test]
fn modules_that_run_here_take_part() {
    let Some(python) = python() else { return };
    let project = project(
        "HOST = 'from_module'\n",
        "from urls import URL_TEXT, make\nassert URL_TEXT == 'sqlite:///from_module.db'\n\
         engine = create_engine(make('x'))",
    );
    project.write(
        "urls.py",
        "import app\nURL_TEXT = f'sqlite:///{app.HOST}.db'\n\n\n\
         def make(name):\n    return URL_TEXT.replace('module', name) + (app.HOST[0:0])\n",
    );
    upgrade(&project, &python).exits(0);
    assert_eq!(project.versions("from_x.db"), ["r01"]);
}

#[test]
fn an_exception_of_the_application_is_told_as_it_is() {
    let Some(python) = python() else { return };
    let failing = project(SETTINGS, "from app import fails\nif fails():\n    pass");
    upgrade(&failing, &python).exits(1).complains(&[
        "The application's own Python has no value for `app.fails()`: LookupError: no tenant",
        "app.py:31",
        "migrations/env.py:6",
        "--url",
    ]);
    let missing = project(
        "import no_such_package_anywhere\n",
        "import app\nif app.x:\n    pass",
    );
    upgrade(&missing, &python).exits(1).complains(&[
        "ModuleNotFoundError: No module named 'no_such_package_anywhere'",
        "app.py:3",
        "Install what is missing there",
    ]);
    let secret = project(
        "def connect():\n    raise ValueError('bad: postgresql://u:hidden@h/d')\n",
        "import app\nif app.connect():\n    pass",
    );
    let finished = upgrade(&secret, &python).exits(1);
    assert!(!finished.stderr.contains("hidden"), "{finished:#?}");
    let ending = project(
        "import os\nos._exit(3)\n",
        "import app\nif app.x:\n    pass",
    );
    upgrade(&ending, &python)
        .exits(1)
        .complains(&["was asked for `app.x` and ended"]);
}

/// Models with a naming convention.
const MODELS: &str = "from sqlalchemy import MetaData\n\
                      metadata = MetaData(naming_convention={'uq': 'uq_%(table_name)s_%(column_0_name)s'})\n";

/// A URL that is not written out.
const COMPUTED_URL: &str = "url = ''.join(['sqlite:///', 'of_app.db'])\n";

#[test]
fn a_naming_convention_is_asked_for_and_kept() {
    let Some(python) = python() else { return };
    let project = project(
        MODELS,
        "import app\noptions['target_metadata'] = app.metadata",
    );
    upgrade(&project, &python).exits(0).complains(&[KEPT]);
    assert!(create_statement(&project, "app.db").contains("CONSTRAINT uq_t_a UNIQUE (a)"));
    let other = |file: &str| format!("sqlite:///{file}");
    // Now there need be no Python any more, and nothing is asked.
    let url = other("second.db");
    project
        .run(&["--no-python", "--url", &url, "upgrade", "head"])
        .exits(0);
    assert!(create_statement(&project, "second.db").contains("CONSTRAINT uq_t_a UNIQUE (a)"));
    // Another convention: the answer does not count, and is asked for again if there is a Python.
    project.write(
        "app.py",
        &format!("{CPYTHON}{}", MODELS.replace("uq_%", "unique_%")),
    );
    let url = other("third.db");
    project
        .run(&["--no-python", "--url", &url, "upgrade", "head"])
        .exits(1)
        .complains(&[
            "The name of a unique constraint depends on the naming convention",
            "app.py has changed since",
            "--no-python",
            "op.f(",
        ]);
    project
        .run(&["--python", &python, "--url", &url, "upgrade", "head"])
        .exits(0);
    assert!(create_statement(&project, "third.db").contains("CONSTRAINT unique_t_a UNIQUE (a)"));
}

#[test]
fn a_naming_convention_applies_to_sql_that_is_written() {
    let Some(python) = python() else { return };
    let project = project(MODELS, "");
    project.write(
        "migrations/env.py",
        "import app\nfrom alembic import context\n\
         context.configure(dialect_name='postgresql', target_metadata=app.metadata)\n\
         context.run_migrations()\n",
    );
    let finished = project
        .run(&["--python", &python, "upgrade", "head", "--sql"])
        .exits(0);
    assert!(
        finished.stdout.contains("CONSTRAINT uq_t_a UNIQUE (a)"),
        "{finished:#?}"
    );
}

#[test]
fn answers_are_kept_unless_they_could_follow_from_the_environment() {
    let Some(python) = python() else { return };
    let env_py = "from app import settings\nif settings['testing']:\n    raise SystemExit('testing')\n\
                  options['version_table'] = settings['table']";
    let plain = project("settings = {'testing': False, 'table': 'steps'}\n", env_py);
    upgrade(&plain, &python).exits(0);
    assert_eq!(plain.tables("app.db"), ["steps", "t"]);
    plain
        .run(&[
            "--no-python",
            "--url",
            "sqlite:///second.db",
            "upgrade",
            "head",
        ])
        .exits(0);
    assert_eq!(plain.tables("second.db"), ["steps", "t"]);
    let reading = project(
        "import os\nsettings = {'testing': os.environ.get('TESTING') == '1', 'table': 'steps'}\n",
        env_py,
    );
    upgrade(&reading, &python).exits(0);
    assert!(!reading.path().join(KEPT).exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_no_error() {
    let Some(python) = python() else { return };
    let project = project(
        MODELS,
        "import app\noptions['target_metadata'] = app.metadata",
    );
    // Nothing can be put in its place.
    project.make_folder(&format!("{KEPT}/x"));
    upgrade(&project, &python).exits(0);
    assert_eq!(project.versions("app.db"), ["r01"]);
}

#[test]
fn a_text_is_a_text_and_is_kept_for_what_it_is_used_for() {
    let Some(python) = python() else { return };
    let project = project(
        "names = {'table': 'steps', 'none': None, 'count': 3}\n\n\n\
         class Names:\n    table = 'steps'\n    none = None\n    count = 3\n",
        "from app import Names, names
assert {'steps': 1}[Names.table] == 1
table = Names.table
assert isinstance(table, str) and f'{table!r}' == repr('steps') and table.partition('e')[0] == 'st'
assert Names.none is None and names['none'] is None and Names.count in range(4)
try:
    Names.absent
except AttributeError as error:
    assert 'absent' in str(error)
else:
    raise RuntimeError('it is not there')
try:
    names['absent']
except KeyError:
    pass
else:
    raise RuntimeError('it is not there')
options['version_table'] = table",
    );
    upgrade(&project, &python).exits(0);
    assert_eq!(project.tables("app.db"), ["steps", "t"]);
    let kept = std::fs::read_to_string(project.path().join(KEPT)).expect("it is kept");
    assert!(
        kept.contains("of = \"app.Names.table\"\nvalue = \"steps\""),
        "{kept}"
    );
}

#[test]
fn exceptions_are_handled_where_they_are_raised() {
    // Nothing has been asked yet where the attribute is looked for.
    check(
        "class Settings:\n    new = 'x'\n\n\nsettings = Settings()\n\n\n\
         def old():\n    raise ValueError('no more')\n",
        "import app
try:
    value = app.settings.old
except AttributeError:
    value = app.settings.new
try:
    other = app.old()
except ValueError as error:
    other = 'handled'
assert value + other == 'xhandled' and not hasattr(app.settings, 'older')",
    );
}

#[test]
fn flask_migrate_is_asked_with_the_application_of_flask() {
    let Some(python) = python() else { return };
    let project = project(
        "from types import SimpleNamespace as Space\n\
         from sqlalchemy import MetaData, create_engine\n\
         engine = create_engine('sqlite:///of_flask.db')\n\
         db = Space(engine=engine, metadatas={None: MetaData(naming_convention={'uq': 'uq_%(table_name)s'})})\n\
         application = Space(extensions={'migrate': Space(db=db, configure_args={'compare_type': True})})\n",
        "from flask import current_app


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


context.config.set_main_option('sqlalchemy.url', get_engine_url())
db = current_app.extensions['migrate'].db
options = current_app.extensions['migrate'].configure_args
if options.get('process_revision_directives') is None:
    options['process_revision_directives'] = print
options['target_metadata'] = db.metadatas[None] if hasattr(db, 'metadatas') else db.metadata
engine = get_engine()",
    );
    // Flask, as far as it matters here.
    project.write(
        "flask/__init__.py",
        &format!(
            "{CPYTHON}pushed = []\n\n\nclass Proxy:\n    def __getattr__(self, name):\n        \
             if not pushed:\n            \
             raise RuntimeError('Working outside of application context.')\n        \
             return getattr(pushed[-1], name)\n\n\ncurrent_app = Proxy()\n"
        ),
    );
    project.write(
        "flask/cli.py",
        "import importlib\nimport flask\n\n\ndef load_dotenv():\n    pass\n\n\n\
         class ScriptInfo:\n    def __init__(self, app_import_path):\n        self.path = app_import_path\n\n    \
         def load_app(self):\n        self.app = importlib.import_module(self.path).application\n        \
         return self\n\n    def app_context(self):\n        return self\n\n    \
         def push(self):\n        flask.pushed.append(self.app)\n",
    );
    let arguments = ["--python", &python, "upgrade", "head"];
    project
        .run_with(&[("FLASK_APP", "app")], &arguments)
        .exits(0);
    assert_eq!(project.versions("of_flask.db"), ["r01"]);
    assert!(create_statement(&project, "of_flask.db").contains("CONSTRAINT uq_t UNIQUE (a)"));
}

#[test]
fn a_step_may_be_handed_over_where_the_url_is_the_applications() {
    let Some(python) = python() else { return };
    let project = project(COMPUTED_URL, "import app\nengine = create_engine(app.url)");
    project.write(
        "migrations/versions/r02.py",
        "from alembic import op\nimport app\nrevision = 'r02'\ndown_revision = 'r01'\n\n\n\
         def upgrade():\n    if app.url:\n        op.execute('CREATE TABLE handed_over (id INTEGER)')\n\n\n\
         def downgrade():\n    pass\n",
    );
    upgrade(&project, &python)
        .exits(0)
        .complains(&["versions/r02.py:8 is run by"]);
    assert_eq!(project.versions("of_app.db"), ["r02"]);
    project
        .run(&[
            "--python",
            &python,
            "--url",
            "sqlite:///mine.db",
            "upgrade",
            "r01",
        ])
        .exits(0);
    assert_eq!(project.versions("mine.db"), ["r01"]);
}

#[test]
fn doctor_tells_where_values_come_from() {
    let Some(python) = python() else { return };
    let project = project(
        &format!("{MODELS}{COMPUTED_URL}"),
        "import app\nengine = create_engine(app.url)\noptions['target_metadata'] = app.metadata",
    );
    let doctor = |arguments: &[&str]| {
        let finished = project.run(arguments);
        finished.stdout.replace(&python, "PYTHON")
    };
    let told = doctor(&["--python", &python, "doctor"]);
    for line in [
        "configuration  alembic.ini\n",
        "python         PYTHON (Python 3.",
        "kept answers   1 in limbeck-answers.toml, up to date\n",
        "application    app.url (asked)\n",
        "application    app.metadata (asked)\n",
        "database       sqlite:///of_app.db\n",
        "  named by     the application's own Python\n",
        "  versions in  alembic_version\n",
        "  naming       uq\n",
    ] {
        assert!(told.contains(line), "no {line:?} in {told}");
    }
    assert_eq!(project.tables("of_app.db"), [""; 0]);
    let told = doctor(&["--no-python", "--url", "sqlite:///x.db", "doctor"]);
    for line in [
        "python         none: --no-python",
        "application    app.metadata (kept)\n",
        "  named by     --url or LIMBECK_DATABASE_URL\n",
        "  naming       uq\n",
    ] {
        assert!(told.contains(line), "no {line:?} in {told}");
    }
    project.write("app.py", "");
    let told = doctor(&["--no-python", "doctor"]);
    let line = "kept answers   out of date in limbeck-answers.toml: app.py has changed since\n";
    assert!(told.contains(line), "no {line:?} in {told}");
}

#[test]
fn doctor_tells_what_it_knows_of_an_environment_that_fails() {
    let project = project(
        "",
        "engine = create_engine('postgresql://u:secret@localhost:1/d')",
    );
    let finished = project.run(&["--no-python", "doctor"]).exits(1);
    assert!(
        finished.stdout.starts_with("configuration  alembic.ini\n"),
        "{finished:#?}"
    );
    let finished = finished.complains(&["error: "]);
    assert!(!format!("{finished:?}").contains("secret"), "{finished:#?}");
    let finished = project.run(&["--no-python", "--json", "doctor"]).exits(1);
    assert_eq!(finished.stdout.lines().count(), 1, "{finished:#?}");
}

/// A program that leaves a file behind when it is started.
fn telltale(project: &Project) {
    project.write(".venv/bin/python", "#!/bin/sh\ntouch started\nexit 1\n");
    let path = project.path().join(".venv/bin/python");
    let permissions = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(path, permissions).expect("it can be made executable");
}

#[test]
fn nothing_is_asked_where_nothing_is_needed() {
    let needless = "import app\napp.models.load()\nbase = app.Base\nbase.registry.configure()\n\
                    options['target_metadata'] = app.Base.metadata";
    let project = project("", needless);
    telltale(&project);
    project.run(&["upgrade", "head"]).exits(0);
    project.run(&["current"]).exits(0);
    assert!(!project.path().join("started").exists());
    let needing = self::project("", "import app\nif app.testing:\n    pass");
    telltale(&needing);
    needing.run(&["upgrade", "head"]).exits(1).complains(&[
        "The value of `testing` is needed here",
        "No Python with Alembic, SQLAlchemy or Pydantic was found that could be asked; tried",
        ".venv/bin/python",
        "--python",
        "--url",
    ]);
    assert!(needing.path().join("started").exists());
}

#[test]
fn the_users_url_needs_no_answer() {
    let project = project(
        SETTINGS,
        "from app import settings\n\
         context.config.set_main_option('sqlalchemy.url', f'{settings.url}?x={settings.port}')\n\
         engine = create_engine(context.config.get_main_option('sqlalchemy.url'))",
    );
    telltale(&project);
    project
        .run(&["--url", "sqlite:///mine.db", "upgrade", "head"])
        .exits(0);
    assert!(!project.path().join("started").exists());
}

#[test]
fn without_a_python_both_ways_out_are_named() {
    let project = project(
        SETTINGS,
        "from app import settings\nengine = create_engine(settings.url)",
    );
    project
        .run(&["--no-python", "upgrade", "head"])
        .exits(1)
        .complains(&[
            "The database URL depends on `settings.url` of `app`",
            "--no-python keeps the application's own Python from being asked",
            "Leave --no-python out",
            "--url",
        ]);
}
