//! The text of CREATE TABLE that SQLite keeps: a batch that changes nothing either refuses a table that SQLite
//! takes, or leaves a copy that SQLite describes in the same words.
#![no_main]

use libfuzzer_sys::fuzz_target;
use limbeck_database::{Connection, Engine, Environment, ResultSet};
use limbeck_dialects::batch::Next;
use limbeck_dialects::{Compilation, CompileOptions};
use limbeck_schema::QualifiedName;
use limbeck_schema::operation::{BatchAlterTable, Recreate};

fuzz_target!(|definition: &str| {
    // One statement, so that nothing is attached or written elsewhere.
    if definition.contains([';', '\0']) {
        return;
    }
    let url = "sqlite://".parse().expect("a URL");
    let engine = Engine::new(url, &[], &Environment::default()).expect("a database in memory");
    let mut connection = engine.connect().expect("a database in memory");
    let connection = connection.as_mut();
    if connection.execute_batch(&[&format!("CREATE TABLE t ({definition})")]).is_err() {
        return;
    }
    let before = described(connection);
    let Some(statements) = copied(connection) else { return };
    let texts: Vec<&str> = statements.iter().map(String::as_str).collect();
    // A session undoes a copy that fails.
    if connection.execute_batch(&texts).is_err() {
        return;
    }
    assert_eq!(described(connection), before, "{definition}: {statements:?}");
});

/// The statements of a batch that changes nothing; none if limbeck refuses the table or warns of it.
fn copied(connection: &mut dyn Connection) -> Option<Vec<String>> {
    let dialect = limbeck_dialects::dialect("sqlite").expect("it is known");
    let options = CompileOptions::default();
    let batch = BatchAlterTable {
        table: QualifiedName::new("t"),
        operations: Vec::new(),
        recreate: Recreate::Always,
        copy_from: None,
        reflection: Default::default(),
        table_args: Default::default(),
        table_options: Default::default(),
        naming_convention: None,
        partial_reordering: Vec::new(),
    };
    let queries = dialect.rebuild_queries(&batch, &options).ok()??;
    let answers: Vec<ResultSet> =
        queries.iter().map(|query| connection.query(query).expect("a query of the catalog")).collect();
    let mut compilation = Compilation::default();
    let next = dialect.rebuild_table(&batch, &answers, &options, &mut compilation).ok()?;
    // What is not kept is told.
    if !compilation.warnings.is_empty() {
        return None;
    }
    match next {
        Next::Rebuild(rebuild) => Some(rebuild.statements.into_iter().map(|statement| statement.sql).collect()),
        Next::RenameFirst(_) => None,
    }
}

/// What SQLite says of the table; the columns that a foreign key refers to may be named in the copy.
fn described(connection: &mut dyn Connection) -> Vec<ResultSet> {
    [
        "SELECT * FROM pragma_table_xinfo('t')",
        "SELECT \"table\", seq, \"from\", on_update, on_delete FROM pragma_foreign_key_list('t') ORDER BY id",
    ]
    .iter()
    .map(|query| connection.query(query).expect("a pragma"))
    .collect()
}
