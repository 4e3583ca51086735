//! The two evaluators agree: what is read from the syntax of a straight-line script is what the
//! interpreter makes of it.

use std::path::Path;

use limbeck_database::ResultSet;
use limbeck_dialects::{DIALECTS, Dialect, SchemaTranslateMap};
use limbeck_python::{Interpreter, Settings, compile};
use limbeck_schema::{Operation, operation::SqlStatement};
use limbeck_scripts::python::{ScriptHandler, straight_line};
use limbeck_scripts::{OperationSink, Origin, SinkError, TransactionControl};
use proptest::prelude::*;

/// Keeps the operations, with the lines of their calls.
struct Sink {
    dialect: &'static dyn Dialect,
    operations: Vec<(Operation, Option<usize>)>,
}

impl OperationSink for Sink {
    fn dialect(&self) -> &'static dyn Dialect {
        self.dialect
    }

    fn is_offline(&self) -> bool {
        true
    }

    fn push(&mut self, operation: Operation, origin: &Origin) -> Result<(), SinkError> {
        self.operations.push((operation, origin.line));
        Ok(())
    }

    fn query(&mut self, statement: SqlStatement, _: &Origin) -> Result<ResultSet, SinkError> {
        panic!("a straight-line script asked for {statement:?}");
    }

    fn translate_schemas(&mut self, _: SchemaTranslateMap) -> SchemaTranslateMap {
        SchemaTranslateMap::default()
    }

    fn transaction(&mut self, _: TransactionControl) -> Result<(), SinkError> {
        panic!("a straight-line script took to transactions");
    }
}

/// A script whose `upgrade()` has that body.
fn script(body: &str) -> String {
    let indented: String = body.lines().map(|line| format!("    {line}\n")).collect();
    format!(
        "\"\"\"a message\"\"\"\n\
         from typing import Sequence, Union\n\n\
         from alembic import op\nimport sqlalchemy as sa\n\
         from sqlalchemy.dialects import postgresql, sqlite\n\n\
         revision: str = \"a\"\ndown_revision: Union[str, Sequence[str], None] = None\n\n\n\
         def upgrade() -> None:\n{indented}\n\n\ndef downgrade() -> None:\n    pass\n"
    )
}

/// What the interpreter makes of a script on a dialect.
fn interpreted(
    interpreter: &Interpreter,
    source: &str,
    dialect: &'static dyn Dialect,
) -> Vec<(Operation, Option<usize>)> {
    let mut sink = Sink {
        dialect,
        operations: Vec::new(),
    };
    {
        let handler = ScriptHandler::new(&mut sink, None);
        // Without env.py there is nothing to ask for a connection.
        let source = source
            .replace("op.get_bind()", "Connection(create_engine('sqlite://'), 0)")
            .replace(
                "as sa\n",
                "as sa; from sqlalchemy.engine import Connection, create_engine\n",
            );
        let code = compile(Path::new("versions/a.py"), &source).expect("Python");
        let module = interpreter.load_script(code, &handler).expect("loads");
        interpreter
            .call_function(&module, "upgrade", &handler)
            .unwrap_or_else(|error| panic!("{source}\n{}", error.to_diagnostic().message));
        interpreter.unload(module);
    }
    sink.operations
}

/// Operations as text, without the numbers that tell one object from another.
fn shown(operations: &[(Operation, Option<usize>)]) -> String {
    let text = format!("{operations:#?}");
    let told_apart = |line: &&str| line.trim_start().starts_with("id: ");
    let lines = text.lines().filter(|line| !told_apart(line));
    lines.map(|line| format!("{line}\n")).collect()
}

/// Whether a script is a straight line; if it is, both evaluators must agree.
fn agrees(interpreter: &Interpreter, source: &str) -> bool {
    let mut straight = false;
    for dialect in DIALECTS.iter().copied() {
        let Some(read) = straight_line(source, "upgrade", dialect.name()) else {
            continue;
        };
        straight = true;
        let read: Vec<_> = read
            .operations
            .into_iter()
            .map(|located| (located.operation, Some(located.line)))
            .collect();
        let run = interpreted(interpreter, source, dialect);
        assert_eq!(shown(&read), shown(&run), "{source}");
    }
    straight
}

#[track_caller]
fn check(body: &str, expected: bool) {
    let interpreter = Interpreter::new(Settings::default());
    let source = script(body);
    assert_eq!(agrees(&interpreter, &source), expected, "{body}");
}

#[test]
fn tables() {
    check(
        "op.create_table('users',\n    sa.Column('id', sa.Integer(), nullable=False),\n    \
         sa.Column('name', sa.String(length=50), server_default='x', index=True),\n    \
         sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()')),\n    \
         sa.Column('kind', sa.Enum('a', 'bcd', name='kind'), nullable=True, default='a'),\n    \
         sa.Column('org', sa.Integer(), sa.ForeignKey('s.orgs.id', ondelete='CASCADE')),\n    \
         sa.PrimaryKeyConstraint('id', name=op.f('pk_users')),\n    \
         sa.UniqueConstraint('name', deferrable=True, initially='DEFERRED'),\n    \
         sa.ForeignKeyConstraint(['org'], ['orgs.id'], use_alter=True),\n    \
         sa.CheckConstraint('id > 0', name='positive'),\n    schema='app', comment='People')",
        true,
    );
    check(
        "op.create_table('t', sa.Column('id', sa.BigInteger, sa.Identity(always=True, start=3)))",
        true,
    );
    check(
        "op.create_table('t', sa.Column('a', sa.Text), sa.Column('b', sa.Text, sa.Computed('a', persisted=True)))",
        true,
    );
    check(
        "op.drop_table('users', schema='app', if_exists=True)\nop.rename_table('a', 'b')",
        true,
    );
    check(
        "op.create_table_comment('t', 'x', existing_comment=None)\nop.drop_table_comment('t')",
        true,
    );
}

#[test]
fn columns() {
    check(
        "op.add_column('t', sa.Column('a', postgresql.JSONB(astext_type=sa.Text()), nullable=True))",
        true,
    );
    check(
        "op.add_column('t', sa.Column('a', postgresql.ARRAY(sa.String()), server_default='{}'))",
        true,
    );
    check(
        "op.add_column('t', sa.Column('a', sa.UUID(), server_default=sa.func.gen_random_uuid()), schema='s')",
        true,
    );
    check(
        "op.add_column('t', sa.Column('a', sa.Boolean(), server_default=sa.false()))",
        true,
    );
    check("op.drop_column('t', 'a', if_exists=True)", true);
    check(
        "op.alter_column('t', 'a', existing_type=sa.VARCHAR(), type_=sa.Text(), nullable=False,\n    \
         existing_server_default=sa.text('1'), server_default=None, comment='c',\n    \
         postgresql_using='a::text')",
        true,
    );
    check(
        "op.add_column('t', sa.Column('a', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')))",
        true,
    );
}

#[test]
fn indexes_and_constraints() {
    check(
        "op.create_index(op.f('ix_t_a'), 't', ['a', sa.text('lower(b)')], unique=True, postgresql_where=sa.text('a > 0'), postgresql_using='gin', postgresql_ops={'a': 'x'})",
        true,
    );
    check(
        "op.drop_index(op.f('ix_t_a'), table_name='t', postgresql_concurrently=True)",
        true,
    );
    check(
        "op.create_unique_constraint(None, 't', ['a', 'b'])\nop.create_primary_key('pk', 't', ['a'])",
        true,
    );
    check(
        "op.create_foreign_key('fk', 't', 'u', ['a.b'], ['c.d'], source_schema='s', referent_schema='r', ondelete='SET NULL')",
        true,
    );
    check(
        "op.create_check_constraint('ck', 't', 'a > 0')\nop.drop_constraint('ck', 't', type_='check')",
        true,
    );
}

#[test]
fn statements_names_and_types() {
    check(
        "op.execute('select 1')\nop.execute(sa.text(\"select ':x'\"))\nop.execute('a ' 'b' + 'c')",
        true,
    );
    check(
        "kind = sa.Enum('a', 'b', name='kind')\nkind.create(op.get_bind(), checkfirst=True)\nop.add_column('t', sa.Column('k', kind))",
        true,
    );
    check(
        "bind = op.get_bind()\npostgresql.ENUM('a', name='kind').drop(bind)",
        true,
    );
    check("\"\"\"A docstring.\"\"\"\n# a comment\npass", true);
}

#[test]
fn batches() {
    check(
        "with op.batch_alter_table('t', schema='s') as batch_op:\n    \
         batch_op.add_column(sa.Column('a', sa.Integer()))\n    \
         batch_op.alter_column('b', nullable=True, existing_type=sa.Integer())\n    \
         batch_op.create_index('ix', ['a'], unique=False)\n    \
         batch_op.drop_index(batch_op.f('ix2'))\n    \
         batch_op.create_foreign_key('fk', 'u', ['a'], ['id'])\n    \
         batch_op.drop_constraint('uq', type_='unique')\n    \
         batch_op.create_unique_constraint('uq', ['a'])\n    \
         batch_op.drop_column('c')",
        true,
    );
}

#[test]
fn what_has_to_be_run_is_run() {
    for body in [
        "if True:\n    op.drop_table('t')",
        "for name in ['a']:\n    op.drop_table(name)",
        "op.execute(f'drop table {revision}')",
        "op.get_bind().execute(sa.text('select 1'))",
        "table = op.create_table('t')",
        "op.bulk_insert(sa.table('t'), [])",
        "op.execute(sa.select(1))",
        "op.create_table('t', sa.Column('a', sa.Integer(), default=print))",
        "return",
        "revision = 'b'\nop.execute(revision)",
    ] {
        let source = script(body);
        assert!(
            straight_line(&source, "upgrade", DIALECTS[0].name()).is_none(),
            "{body}"
        );
    }
}

#[test]
fn what_a_stand_in_objects_to_is_left_to_it() {
    for body in [
        "op.create_table('t', sa.Column('a', sa.Integer()), sa.Column('a', sa.Integer()))",
        "op.create_table('t', sa.PrimaryKeyConstraint('nowhere'))",
        "op.drop_table('t', nonsense=1)",
        "op.create_index('ix', 't', 'a')",
        "op.create_index('ix', 't', ['a'], postgresql_nonsense=1)",
        "op.drop_constraint('c', 't', type_='nonsense')",
        "op.create_foreign_key('f', 't', 'u', ['a', 'b'], ['c'])",
        "op.add_column('t', 'a')",
        "op.drop_column()",
        "op.drop_column('t', 'a', column_name='a')",
        "op.drop_column(*['t', 'a'])",
        "sa.Integer().create(op.get_bind())",
    ] {
        let source = script(body);
        assert!(
            straight_line(&source, "upgrade", DIALECTS[0].name()).is_none(),
            "{body}"
        );
    }
}

#[test]
fn a_module_that_does_something_is_run() {
    let plain = script("pass");
    assert!(straight_line(&plain, "upgrade", DIALECTS[0].name()).is_some());
    for extra in [
        "import app.models",
        "from app import op",
        "print('hello')",
        "x = compute()",
        "@decorated\ndef helper():\n    pass",
        "def upgrade():\n    pass",
        "class Kind:\n    pass",
        "x: Unknown = 1",
        "if True:\n    pass",
        "from sqlalchemy import Nonsense",
        "broken = = 1",
    ] {
        let source = format!("{plain}\n\n{extra}\n");
        assert!(
            straight_line(&source, "upgrade", DIALECTS[0].name()).is_none(),
            "{extra}"
        );
    }
    assert!(straight_line(&plain, "other", DIALECTS[0].name()).is_none());
    let argument = plain.replace("upgrade()", "upgrade(engine)");
    assert!(straight_line(&argument, "upgrade", DIALECTS[0].name()).is_none());
}

/// The recorded snippets, which nobody wrote for this evaluator.
#[test]
fn recorded_snippets() {
    let interpreter = Interpreter::new(Settings::default());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/sql");
    let (mut straight, mut all) = (0, 0);
    for entry in std::fs::read_dir(folder).expect("the recorded cases") {
        let text = std::fs::read_to_string(entry.expect("a file").path()).expect("text");
        let file: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        for case in file["cases"].as_array().expect("cases") {
            let snippet = case["input"]["snippet"].as_str().expect("a snippet");
            all += 1;
            straight += usize::from(agrees(&interpreter, &script(snippet)));
        }
    }
    assert!(
        straight * 2 > all,
        "only {straight} of {all} are straight lines"
    );
}

/// Column types as scripts write them.
fn a_type() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "sa.Integer",
        "sa.String(20)",
        "sa.Text()",
        "sa.Numeric(10, scale=2)",
        "sa.Float(53)",
        "sa.Boolean(create_constraint=True, name='b')",
        "sa.DateTime()",
        "sa.Enum('x', 'y', name='e', native_enum=False, length=9)",
        "sa.LargeBinary()",
        "sa.Interval()",
        "sa.Uuid(as_uuid=False)",
        "postgresql.UUID(as_uuid=True)",
        "postgresql.TIMESTAMP(timezone=True, precision=3)",
        "postgresql.BIT(4, varying=True)",
        "postgresql.ARRAY(postgresql.ENUM('x', name='f', create_type=False), dimensions=2)",
        "sqlite.JSON()",
    ])
}

/// Keywords of a column, each given or not.
fn column_keywords() -> impl Strategy<Value = String> {
    let keywords = vec![
        "nullable=False",
        "unique=True",
        "index=True",
        "comment='c'",
        "server_default=sa.text('1')",
        "autoincrement=False",
        "default=5",
    ];
    prop::sample::subsequence(keywords, 0..7).prop_map(|given| {
        given
            .iter()
            .fold(String::new(), |text, keyword| text + ", " + keyword)
    })
}

fn a_column() -> impl Strategy<Value = String> {
    (a_type(), column_keywords())
        .prop_map(|(data_type, keywords)| format!("sa.Column('NAME', {data_type}{keywords})"))
}

fn a_call() -> impl Strategy<Value = String> {
    let table = prop::collection::vec(a_column(), 1..4).prop_map(|columns| {
        let columns = columns.iter().enumerate();
        let columns: Vec<_> = columns
            .map(|(at, column)| column.replace("NAME", &format!("c{at}")))
            .collect();
        format!(
            "op.create_table('t', {}, sa.PrimaryKeyConstraint('c0'))",
            columns.join(", ")
        )
    });
    let column = (a_column(), any::<bool>()).prop_map(|(column, exists)| {
        let exists = if exists { ", if_not_exists=True" } else { "" };
        format!(
            "op.add_column('t', {}{exists})",
            column.replace("NAME", "c")
        )
    });
    let altered = (a_type(), a_type()).prop_map(|(before, after)| {
        format!("op.alter_column('t', 'c', type_={after}, existing_type={before}, nullable=True)")
    });
    prop_oneof![table, column, altered]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn generated_calls(calls in prop::collection::vec(a_call(), 1..4)) {
        thread_local! {
            static INTERPRETER: Interpreter = Interpreter::new(Settings::default());
        }
        let source = script(&calls.join("\n"));
        INTERPRETER.with(|interpreter| assert!(agrees(interpreter, &source), "{source}"));
    }
}
