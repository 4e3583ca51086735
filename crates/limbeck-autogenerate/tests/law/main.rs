//! The law of the mode `full`, on real databases: what was generated leaves nothing to generate, and what leads back
//! restores everything.

mod mariadb;
mod postgresql;

use std::cell::RefCell;

use limbeck_autogenerate::{
    CompareError, CompareOptions, Comparison, Coverage, Mode, NoHooks, Server, compare,
};
use limbeck_database::{Connection, DatabaseError};
use limbeck_dialects::{
    Compilation, CompileOptions, Dialect,
    inspection::{InspectedObjects, InspectionError, InspectionScope},
};
use limbeck_schema::{Schema, operation::Directive};
use limbeck_test_support::ServerDatabase;
use proptest::{
    prelude::*,
    test_runner::{Config, TestCaseError, TestRng, TestRunner},
};

/// Nothing is asked: both schemas are the server's.
struct NoServer;

impl Server for NoServer {
    fn holds(&mut self, _: &[String]) -> Result<Vec<Option<bool>>, CompareError> {
        panic!("the server was asked")
    }
}

/// A database and the dialect that it speaks.
struct Database<S: limbeck_test_support::Server> {
    server: ServerDatabase<S>,
    connection: Box<dyn Connection>,
    dialect: &'static dyn Dialect,
}

impl<S: limbeck_test_support::Server> Database<S> {
    fn new(dialect: &str) -> Self {
        let server = ServerDatabase::<S>::create();
        Self {
            connection: server.connect(),
            server,
            dialect: limbeck_dialects::dialect(dialect).expect("a dialect of that name"),
        }
    }

    /// Empties it, which is faster than another one.
    fn clear(&mut self, statements: &[&str]) {
        for sql in statements {
            let sql = sql.replace("{name}", self.server.name());
            if let Err(error) = self.connection.query(&sql) {
                panic!("{error}\n{sql}");
            }
        }
    }

    fn run(&mut self, statements: &[String]) -> Result<(), TestCaseError> {
        for sql in statements {
            if let Err(error) = self.connection.query(sql) {
                let before = statements.join(";\n");
                return Err(TestCaseError::fail(format!(
                    "{error}\n{sql}\n\namong:\n{before}"
                )));
            }
        }
        Ok(())
    }

    /// What it holds; where columns stand in their table does not count, because no statement moves them.
    fn inspect(&mut self) -> Schema {
        let scope = InspectionScope {
            objects: InspectedObjects::All,
            ..InspectionScope::default()
        };
        let connection = &mut self.connection;
        let inspection = self.dialect.inspect(&scope, |query| {
            let found: Result<_, DatabaseError> = connection.query(query);
            found.map_err(InspectionError::from)
        });
        let mut schema = inspection.expect("an inspection").schema;
        schema.default_schema = None;
        for table in &mut schema.tables {
            table
                .columns
                .sort_by(|one, other| one.name.cmp(&other.name));
        }
        schema
    }

    fn apply(&mut self, directives: &[Directive]) -> Result<(), TestCaseError> {
        let options = CompileOptions {
            server_version: Some(self.connection.server_version()),
            ..CompileOptions::default()
        };
        let mut compilation = Compilation::default();
        for operation in directives.iter().flat_map(Directive::operations) {
            self.dialect
                .compile(operation, &options, &mut compilation)
                .map_err(|error| TestCaseError::fail(format!("{error}\n{operation:#?}")))?;
        }
        let statements = compilation.take_statements().into_iter();
        let statements: Vec<String> = statements.map(|statement| statement.sql).collect();
        self.run(&statements)
    }

    fn compare(&self, from: &Schema, to: &Schema) -> Comparison {
        let options = CompareOptions {
            mode: Mode::Full(Coverage::Everything),
            ..CompareOptions::default()
        };
        let wanted = std::slice::from_ref(to);
        compare(
            self.dialect,
            from.clone(),
            wanted,
            &options,
            &mut NoHooks,
            &mut NoServer,
        )
        .expect("a comparison")
    }
}

fn assert_same(found: &Schema, expected: &Schema) -> Result<(), TestCaseError> {
    prop_assert_eq!(&found.enums, &expected.enums);
    prop_assert_eq!(&found.sequences, &expected.sequences);
    prop_assert_eq!(&found.objects, &expected.objects);
    let names = |schema: &Schema| -> Vec<String> {
        schema
            .tables
            .iter()
            .map(|table| table.name.to_string())
            .collect()
    };
    prop_assert_eq!(names(found), names(expected));
    for (found, expected) in found.tables.iter().zip(&expected.tables) {
        prop_assert_eq!(&found.constraints, &expected.constraints);
        prop_assert_eq!(&found.indexes, &expected.indexes);
        for (found, expected) in found.columns.iter().zip(&expected.columns) {
            prop_assert_eq!(found, expected);
        }
        prop_assert_eq!(found, expected);
    }
    prop_assert_eq!(found, expected);
    Ok(())
}

/// Fills two databases; the first one becomes the second, and itself again, then empty, and itself again.
fn check<S: limbeck_test_support::Server>(
    [database, second]: &mut [Database<S>; 2],
    one: &[String],
    other: &[String],
) -> Result<(), TestCaseError> {
    let empty = database.inspect();
    database.run(one)?;
    let before = database.inspect();
    second.run(other)?;
    let after = second.inspect();

    prop_assert!(database.compare(&before, &before).is_empty());
    let change = database.compare(&before, &after);
    prop_assert_eq!(&change.events, &[]);
    database.apply(&change.directives)?;
    assert_same(&database.inspect(), &after)?;
    database.apply(&change.downgrade().expect("a way back"))?;
    assert_same(&database.inspect(), &before)?;

    let removal = database.compare(&before, &empty);
    database.apply(&removal.directives)?;
    assert_same(&database.inspect(), &empty)?;
    database.apply(&removal.downgrade().expect("a way back"))?;
    assert_same(&database.inspect(), &before)
}

/// Pairs of generated databases: a few by default, as many as the environment asks for.
#[expect(clippy::disallowed_methods, reason = "tests have no command line")]
fn check_generated<S: limbeck_test_support::Server, M: std::fmt::Debug>(
    dialect: &str,
    clear: &[&str],
    models: impl Strategy<Value = M>,
    statements: impl Fn(&M) -> Vec<String>,
) {
    let cases = std::env::var("LIMBECK_TEST_LAW_CASES").ok();
    let cases: Option<u32> = cases.and_then(|cases| cases.parse().ok());
    let config = Config {
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::with_cases(cases.unwrap_or(5))
    };
    // Whoever asks for many wants others each time; the few are always the same.
    let mut runner = match cases {
        Some(_) => TestRunner::new(config),
        None => {
            let rng = TestRng::deterministic_rng(config.rng_algorithm);
            TestRunner::new_with_rng(config, rng)
        }
    };
    let pairs = (&models, &models);
    let databases = RefCell::new([(); 2].map(|()| Database::<S>::new(dialect)));
    let result = runner.run(&pairs, |(one, other)| {
        let mut databases = databases.borrow_mut();
        databases
            .iter_mut()
            .for_each(|database| database.clear(clear));
        check(&mut databases, &statements(&one), &statements(&other))
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}
