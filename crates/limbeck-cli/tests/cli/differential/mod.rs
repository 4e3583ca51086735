//! Generated histories, carried out by limbeck and by Alembic itself side by side: the catalogs must be
//! equal at the head, and again after going down to the base.
//!
//! `LIMBECK_TEST_PYTHON` names a Python with Alembic (`scripts/with-alembic` makes one where it can, and
//! says so where it cannot); without it nothing is compared.

mod catalog;
mod history;

use std::process::Command;

use limbeck_test_support::{MysqlDatabase, TestDatabase};

use crate::project::{Finished, Project};
use history::{Kind, history};

/// How many histories there are for each database.
const HISTORIES: u64 = 4;

/// Where a history was carried out.
struct Side {
    project: Project,
    catalog: Box<dyn Fn(&Project) -> String>,
}

/// Carries out the same histories on both sides. `database` makes an empty one: its URL and the way to
/// read its catalog.
fn check(kind: Kind, mut side: impl FnMut() -> (String, Box<dyn Fn(&Project) -> String>)) {
    let Some(python) = std::env::var("LIMBECK_TEST_PYTHON")
        .ok()
        .filter(|path| !path.is_empty())
    else {
        return;
    };
    for seed in 1..=HISTORIES {
        let steps = history(kind, seed);
        let mut new = || {
            let (url, catalog) = side();
            let project = Project::on(&url);
            for (path, text) in &steps {
                project.write(path, text);
            }
            Side { project, catalog }
        };
        let (ours, theirs) = (new(), new());
        let both = |arguments: &[&str]| {
            ours.project.run(arguments).exits(0);
            let ran = Command::new(&python)
                .args(["-m", "alembic"])
                .args(arguments)
                .current_dir(theirs.project.path())
                .output()
                .expect("Python runs");
            Finished::of(ran).exits(0);
            let (our, their) = (
                (ours.catalog)(&ours.project),
                (theirs.catalog)(&theirs.project),
            );
            assert!(!our.is_empty());
            assert_eq!(
                our,
                their,
                "{arguments:?} with the seed {seed}:\n{}",
                steps
                    .iter()
                    .map(|(_, text)| text.as_str())
                    .collect::<String>()
            );
        };
        both(&["upgrade", "head"]);
        both(&["downgrade", "base"]);
        both(&["upgrade", "head"]);
    }
}

#[test]
fn on_postgresql() {
    check(Kind::Postgresql, || {
        let database = TestDatabase::create();
        // The driver that `scripts/with-alembic` installs.
        let url = database
            .url()
            .replacen("postgresql:", "postgresql+psycopg2:", 1);
        (url, Box::new(move |_| catalog::postgresql(&database)))
    });
}

#[test]
fn on_mariadb() {
    check(Kind::Mysql, || {
        let database = MysqlDatabase::create();
        let url = database.url();
        (url, Box::new(move |_| catalog::mysql(&database)))
    });
}

#[test]
fn on_sqlite() {
    check(Kind::Sqlite, || {
        let url = "sqlite:///app.db".to_owned();
        (
            url,
            Box::new(|project| catalog::sqlite(&project.path().join("app.db"))),
        )
    });
}
