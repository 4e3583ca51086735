//! What `process_revision_directives` sees of operations, and what it leaves of them.

mod common;

use limbeck_python::{Interpreter, Settings, Tree};
use limbeck_schema::operation::{AddColumn, AlterColumn, CreateTable, Directive, DropColumn};
use limbeck_schema::{
    Column, ConstraintName, CustomType, Literal, Operation, PrimaryKeyConstraint, QualifiedName,
    ServerDefault, Setting, SqlType, Table,
};
use limbeck_scripts::python::ScriptHandler;
use limbeck_scripts::python::directives::{entries, hold, left};
use limbeck_scripts::python::render::{RenderOptions, Style};

use common::Sink;

const MODULE: &str = "alembic.autogenerate._operations";

fn text(length: i64) -> SqlType {
    SqlType::String {
        length: Some(length),
        collation: None,
    }
}

fn directives() -> Vec<Directive> {
    let mut table = Table::new(QualifiedName::new("users"));
    let mut id = Column::new("id", SqlType::Integer);
    id.nullable = false;
    let mut money = Column::new(
        "balance",
        SqlType::Custom(CustomType {
            module: "app.types".to_owned(),
            representation: "Money(places=2)".to_owned(),
            implementation: Box::new(SqlType::Numeric {
                precision: Some(10),
                scale: Some(2),
            }),
        }),
    );
    money.server_default = Some(ServerDefault::Literal("0".to_owned()));
    money.info = vec![("x".to_owned(), Literal::Integer(1))];
    table.columns = vec![id, money];
    table.constraints = vec![limbeck_schema::Constraint::PrimaryKey(
        PrimaryKeyConstraint {
            name: ConstraintName::Final("pk_users".into()),
            columns: vec!["id".into()],
            ..PrimaryKeyConstraint::default()
        },
    )];
    let posts = QualifiedName::in_schema(Some("s".into()), "posts");
    let added = Operation::AddColumn(Box::new(AddColumn {
        table: posts.clone(),
        column: Column::new("title", text(20)),
        if_not_exists: false,
        inline_references: false,
        inline_primary_key: false,
        insert_before: None,
        insert_after: None,
    }));
    let altered = Operation::AlterColumn(Box::new(AlterColumn {
        table: posts.clone(),
        column: "body".into(),
        nullable: Some(false),
        data_type: Some(text(9)),
        server_default: Setting::Unset,
        new_name: None,
        comment: Setting::Keep,
        autoincrement: None,
        existing_type: Some(text(5)),
        existing_server_default: Setting::Set(ServerDefault::Literal("a".to_owned())),
        existing_nullable: Some(true),
        existing_comment: None,
        existing_autoincrement: None,
        insert_before: None,
        insert_after: None,
        options: Default::default(),
    }));
    let dropped = Operation::DropColumn(DropColumn {
        table: posts.clone(),
        column: "old".into(),
        if_exists: false,
        existing_type: None,
        options: Default::default(),
        before: Some(Box::new(Column::new("old", SqlType::Date))),
    });
    vec![
        Operation::CreateTable(CreateTable {
            table,
            if_not_exists: false,
            naming_convention: None,
        })
        .into(),
        Directive::ModifyTable {
            table: posts,
            operations: vec![added, altered, dropped],
        },
    ]
}

/// What is left of the operations after a function `hook(upgrade_ops)` of `env.py`.
fn after(hook: &str) -> Vec<Directive> {
    let interpreter = Interpreter::new(Settings::default());
    let dialect = limbeck_dialects::DIALECTS[0];
    let options = RenderOptions::new(dialect, Style::Alembic);
    let given = entries(&hold(directives()), &options).expect("Python for it");
    let source = format!(
        "from alembic.operations import ops\nfrom alembic.autogenerate import _operations, rewriter\n\
         import sqlalchemy as sa\n\n{hook}\n\n\
         def run(given):\n    found = ops.UpgradeOps(_operations.objects(given))\n    hook(found)\n    \
         return _operations.described(found)\n\n_operations.run = run\n"
    );
    let mut sink = Sink::new(dialect);
    let handler = ScriptHandler::new(&mut sink, None);
    common::load(&interpreter, &source, &handler).expect("Python");
    let described = interpreter
        .call_stand_in((MODULE, "run"), &[given], &handler)
        .unwrap_or_else(|error| panic!("{}", error.to_diagnostic().message));
    let mut carry_out = |number: i64| -> Result<Vec<Operation>, String> {
        let mut sink = Sink::new(dialect);
        {
            let handler = ScriptHandler::new(&mut sink, None);
            interpreter
                .call_stand_in((MODULE, "carry_out"), &[Tree::Int(number)], &handler)
                .map_err(|error| error.to_diagnostic().message)?;
        }
        Ok(sink.operations)
    };
    left(&described, &options, &mut carry_out).expect("operations")
}

#[test]
fn what_is_left_alone_comes_back_as_it_was() {
    assert_eq!(after("def hook(found): pass"), directives());
}

#[test]
fn operations_are_filtered_and_changed() {
    let found = after(
        "def hook(found):\n    create, changes = found.ops\n    assert create.table_name == 'users'\n    \
         assert [type(c.type).__name__ for c in create.columns[:2]] == ['Integer', 'Money']\n    \
         assert repr(create.columns[1].type) == 'Money(places=2)'\n    \
         assert changes.schema == 's' and changes.ops[1].modify_nullable is False\n    \
         assert changes.ops[2].reverse().column.name == 'old'\n    \
         changes.ops[0].column.nullable = False\n    \
         changes.ops[:] = [op for op in changes.ops if not isinstance(op, ops.DropColumnOp)]\n    \
         found.ops.append(ops.ExecuteSQLOp('select 1'))",
    );
    let mut expected = directives();
    let Directive::ModifyTable { operations, .. } = &mut expected[1] else {
        panic!("no changes of a table");
    };
    operations.truncate(2);
    let Operation::AddColumn(add) = &mut operations[0] else {
        panic!("no column is added");
    };
    add.column.nullable = false;
    assert_eq!(found[..2], expected);
    assert!(matches!(found[2].operations(), [Operation::Execute(_)]));
}

#[test]
fn a_rewriter_puts_others_in_their_place() {
    let found = after(
        "writer = rewriter.Rewriter()\n\n\
         @writer.rewrites(ops.AddColumnOp)\ndef add(context, revision, op):\n    \
         return [op, ops.CreateIndexOp('ix', op.table_name, [op.column.name], schema=op.schema)]\n\n\
         @writer.rewrites(ops.CreateTableOp)\ndef create(context, revision, op):\n    return []\n\n\
         def hook(found):\n    script = ops.MigrationScript('a', found, ops.DowngradeOps([]))\n    \
         writer(None, None, [script])\n    assert script.upgrade_ops is found",
    );
    let [Directive::ModifyTable { operations, .. }] = found.as_slice() else {
        panic!("{found:?}");
    };
    let kinds: Vec<_> = operations.iter().map(std::mem::discriminant).collect();
    assert_eq!(kinds.len(), 4);
    assert!(matches!(operations[1], Operation::CreateIndex(_)));
}
