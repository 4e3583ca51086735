//! What scripts do with the results of their statements.

use std::path::Path;

use limbeck_database::{DatabaseError, ResultSet, Value};
use limbeck_dialects::{Dialect, SchemaTranslateMap};
use limbeck_python::{Interpreter, PythonError, Settings, compile};
use limbeck_schema::{Operation, operation::SqlStatement};
use limbeck_scripts::{
    OperationSink, Origin, SinkError, TransactionControl, python::ScriptHandler,
};

/// Returns two rows for everything, none where the statement says `nothing`, and fails where it
/// says `refused`.
struct Sink;

impl OperationSink for Sink {
    fn dialect(&self) -> &'static dyn Dialect {
        limbeck_dialects::dialect("postgresql").expect("there is PostgreSQL")
    }

    fn is_offline(&self) -> bool {
        false
    }

    fn push(&mut self, _: Operation, _: &Origin) -> Result<(), SinkError> {
        Ok(())
    }

    fn query(&mut self, statement: SqlStatement, _: &Origin) -> Result<ResultSet, SinkError> {
        let statement = format!("{statement:?}");
        if statement.contains("refused") {
            return Err(SinkError::Database {
                error: DatabaseError::Statement {
                    message: "duplicate key value".to_owned(),
                    code: Some("23505".to_owned()),
                    detail: Some("Key (id)=(1) already exists.".to_owned()),
                    hint: None,
                    position: None,
                },
                statement: "INSERT refused".to_owned(),
            });
        }
        if statement.contains("UPDATE") {
            return Ok(ResultSet {
                row_count: Some(3),
                ..ResultSet::default()
            });
        }
        let row = |id, name: &str, price: &str| {
            vec![
                Value::Integer(id),
                Value::Text(name.to_owned()),
                Value::Decimal(price.to_owned()),
            ]
        };
        Ok(ResultSet {
            columns: vec!["id".to_owned(), "name".to_owned(), "price".to_owned()],
            rows: if statement.contains("nothing") {
                Vec::new()
            } else {
                vec![row(1, "one", "1.50"), row(2, "two", "2.25")]
            },
            row_count: Some(2),
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

fn run(body: &str) -> Result<(), PythonError> {
    let indented: String = body.lines().map(|line| format!("    {line}\n")).collect();
    let source = format!(
        "import sqlalchemy as sa\nimport enum\nfrom sqlalchemy.dialects import mysql\n\
         from sqlalchemy.engine import Connection, create_engine\n\n\n\
         class Number(enum.Enum):\n    one = 1\n    two = 2\n\n\n\
         t = sa.table('t', sa.column('id', sa.Integer), sa.column('name', sa.Enum(Number)),\n\
         \x20            sa.column('price', sa.Numeric(asdecimal=False)))\n\n\n\
         bind = Connection(create_engine('postgresql://'), 0)\n\n\n\
         def rows(text='SELECT'):\n    return bind.execute(sa.text(text))\n\n\n\
         def priced(type_):\n    price = sa.column('price', type_)\n\
         \x20   return bind.execute(sa.select(t.c.id, t.c.name, price)).first().price\n\n\n\
         def upgrade():\n{indented}"
    );
    let mut sink = Sink;
    let handler = ScriptHandler::new(&mut sink, None);
    let interpreter = Interpreter::new(Settings::default());
    let script = compile(Path::new("versions/a.py"), &source)?;
    let module = interpreter.load_script(script, &handler)?;
    interpreter.call_function(&module, "upgrade", &handler)?;
    Ok(())
}

/// The expressions that come to the same value, one a line: `expression == expected`.
#[track_caller]
fn check(lines: &str) {
    let body: String = lines
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| format!("assert {line}, {line:?}\n"))
        .collect();
    if let Err(error) = run(&body) {
        panic!("{error}");
    }
}

#[track_caller]
fn check_error(expression: &str, class: &str, message: &str) {
    let error = run(expression).expect_err(expression);
    assert_eq!(error.class, class, "{expression}: {error}");
    assert!(error.message.contains(message), "{expression}: {error}");
}

#[test]
fn rows_are_fetched_in_every_way() {
    check(
        "[row.id for row in rows()] == [1, 2]
        rows().scalars().all() == [1, 2]
        rows().scalars('name').all() == ['one', 'two']
        rows().scalar() == 1
        rows().first() == (1, 'one', rows().first().price)
        rows('nothing').first() is None
        rows('nothing').scalar() is None
        rows('nothing').one_or_none() is None
        rows().fetchmany(1)[0].name == 'one'
        len(rows().fetchall()) == 2
        [len(part) for part in rows().partitions(1)] == [1, 1]
        [m['name'] for m in rows().mappings()] == ['one', 'two']
        rows().columns('name', 0).all() == [('one', 1), ('two', 2)]
        rows().keys() == ['id', 'name', 'price']
        rows().rowcount == 2 and rows('UPDATE').rowcount == 3
        rows().returns_rows and not rows('UPDATE').returns_rows
        dict((row.id, row.name) for row in rows()) == {1: 'one', 2: 'two'}",
    );
    check_error(
        "rows().one()",
        "sqlalchemy.exc.MultipleResultsFound",
        "Multiple rows were found when exactly one was required",
    );
    check_error(
        "rows('nothing').one()",
        "sqlalchemy.exc.NoResultFound",
        "No row was found when one was required",
    );
    check_error(
        "rows('UPDATE').fetchall()",
        "sqlalchemy.exc.ResourceClosedError",
        "This result object does not return rows.",
    );
}

#[test]
fn a_row_is_a_tuple_with_names() {
    check(
        "rows().first()[1] == rows().first().name == rows().first()._mapping['name'] == 'one'
        rows().first()[:2] == (1, 'one') and len(rows().first()) == 3
        [value for value in rows().first()][0] == 1
        rows().first()._fields == ('id', 'name', 'price')
        rows().first()._asdict()['id'] == 1
        '%s' % rows().first() == str(rows().first())
        rows().first() == rows().first() and rows().first() != rows().all()[1]
        sorted(rows().all(), reverse=True)[0].id == 2
        hash(rows().first()) == hash(tuple(rows().first()))
        'one' in rows().first() and rows().first().index('one') == 1
        'name' in rows().first()._mapping and rows().first()._mapping.get('x', 5) == 5
        dict(**rows().first()._mapping)['name'] == 'one'",
    );
    check_error(
        "rows().first().nosuch",
        "AttributeError",
        "Could not locate column in row for column 'nosuch'",
    );
    check_error(
        "rows().first()._mapping['nosuch']",
        "sqlalchemy.exc.NoSuchColumnError",
        "Could not locate column in row for column 'nosuch'",
    );
    check_error("rows().first().id = 5", "AttributeError", "can't set");
}

#[test]
fn values_are_of_the_types_of_the_columns() {
    check(
        "bind.execute(sa.select(t)).first() == (1, Number.one, 1.5)
        type(bind.execute(sa.select(t)).first().price) is float
        bind.execute(sa.select(t)).first()._mapping[t.c.name] is Number.one
        bind.scalars(sa.select(t)).all() == [1, 2]
        str(priced(mysql.DOUBLE())) == '1.5000000000'
        str(priced(mysql.REAL(10, 3))) == '1.500'
        str(priced(mysql.DOUBLE(decimal_return_scale=2))) == '1.50'
        priced(mysql.DOUBLE(asdecimal=False)) == 1.5 and priced(sa.Float) == 1.5",
    );
}

#[test]
fn errors_tell_what_the_driver_said() {
    run("try:
    rows('refused')
except sa.exc.IntegrityError as error:
    assert isinstance(error, sa.exc.DBAPIError)
    assert type(error.orig).__name__ == 'UniqueViolation', error.orig
    assert error.orig.pgcode == '23505'
    assert error.statement == 'INSERT refused'
    assert str(error).startswith('(psycopg2.errors.UniqueViolation) duplicate key value')
    assert 'DETAIL:  Key (id)=(1) already exists.' in str(error)
else:
    raise AssertionError()")
    .unwrap();
}

#[test]
fn what_cannot_be_executed_is_named() {
    check_error(
        "bind.execute(5)",
        "sqlalchemy.exc.ObjectNotExecutableError",
        "Not an executable object: 5",
    );
    check_error(
        "bind.exec_driver_sql('SELECT 1', [1])",
        "sqlalchemy.exc.ArgumentError",
        "List argument must consist only of tuples or dictionaries",
    );
    check_error("sa.select(t.c.id).nosuch()", "AttributeError", "nosuch");
}
