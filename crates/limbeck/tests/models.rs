//! The models of projects, as real SQLAlchemy tells them in the Python that `LIMBECK_TEST_PYTHON` names.
#![cfg(feature = "python")]
#![expect(clippy::disallowed_methods, reason = "tests have no command line")]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use limbeck::{
    CommandLine, Failure, LoadedModels, Log, Project, ProjectFiles, PythonChoice, Run, Stop,
    Surroundings, load_models,
};

const INI: &str = "[alembic]\nscript_location = migrations\nprepend_sys_path = .\nsqlalchemy.url = sqlite:///app.db\n";

/// What only CPython gets past: a module of the project that begins so becomes placeholders here.
const CPYTHON: &str =
    "import sqlite3\nassert sqlite3.threadsafety is not None and sqlite3.apilevel\n";

const RUN: &str = "
context.configure(url=context.config.get_main_option('sqlalchemy.url'), target_metadata=target_metadata)
with context.begin_transaction():
    context.run_migrations()
";

fn load(files: &[(&str, &str)]) -> Option<Result<Vec<LoadedModels>, Failure>> {
    load_for(files, None)
}

/// The models for the database of a URL that the user has given.
fn load_for(
    files: &[(&str, &str)],
    url: Option<&str>,
) -> Option<Result<Vec<LoadedModels>, Failure>> {
    let python = std::env::var_os("LIMBECK_TEST_PYTHON").filter(|python| !python.is_empty())?;
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    write("alembic.ini", INI);
    write("migrations/versions/.keep", "");
    for (name, text) in files {
        if name.ends_with("env.py") {
            write(name, &format!("from alembic import context\n{text}\n{RUN}"));
        } else {
            write(name, text);
        }
    }
    let log = Log::unheard(|| TimeZone::UTC);
    let surroundings = Surroundings {
        working_directory: folder.path().canonicalize().expect("a path"),
        home: None,
        user: None,
        time_zone: || TimeZone::UTC,
        variables: Vec::new(),
        reserves_stdout: true,
    };
    let project = Project::load(
        &ProjectFiles {
            config: Vec::new(),
            section: "alembic".to_owned(),
        },
        &surroundings,
        &log,
    );
    let project = project.expect("a project");
    let run = Run {
        url: url.map(str::to_owned),
        x_arguments: Vec::new(),
        python: PythonChoice::Given(PathBuf::from(python)),
        lock_timeout: Duration::from_secs(1),
        command_line: CommandLine::default(),
        surroundings: Arc::new(surroundings),
        log,
        stop: Stop::default(),
        ends_process: false,
    };
    Some(load_models(&project, run))
}

/// The tables of each `MetaData` that `env.py` leads to.
#[track_caller]
fn check(files: &[(&str, &str)], expected: &[&[&str]]) {
    let Some(loaded) = load(files) else { return };
    let loaded = loaded.unwrap_or_else(|failure| panic!("{:#?}", failure.diagnostic));
    let found: Vec<Vec<String>> = loaded
        .iter()
        .flat_map(|loaded| &loaded.models.metadatas)
        .map(|metadata| {
            let tables = metadata.schema.tables.iter();
            tables.map(|table| table.name.to_string()).collect()
        })
        .collect();
    assert_eq!(found, expected);
}

/// What the user is told.
#[track_caller]
fn check_error(files: &[(&str, &str)], expected: &str) {
    let Some(loaded) = load(files) else { return };
    let Err(failure) = loaded else {
        panic!("there are models")
    };
    let diagnostic = failure.diagnostic;
    let place = diagnostic.location.as_ref();
    let place = place.map_or_else(String::new, |place| {
        let place = place.to_string();
        place.rsplit('/').next().unwrap_or_default().to_owned()
    });
    let told = format!("{place}: {}", diagnostic.message);
    assert!(told.contains(expected), "{told}\n{diagnostic:#?}");
}

const BASE: &str =
    "from sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase):\n    pass\n";

fn model(name: &str) -> String {
    format!(
        "from sqlalchemy.orm import Mapped, mapped_column\nfrom app.base import Base\n\n\n\
         class Model(Base):\n    __tablename__ = '{name}'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
    )
}

#[test]
fn metadata_of_a_module_that_only_cpython_runs() {
    let base = format!("{CPYTHON}{BASE}");
    check(
        &[
            ("app/__init__.py", ""),
            ("app/base.py", &base),
            ("app/user.py", &model("users")),
            (
                "migrations/env.py",
                "import app.user\nfrom app.base import Base\ntarget_metadata = Base.metadata",
            ),
        ],
        &[&["users"]],
    );
}

#[test]
fn metadata_of_a_module_that_runs_here_is_asked_for_by_its_name() {
    check(
        &[
            ("app/__init__.py", ""),
            ("app/base.py", BASE),
            ("app/user.py", &model("users")),
            ("app/post.py", &format!("{CPYTHON}{}", model("posts"))),
            (
                "migrations/env.py",
                "from app.base import Base\nfrom app import user, post  # noqa: F401\ntarget_metadata = Base.metadata",
            ),
        ],
        &[&["posts", "users"]],
    );
}

#[test]
fn several_metadatas() {
    let table = "import sqlalchemy as sa\nmetadata = sa.MetaData()\nsa.Table('NAME', metadata, sa.Column('id', sa.Integer))\n";
    check(
        &[
            ("one.py", &table.replace("NAME", "one")),
            (
                "two.py",
                &format!("{CPYTHON}{}", table.replace("NAME", "two")),
            ),
            (
                "migrations/env.py",
                "import one, two\ntarget_metadata = [one.metadata, two.metadata]",
            ),
        ],
        &[&["one"], &["two"]],
    );
}

#[test]
fn what_env_py_does_to_its_surroundings_is_done_there_too() {
    let models = format!(
        "{CPYTHON}import os\nimport sqlalchemy as sa\nmetadata = sa.MetaData()\n\
         sa.Table(os.environ['TABLE'] + os.environ['MORE'], metadata, sa.Column('id', sa.Integer))\n"
    );
    check(
        &[
            ("src/models.py", &models),
            (".env", "TABLE=t\n"),
            (
                "migrations/env.py",
                "import os, sys\nfrom dotenv import load_dotenv\nload_dotenv()\nos.environ['MORE'] = '2'\n\
                 sys.path.append(os.path.join(os.getcwd(), 'src'))\nfrom models import metadata as target_metadata",
            ),
        ],
        &[&["t2"]],
    );
}

#[test]
fn tables_that_env_py_collects() {
    let app = "import sqlalchemy as sa\none = sa.MetaData()\n\
         sa.Table('one', one, sa.Column('id', sa.Integer), schema='s')\n";
    let env_py = "import app\nfrom sqlalchemy import MetaData\n\n\n\
         def combined(*metadatas):\n    found = MetaData()\n    for metadata in metadatas:\n        \
         for table in metadata.tables.values():\n            table.tometadata(found)\n    return found\n\n\n\
         target_metadata = combined(app.one)\n";
    for app in [app.to_owned(), format!("{CPYTHON}{app}")] {
        check(
            &[("app.py", &app), ("migrations/env.py", env_py)],
            &[&["s.one"]],
        );
    }
}

#[test]
fn the_application_is_not_connected_where_the_user_names_the_database() {
    let app = format!(
        "{CPYTHON}import sqlalchemy as sa\nmetadata = sa.MetaData()\nsa.Table('t', metadata)\n\n\n\
         class Pool:\n    def connect(self):\n        import os\n        os._exit(1)\n\n\npool = Pool()\n"
    );
    let env_py = "from app import metadata as target_metadata, pool\nwith pool.connect() as connection:\n    pass\n";
    let files = [("app.py", app.as_str()), ("migrations/env.py", env_py)];
    let Some(loaded) = load_for(&files, Some("sqlite:///other.db")) else {
        return;
    };
    let loaded = loaded.unwrap_or_else(|failure| panic!("{:#?}", failure.diagnostic));
    assert_eq!(loaded[0].models.metadatas[0].schema.tables.len(), 1);
}

#[test]
fn tables_of_env_py_itself_cannot_be_asked_for() {
    check_error(
        &[(
            "migrations/env.py",
            "import sqlalchemy as sa\ntarget_metadata = sa.MetaData()\nsa.Table('t', target_metadata)",
        )],
        "cannot be asked for `target_metadata`: it is a MetaData whose tables only env.py has",
    );
}

#[test]
fn errors_of_the_application_are_told_as_they_are() {
    let env_py = "from app import metadata as target_metadata";
    check_error(
        &[
            ("app.py", &format!("{CPYTHON}\nimport no_such_module\n")),
            ("migrations/env.py", env_py),
        ],
        "app.py:4: The models cannot be loaded: ModuleNotFoundError: No module named 'no_such_module'",
    );
    let app = format!(
        "{CPYTHON}import sqlalchemy as sa\nmetadata = sa.MetaData()\n\
         sa.Table('t', metadata, sa.Column('a', sa.ForeignKey('nowhere.id')))\n"
    );
    check_error(
        &[("app.py", &app), ("migrations/env.py", env_py)],
        "(a constraint of `t`): sqlalchemy.exc.NoReferencedTableError",
    );
    check_error(
        &[("migrations/env.py", "target_metadata = None")],
        "env.py: Can't proceed with --autogenerate option",
    );
    check_error(
        &[
            ("app.py", CPYTHON),
            (
                "migrations/env.py",
                "import app\ntarget_metadata = app.metadata",
            ),
        ],
        "AttributeError: module 'app' has no attribute 'metadata'",
    );
}

#[test]
fn a_file_with_models_that_nothing_imports_is_pointed_out() {
    let files = [
        ("app/__init__.py", ""),
        ("app/base.py", BASE),
        ("app/user.py", &model("users")),
        ("app/forgotten.py", &model("forgotten")),
        ("app/settings.py", "DEBUG = True\n"),
        (
            "migrations/env.py",
            "from app.user import Base\ntarget_metadata = Base.metadata",
        ),
    ];
    let Some(loaded) = load(&files) else { return };
    let loaded = loaded.unwrap_or_else(|failure| panic!("{:#?}", failure.diagnostic));
    let warnings = &loaded[0].models.warnings;
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(
        warnings[0].ends_with(
            "app/forgotten.py is imported from nowhere: tables in it are not among the models"
        ),
        "{warnings:?}"
    );
}

/// A project that says in limbeck's settings where its models are.
#[track_caller]
fn check_setting(models: &str, files: &[(&str, &str)], expected: &[&str]) {
    let settings = format!("[tool.limbeck]\nmodels = \"{models}\"\n");
    let env_py = ("migrations/env.py", ENV_PY);
    let mut all = vec![("pyproject.toml", settings.as_str()), env_py];
    all.extend_from_slice(files);
    check(&all, &[expected]);
}

/// An `env.py` that has no models.
const ENV_PY: &str = "from sqlalchemy import create_engine
target_metadata = None
if not context.is_offline_mode():
    context.configure(connection=create_engine(context.config.get_main_option('sqlalchemy.url')).connect())
    context.run_migrations()
    raise SystemExit
";

#[test]
fn models_of_pydantic() {
    let entity =
        "from pydantic import BaseModel\n\n\nclass Item(BaseModel):\n    id: int\n    name: str\n";
    let module = [("shop/__init__.py", ""), ("shop/entities.py", entity)];
    check_setting("shop.entities", &module, &["item"]);
    check_setting("shop", &module, &["item"]);
    check_setting("shop/entities.py", &module, &["item"]);
    check_setting("src/shop", &[("src/shop/entities.py", entity)], &["item"]);
}

#[test]
fn models_in_sql() {
    check_setting(
        "schema.sql",
        &[(
            "schema.sql",
            "CREATE TABLE b (x INT);\nCREATE TABLE a (y INT);\n",
        )],
        &["a", "b"],
    );
}

/// Models in SQL for the server whose URL a variable has, if it has one.
#[track_caller]
fn check_on_server(variable: &str, database: &str, sql: &str, expected: &[&str]) {
    let Some(url) = std::env::var(variable).ok().filter(|url| !url.is_empty()) else {
        return;
    };
    let ini = INI.replace("sqlite:///app.db", &format!("{url}{database}"));
    check_setting(
        "schema",
        &[("alembic.ini", &ini), ("schema/all.sql", sql)],
        expected,
    );
}

#[test]
fn models_in_sql_on_servers() {
    check_on_server(
        "LIMBECK_TEST_POSTGRESQL_URL",
        "",
        "CREATE TYPE mood AS ENUM ('a'); CREATE SCHEMA s;\nCREATE TABLE s.t (m mood);\n\
         CREATE FUNCTION f() RETURNS INT LANGUAGE sql AS $$ SELECT 1; $$;\nCREATE TABLE u (x INT DEFAULT f());\n",
        &["u", "s.t"],
    );
    check_on_server(
        "LIMBECK_TEST_MARIADB_URL",
        "mysql",
        "CREATE TABLE t (x INT UNSIGNED);\nCREATE TABLE u (y INT);\n",
        &["t", "u"],
    );
}

#[test]
fn models_of_another_database() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("other.db");
    let connection = rusqlite::Connection::open(&file).expect("a database");
    connection
        .execute_batch("CREATE TABLE a (x INT); CREATE TABLE b (y INT)")
        .expect("tables");
    check_setting(&format!("sqlite:///{}", file.display()), &[], &["a", "b"]);
}
