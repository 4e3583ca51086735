//! Scratch databases on real servers.

use limbeck_database::{Connection, Engine, Environment, Url};
use limbeck_dialects::Dialect;
use limbeck_runtime::{SCRATCH_PREFIX, ScratchDatabase};
use limbeck_test_support::{MysqlDatabase, TestDatabase};

fn dialect(name: &str) -> &'static dyn Dialect {
    limbeck_dialects::dialect(name).expect("a dialect of that name")
}

/// A scratch database is empty, takes tables, and is gone with its value, also in a panic. `names` are the scratch
/// databases that are there.
fn check(beside: &Engine, dialect: &'static dyn Dialect, is_there: impl Fn(&Engine) -> bool) {
    let use_it = |scratch: &ScratchDatabase| {
        let mut connection = scratch.engine().connect().expect("it is there");
        connection
            .query("CREATE TABLE t (x INTEGER)")
            .expect("it is empty");
        connection
            .query("INSERT INTO t VALUES (1)")
            .expect("there is a table");
    };
    let scratch = ScratchDatabase::create(beside, dialect).expect("it is made");
    use_it(&scratch);
    let other = ScratchDatabase::create(beside, dialect).expect("there may be several");
    use_it(&other);
    let engines = [scratch.engine().clone(), other.engine().clone()];
    assert!(engines.iter().all(&is_there));
    let open = engines[0].connect().expect("it is there");
    drop(scratch);
    drop(open);
    assert!(!is_there(&engines[0]));
    let panicked = std::thread::scope(|scope| {
        scope
            .spawn(move || {
                let _dropped = other;
                panic!("on purpose");
            })
            .join()
    });
    assert!(panicked.is_err());
    assert!(!is_there(&engines[1]));
}

fn count(connection: &mut dyn Connection, query: &str) -> usize {
    connection
        .query_text(query)
        .expect("it can be asked")
        .rows
        .len()
}

fn name(engine: &Engine) -> String {
    let name = engine.url().database.clone().expect("it has a name");
    assert!(name.starts_with(SCRATCH_PREFIX), "{name}");
    name
}

#[test]
fn on_postgresql() {
    let database = TestDatabase::create();
    check(database.engine(), dialect("postgresql"), |scratch| {
        let query = format!(
            "SELECT 1 FROM pg_database WHERE datname = '{}'",
            name(scratch)
        );
        count(database.connect().as_mut(), &query) > 0
    });
}

#[test]
fn on_mariadb() {
    let database = MysqlDatabase::create();
    check(database.engine(), dialect("mysql"), |scratch| {
        let query = format!("SHOW DATABASES LIKE '{}'", name(scratch));
        count(database.connect().as_mut(), &query) > 0
    });
}

#[test]
fn in_a_file() {
    let url = Url::parse("sqlite:///app.db?timeout=1").expect("a URL");
    let beside = Engine::new(url, &[], &Environment::default()).expect("an engine");
    check(&beside, dialect("sqlite"), |scratch| {
        scratch.file().expect("it is a file").is_file()
    });
}
