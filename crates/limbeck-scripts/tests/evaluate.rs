//! Scripts become operations: what the stand-ins send, lowered and pushed to a sink.

use std::path::Path;

use limbeck_database::{DatabaseError, ResultSet, Value};
use limbeck_dialects::{DIALECTS, Dialect, SchemaTranslateMap};
use limbeck_python::{Interpreter, PythonError, Settings, compile};
use limbeck_schema::{
    Constraint, ConstraintName, Operation, ServerDefault, Setting, SqlType,
    operation::{Recreate, SqlStatement},
};
use limbeck_scripts::{
    OperationSink, Origin, SinkError, TransactionControl, python::ScriptHandler,
};

/// Keeps what it gets. A query returns one row; a statement with `refused` in it fails.
#[derive(Default)]
struct Sink {
    operations: Vec<(Operation, Origin)>,
    queries: Vec<SqlStatement>,
}

impl OperationSink for Sink {
    fn dialect(&self) -> &'static dyn Dialect {
        DIALECTS[0]
    }

    fn is_offline(&self) -> bool {
        false
    }

    fn push(&mut self, operation: Operation, origin: &Origin) -> Result<(), SinkError> {
        self.operations.push((operation, origin.clone()));
        Ok(())
    }

    fn query(&mut self, statement: SqlStatement, _: &Origin) -> Result<ResultSet, SinkError> {
        if format!("{statement:?}").contains("refused") {
            return Err(SinkError::Database {
                error: DatabaseError::Statement {
                    message: "duplicate key".to_owned(),
                    code: Some("23505".to_owned()),
                    detail: None,
                    hint: None,
                    position: None,
                },
                statement: "refused".to_owned(),
            });
        }
        self.queries.push(statement);
        Ok(ResultSet {
            columns: vec!["id".to_owned(), "name".to_owned()],
            rows: vec![vec![Value::Integer(7), Value::Text("a".to_owned())]],
            row_count: Some(1),
            last_insert_id: None,
        })
    }

    fn translate_schemas(&mut self, _: SchemaTranslateMap) -> SchemaTranslateMap {
        SchemaTranslateMap::default()
    }

    fn transaction(&mut self, _: TransactionControl) -> Result<(), SinkError> {
        Ok(())
    }
}

/// Runs the body of `upgrade()`. `bind` is a connection, as `op.get_bind()` gives one.
fn run(body: &str) -> Result<Sink, PythonError> {
    let indented: String = body.lines().map(|line| format!("    {line}\n")).collect();
    let source = format!(
        "from alembic import op\nimport sqlalchemy as sa\n\
         from sqlalchemy.engine import Connection, create_engine\n\n\ndef upgrade():\n{indented}"
    );
    let mut sink = Sink::default();
    {
        let handler = ScriptHandler::new(&mut sink, None);
        let interpreter = Interpreter::new(Settings::default());
        let script = compile(Path::new("versions/a.py"), &source)?;
        let module = interpreter.load_script(script, &handler)?;
        interpreter.call_function(&module, "upgrade", &handler)?;
    }
    Ok(sink)
}

/// The only operation of a body.
fn operation(body: &str) -> Operation {
    let mut sink = run(body).expect(body);
    assert_eq!(sink.operations.len(), 1, "{body}");
    sink.operations.remove(0).0
}

fn check_error(body: &str, class: &str, message: &str) {
    let error = run(body).err().unwrap_or_else(|| panic!("{body} succeeds"));
    assert_eq!(error.class, class, "{body}: {error}");
    assert!(error.message.contains(message), "{body}: {error}");
}

#[test]
fn tables_arrive_with_all_their_parts() {
    let Operation::CreateTable(create) = operation(
        "op.create_table('t', sa.Column('id', sa.Integer(), primary_key=True),
    sa.Column('p', sa.String(20), sa.ForeignKey('s.parent.id', ondelete='CASCADE'), server_default='x'),
    sa.UniqueConstraint('p', name=op.f('uq')), schema='app', comment='c')",
    ) else {
        panic!("a table");
    };
    let table = create.table;
    assert_eq!(table.name.to_string(), "app.t");
    assert_eq!(table.comment.as_deref(), Some("c"));
    assert!(table.columns[0].primary_key && !table.columns[0].nullable);
    let column = &table.columns[1];
    assert_eq!(
        column.server_default,
        Some(ServerDefault::Literal("x".to_owned()))
    );
    let key = &column.foreign_keys[0];
    assert_eq!(key.referred_table.to_string(), "s.parent");
    assert_eq!(key.ondelete.as_deref(), Some("CASCADE"));
    let [Constraint::Unique(unique)] = table.constraints.as_slice() else {
        panic!("one constraint: {:?}", table.constraints);
    };
    assert_eq!(unique.name, ConstraintName::Final("uq".into()));
}

#[test]
fn false_keeps_and_none_removes() {
    let alter = |body| match operation(body) {
        Operation::AlterColumn(alter) => *alter,
        other => panic!("{other:?}"),
    };
    let kept = alter("op.alter_column('t', 'c', nullable=False, type_=sa.BigInteger)");
    assert!(kept.server_default.is_keep() && kept.comment.is_keep());
    assert_eq!(kept.nullable, Some(false));
    assert_eq!(kept.data_type, Some(SqlType::BigInteger));
    let removed = alter("op.alter_column('t', 'c', server_default=None, comment=None)");
    assert_eq!(removed.server_default, Setting::Unset);
    assert_eq!(removed.comment, Setting::Unset);
}

#[test]
fn a_batch_is_one_operation() {
    let Operation::BatchAlterTable(batch) = operation(
        "with op.batch_alter_table('t', recreate='never') as batch_op:
    batch_op.add_column(sa.Column('a', sa.Integer()))
    batch_op.drop_column('b')",
    ) else {
        panic!("a batch");
    };
    assert_eq!(
        (batch.recreate, batch.operations.len()),
        (Recreate::Never, 2)
    );
    let failing = "try:
    with op.batch_alter_table('t') as batch_op:
        batch_op.drop_column('a')
        raise ValueError()
except ValueError:
    pass";
    assert!(run(failing).expect("caught").operations.is_empty());
}

#[test]
fn operations_know_their_line() {
    let sink = run("op.execute('SELECT 1')\nop.drop_table('t')").expect("runs");
    let lines: Vec<_> = sink
        .operations
        .iter()
        .map(|(_, origin)| origin.line)
        .collect();
    assert_eq!(lines, [Some(7), Some(8)]);
    let path = sink.operations[0].1.path.as_deref();
    assert!(path.is_some_and(|path| path.ends_with("versions/a.py")));
}

const BIND: &str = "bind = Connection(create_engine('sqlite://'), 0)\n";

#[test]
fn rows_come_back() {
    let body = format!(
        "{BIND}row = bind.execute(sa.text('SELECT 1')).first()
assert (row.id, row[1]) == (7, 'a'), row"
    );
    assert_eq!(run(&body).expect("a row").queries.len(), 1);
}

#[test]
fn scripts_catch_what_the_database_refuses() {
    let caught = format!(
        "{BIND}try:
    bind.execute(sa.text('refused'))
except sa.exc.IntegrityError as error:
    assert 'duplicate key' in str(error)
else:
    assert False"
    );
    run(&caught).expect("caught");
    check_error(
        &format!("{BIND}bind.execute(sa.text('refused'))"),
        "sqlalchemy.exc.IntegrityError",
        "duplicate key",
    );
}

#[test]
fn what_makes_no_sense_is_said() {
    check_error("op.add_column('t', 'c')", "TypeError", "Column");
    check_error("op.add_column('t')", "TypeError", "column");
    check_error(
        "op.drop_constraint('c', 't', type_='banana')",
        "TypeError",
        "'type' can be one of",
    );
    check_error(
        "op.create_table('t', sa.Column('a', sa.Integer()), x=1)",
        "TypeError",
        "dialectname",
    );
    check_error(
        "op.no_such_directive()",
        "AttributeError",
        "no_such_directive",
    );
    check_error("sa.NoSuchType()", "AttributeError", "NoSuchType");
}

#[test]
fn columns_are_not_named_twice() {
    let refused = |body, table| {
        check_error(
            body,
            "sqlalchemy.exc.DuplicateColumnError",
            &format!("A column with name 'a' is already present in table '{table}'."),
        );
    };
    refused("op.create_index('i', 't', ['a', 'b', 'a'])", "t");
    refused("op.create_index('i', 't', ['a', sa.text('a')])", "t");
    refused(
        "op.create_unique_constraint('u', 't', ['a', 'a'], schema='s')",
        "t",
    );
    refused("op.create_primary_key('p', 't', ['a', 'a'])", "t");
    refused(
        "op.create_foreign_key('f', 't', 'o', ['x', 'y'], ['a', 'a'])",
        "o",
    );
    refused(
        "with op.batch_alter_table('t') as batch:\n    batch.create_index('i', ['a', 'a'])",
        "t",
    );
    for body in [
        "op.create_index('i', 't', ['a', sa.func.lower(sa.column('a')), 'A'])",
        "op.create_foreign_key('f', 't', 'o', ['a', 'a'], ['x', 'y'])",
        "op.create_foreign_key('f', 't', 't', ['x', 'y'], ['a', 'a'])",
    ] {
        operation(body);
    }
}

#[test]
fn what_a_batch_executes_comes_before_it() {
    let sink = run("with op.batch_alter_table('t') as batch:
    batch.drop_column('a')
    batch.execute('UPDATE t SET b = a')
    batch.drop_column('c')")
    .expect("it runs");
    let [(first, _), (second, _)] = sink.operations.as_slice() else {
        panic!("{:?}", sink.operations);
    };
    assert!(matches!(first, Operation::Execute(_)), "{first:?}");
    assert!(
        matches!(second, Operation::BatchAlterTable(batch) if batch.operations.len() == 2),
        "{second:?}"
    );
}
