//! Databases are compared with their models by a user who may read and nothing else.
//!
//! Where `LIMBECK_TEST_PYTHON` names a Python with SQLAlchemy it loads the models; `scripts/with-alembic` has said so where
//! there is none.

use limbeck_test_support::{MysqlDatabase, TestDatabase};

use crate::original::Alembic;
use crate::project::{ENV_PY, Project};

const MODELS: &str = "
import sqlalchemy as sa

metadata = sa.MetaData()
sa.Table(
    'account', metadata,
    sa.Column('id', sa.Integer, primary_key=True),
    sa.Column('name', sa.String(40), nullable=False, server_default='nobody'),
    sa.Column('balance', sa.Integer, server_default=sa.text('1 + 1')),
    sa.Column('added', sa.Integer),
)
";

/// A database with one column less than the models and another default.
const TABLE: &str = "CREATE TABLE account (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(40) DEFAULT 'nobody' NOT NULL, \
                     balance INTEGER DEFAULT 3)";

/// The version table, which `check` would make as Alembic does.
const VERSION_TABLE: &str =
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)";

/// The URL with which another user connects.
fn as_user(url: &str, user: &str) -> String {
    let (scheme, rest) = url.split_once("://").expect("a URL");
    let (_, place) = rest.rsplit_once('@').expect("a URL with a user");
    format!("{scheme}://{user}:reader@{place}")
}

/// `check` must find the two differences, and nothing else.
fn check(url: &str) {
    let Some(alembic) = Alembic::found() else {
        return;
    };
    let project = Project::on(url);
    project.write("models.py", MODELS);
    let env_py = ENV_PY
        .replace(
            "target_metadata = None",
            "import models\ntarget_metadata = models.metadata",
        )
        .replace(
            "connection=connection,",
            "connection=connection, compare_server_default=True,",
        );
    project.write("migrations/env.py", &env_py);
    let finished = project
        .run(&["--alembic", "check", "--python", alembic.python()])
        .exits(255);
    let (_, found) = finished
        .stderr
        .split_once("New upgrade operations detected: ")
        .expect("there are differences");
    let found = found.lines().next().unwrap_or_default();
    let kinds: Vec<&str> = found
        .split("('")
        .filter_map(|text| text.split_once("', None, 'account'"))
        .map(|(kind, _)| kind)
        .collect();
    assert_eq!(kinds, ["add_column", "modify_default"], "{found}");
}

#[test]
fn on_postgresql() {
    let database = TestDatabase::create();
    let (name, user) = (database.name(), format!("{}_reader", database.name()));
    database.run(TABLE);
    database.run(VERSION_TABLE);
    database.run(&format!("REVOKE ALL ON DATABASE {name} FROM PUBLIC"));
    database.run("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    database.run(&format!("CREATE ROLE {user} LOGIN PASSWORD 'reader'"));
    database.run(&format!("GRANT CONNECT ON DATABASE {name} TO {user}"));
    database.run(&format!(
        "GRANT SELECT ON account, alembic_version TO {user}"
    ));
    database.run(&format!(
        "ALTER ROLE {user} SET default_transaction_read_only = on"
    ));
    let url = as_user(&database.url(), &user);
    let checked = std::panic::catch_unwind(|| check(&url));
    database.run(&format!("DROP OWNED BY {user}"));
    database.run(&format!("DROP ROLE {user}"));
    checked.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}

#[test]
fn on_mariadb() {
    let database = MysqlDatabase::create();
    let (name, user) = (database.name(), format!("r_{}", database.name()));
    database.run(TABLE);
    database.run(VERSION_TABLE);
    database.run(&format!("CREATE USER '{user}'@'%' IDENTIFIED BY 'reader'"));
    database.run(&format!("GRANT SELECT ON `{name}`.* TO '{user}'@'%'"));
    let url = as_user(&database.url(), &user);
    let checked = std::panic::catch_unwind(|| check(&url));
    database.run(&format!("DROP USER '{user}'@'%'"));
    checked.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}
