//! Generated histories, carried out by limbeck and by Alembic itself: side by side, and in turns on one
//! database. What is in the databases must be equal after every command.

pub mod catalog;
mod history;
mod turns;

use limbeck_test_support::{MysqlDatabase, TestDatabase};

use crate::original::Alembic;
use crate::project::Project;
use history::{Kind, history};

/// How many histories there are for each database.
const HISTORIES: u64 = 4;

/// A project with a generated history, on an empty database of its own.
struct Side {
    project: Project,
    database: Database,
}

/// What the project works on.
enum Database {
    Postgresql(TestDatabase),
    Mysql(MysqlDatabase),
    /// The file `app.db` of the project.
    Sqlite,
}

impl Side {
    fn new(kind: Kind, steps: &[(String, String)]) -> Self {
        let (database, url) = match kind {
            Kind::Postgresql => {
                let database = TestDatabase::create();
                // The driver that `scripts/with-alembic` installs.
                let url = database
                    .url()
                    .replacen("postgresql:", "postgresql+psycopg2:", 1);
                (Database::Postgresql(database), url)
            }
            Kind::Mysql => {
                let database = MysqlDatabase::create();
                let url = database.url();
                (Database::Mysql(database), url)
            }
            Kind::Sqlite => (Database::Sqlite, "sqlite:///app.db".to_owned()),
        };
        let project = Project::on(&url);
        for (path, text) in steps {
            project.write(path, text);
        }
        Self { project, database }
    }

    /// What is in the database.
    fn catalog(&self) -> String {
        let catalog = match &self.database {
            Database::Postgresql(database) => catalog::postgresql(database),
            Database::Mysql(database) => catalog::mysql(database),
            Database::Sqlite => catalog::sqlite(&self.project.path().join("app.db")),
        };
        assert!(!catalog.is_empty());
        catalog
    }
}

/// Carries out the same histories on both sides.
fn check(kind: Kind) {
    let Some(alembic) = Alembic::found() else {
        return;
    };
    for seed in 1..=HISTORIES {
        let steps = history(kind, seed);
        let (ours, theirs) = (Side::new(kind, &steps), Side::new(kind, &steps));
        let both = |arguments: &[&str]| {
            ours.project.run(arguments).exits(0);
            alembic.run(&theirs.project, arguments).exits(0);
            assert_eq!(
                ours.catalog(),
                theirs.catalog(),
                "{arguments:?} with the seed {seed}:\n{}",
                texts(&steps)
            );
        };
        both(&["upgrade", "head"]);
        both(&["downgrade", "base"]);
        both(&["upgrade", "head"]);
    }
}

/// The scripts of a history, one after the other.
fn texts(steps: &[(String, String)]) -> String {
    steps.iter().map(|(_, text)| text.as_str()).collect()
}

#[test]
fn on_postgresql() {
    check(Kind::Postgresql);
}

#[test]
fn on_mariadb() {
    check(Kind::Mysql);
}

#[test]
fn on_sqlite() {
    check(Kind::Sqlite);
}
