//! A project on disk to run the binary in.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A project folder that is gone when the test is over.
pub struct Project {
    folder: tempfile::TempDir,
}

const LOGGING: &str = "
[loggers]
keys = root,alembic

[handlers]
keys = console

[formatters]
keys = generic

[logger_root]
level = WARNING
handlers = console
qualname =

[logger_alembic]
level = INFO
handlers =
qualname = alembic

[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = generic

[formatter_generic]
format = %(levelname)-5.5s [%(name)s] %(message)s
";

/// The `env.py` of Alembic's generic template, without its comments.
pub const ENV_PY: &str = r#"
from logging.config import fileConfig

from sqlalchemy import engine_from_config
from sqlalchemy import pool

from alembic import context

config = context.config
if config.config_file_name is not None:
    fileConfig(config.config_file_name)
target_metadata = None


def run_migrations_offline():
    url = config.get_main_option("sqlalchemy.url")
    context.configure(
        url=url,
        target_metadata=target_metadata,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
    )
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online():
    connectable = engine_from_config(
        config.get_section(config.config_ini_section, {}),
        prefix="sqlalchemy.",
        poolclass=pool.NullPool,
    )
    with connectable.connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
"#;

impl Project {
    /// A project with Alembic's generic `env.py`, without scripts, on the SQLite file `app.db`.
    pub fn new() -> Self {
        Self::on("sqlite:///app.db")
    }

    /// An empty folder.
    pub fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// The same on a database of the caller's.
    pub fn on(url: &str) -> Self {
        let project = Self::empty();
        let url = url.replace('%', "%%");
        project.write(
            "alembic.ini",
            &format!(
                "[alembic]\nscript_location = %(here)s/migrations\nprepend_sys_path = .\n\
                 path_separator = os\nsqlalchemy.url = {url}\n{LOGGING}"
            ),
        );
        project.write("migrations/env.py", ENV_PY);
        project.make_folder("migrations/versions");
        project
    }

    /// Adds scripts `r01`, `r02`, ... on one line, with these bodies of `upgrade()`.
    pub fn with_scripts(self, upgrades: &[&str]) -> Self {
        for (index, upgrade) in upgrades.iter().enumerate() {
            let number = index + 1;
            let down = match index {
                0 => "None".to_owned(),
                _ => format!("'r{index:02}'"),
            };
            self.write(
                &format!("migrations/versions/r{number:02}.py"),
                &format!(
                    "\"\"\"step {number}\"\"\"\nfrom alembic import op\nimport sqlalchemy as sa\n\n\
                     revision = 'r{number:02}'\ndown_revision = {down}\n\n\n\
                     def upgrade():\n    {upgrade}\n\n\ndef downgrade():\n    pass\n"
                ),
            );
        }
        self
    }

    /// The project folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).expect("the folder can be made");
        }
        std::fs::write(path, text).expect("the file can be written");
    }

    /// Makes a folder.
    pub fn make_folder(&self, path: &str) {
        std::fs::create_dir_all(self.path().join(path)).expect("the folder can be made");
    }

    /// The binary, about to be run in the project folder with these arguments.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .env("COLUMNS", "80")
            .env("HOME", self.path());
        command
    }

    /// Runs the binary.
    pub fn run(&self, arguments: &[&str]) -> Finished {
        Finished::of(self.command(arguments).output().expect("the binary runs"))
    }

    /// Runs the binary with environment variables.
    pub fn run_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Finished {
        let mut command = self.command(arguments);
        command.envs(variables.iter().copied());
        Finished::of(command.output().expect("the binary runs"))
    }

    /// The names of the tables in a SQLite file of the project.
    pub fn tables(&self, file: &str) -> Vec<String> {
        let connection =
            rusqlite::Connection::open(self.path().join(file)).expect("the file is a database");
        let mut statement = connection
            .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            .expect("valid SQL");
        let names = statement
            .query_map([], |row| row.get(0))
            .expect("it runs")
            .collect::<Result<_, _>>();
        names.expect("texts")
    }

    /// The rows of the version table in a SQLite file of the project.
    pub fn versions(&self, file: &str) -> Vec<String> {
        let connection =
            rusqlite::Connection::open(self.path().join(file)).expect("the file is a database");
        let mut statement = connection
            .prepare("SELECT version_num FROM alembic_version ORDER BY 1")
            .expect("there is a version table");
        let rows = statement
            .query_map([], |row| row.get(0))
            .expect("it runs")
            .collect::<Result<_, _>>();
        rows.expect("texts")
    }
}

/// The binary under test.
pub fn binary() -> PathBuf {
    assert_cmd::cargo::cargo_bin("limbeck")
}

/// How a run ended.
#[derive(Debug)]
pub struct Finished {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Finished {
    pub fn of(output: Output) -> Self {
        Self {
            status: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Checks the exit status and that nothing panicked.
    #[track_caller]
    pub fn exits(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "{self:#?}");
        assert!(!self.stderr.contains("panicked"), "{self:#?}");
        self
    }

    /// Checks the whole of standard output.
    #[track_caller]
    pub fn prints(self, stdout: &str) -> Self {
        assert_eq!(self.stdout, stdout, "{self:#?}");
        self
    }

    /// Checks that standard error has these texts.
    #[track_caller]
    pub fn complains(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.stderr.contains(text), "no `{text}` in {self:#?}");
        }
        self
    }
}
