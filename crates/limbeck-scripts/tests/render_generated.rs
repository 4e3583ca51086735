//! Generated operations are written, and read again: the same operations.

mod common;

use indexmap::IndexMap;
use limbeck_dialects::DIALECTS;
use limbeck_python::{Interpreter, Settings};
use limbeck_schema::expression::{ColumnReference, Name};
use limbeck_schema::operation::*;
use limbeck_schema::*;
use limbeck_scripts::python::ScriptHandler;
use limbeck_scripts::python::render::{RenderOptions, Renderer, Style};
use proptest::prelude::*;

use common::{Sink, load};

/// The operations that a body has.
fn read(interpreter: &Interpreter, imports: &[String], body: &str) -> Vec<Operation> {
    let indented: String = body.lines().map(|line| format!("    {line}\n")).collect();
    let source = format!(
        "from alembic import op\nimport sqlalchemy as sa\n{}\n\nrevision = 'a'\ndown_revision = None\n\n\
         def upgrade():\n{indented}",
        imports.join("\n")
    );
    let mut sink = Sink::new(DIALECTS[0]);
    {
        let handler = ScriptHandler::new(&mut sink, None);
        let module = load(interpreter, &source, &handler)
            .unwrap_or_else(|error| panic!("{error}\n{source}"));
        interpreter
            .call_function(&module, "upgrade", &handler)
            .unwrap_or_else(|error| panic!("{}\n{source}", error.to_diagnostic().message));
        interpreter.unload(module);
    }
    sink.operations
}

fn named(dialect: Option<&str>, name: &str, arguments: &[(&str, Literal)]) -> SqlType {
    SqlType::Named(NamedType {
        dialect: dialect.map(str::to_owned),
        name: name.to_owned(),
        arguments: arguments
            .iter()
            .map(|(name, value)| ((*name).to_owned(), TypeArgument::Literal(value.clone())))
            .collect(),
    })
}

fn an_enum(native: bool, dialect: Option<&str>) -> SqlType {
    SqlType::Enum(Box::new(EnumType {
        values: vec!["a".to_owned(), "it's".to_owned()],
        name: Some("kind".into()),
        name_is_final: false,
        schema: dialect.map(|_| "s".into()),
        native,
        create_constraint: !native,
        create_type: native && dialect.is_none(),
        length: Some(if native { 4 } else { 9 }),
        collation: None,
        dialect: dialect.map(str::to_owned),
        arguments: IndexMap::new(),
    }))
}

fn a_type() -> impl Strategy<Value = SqlType> {
    let owner = DIALECTS[0].name();
    let text = |length: i64| SqlType::String {
        length: Some(length),
        collation: Some("C".to_owned()),
    };
    prop::sample::select(vec![
        SqlType::Null,
        SqlType::SmallInteger,
        SqlType::Integer,
        SqlType::BigInteger,
        SqlType::Date,
        SqlType::Json,
        text(5),
        SqlType::Boolean {
            create_constraint: true,
            name: ConstraintName::Given("b".into()),
        },
        SqlType::Text {
            length: None,
            collation: None,
        },
        SqlType::Numeric {
            precision: Some(10),
            scale: Some(2),
        },
        SqlType::Float { precision: Some(9) },
        SqlType::LargeBinary { length: Some(9) },
        SqlType::DateTime { timezone: true },
        SqlType::Time { timezone: false },
        SqlType::Interval {
            native: false,
            second_precision: Some(3),
            day_precision: None,
        },
        SqlType::Uuid { native: false },
        an_enum(true, None),
        an_enum(false, None),
        an_enum(true, Some(owner)),
        SqlType::Array(ArrayType {
            item: Box::new(an_enum(true, Some(owner))),
            dimensions: Some(2),
            dialect: Some(owner.to_owned()),
        }),
        SqlType::Variant(VariantType {
            base: Box::new(SqlType::Integer),
            variants: vec![(owner.to_owned(), text(3))],
        }),
        named(None, "VARCHAR", &[("length", Literal::Integer(30))]),
        named(Some(owner), "INET", &[]),
        named(
            Some(owner),
            "TIMESTAMP",
            &[
                ("timezone", Literal::Boolean(true)),
                ("precision", Literal::Integer(3)),
            ],
        ),
        SqlType::UserDefined("geometry(Point,4326)".to_owned()),
    ])
}

/// Names that need care.
fn a_name() -> impl Strategy<Value = Identifier> {
    "[a-z][a-z'\"\\\\%:é ]{0,6}[a-z]".prop_map(Identifier::new)
}

fn a_plain_name() -> impl Strategy<Value = Identifier> {
    "[a-z]{2,5}".prop_map(Identifier::new)
}

fn a_constraint_name() -> impl Strategy<Value = ConstraintName> {
    prop_oneof![
        a_name().prop_map(ConstraintName::Given),
        a_name().prop_map(ConstraintName::Final),
    ]
}

fn a_table() -> impl Strategy<Value = QualifiedName> {
    (prop::option::of(a_plain_name()), a_name())
        .prop_map(|(schema, name)| QualifiedName::in_schema(schema, name))
}

/// SQL as a text, in which nothing is a parameter.
fn sql() -> impl Strategy<Value = Expression> {
    let text = "[a-z(]{1,3} \\+ '(\\\\:x)?[a-z%]{0,2}'::[a-z]{2}\\)?";
    text.prop_map(Expression::text)
}

fn a_default() -> impl Strategy<Value = ServerDefault> {
    prop_oneof![
        "[a-z'\n\\\\\"%:é]{0,6}".prop_map(ServerDefault::Literal),
        sql().prop_map(ServerDefault::Expression),
        Just(ServerDefault::Fetched),
        any::<bool>().prop_map(|always| ServerDefault::Identity(Identity {
            always: Some(always),
            on_null: None,
            options: SequenceOptions {
                start: Some(3),
                cycle: Some(true),
                ..SequenceOptions::default()
            },
        })),
        sql().prop_map(|expression| ServerDefault::Computed(Computed {
            expression,
            persisted: Some(true),
        })),
    ]
}

fn a_column() -> impl Strategy<Value = Column> {
    let comment = prop::option::of("[a-z'\"\n ]{1,5}");
    (
        a_name(),
        a_type(),
        any::<bool>(),
        prop::option::of(a_default()),
        comment,
    )
        .prop_map(|(name, data_type, nullable, default, comment)| {
            let mut column = Column::new(name, data_type);
            column.nullable = nullable;
            column.server_default = default;
            column.comment = comment;
            // Neither can be NULL, and the stand-ins say so.
            if let Some(ServerDefault::Identity(_)) = column.server_default {
                column.nullable = false;
            }
            column
        })
}

fn deferral() -> impl Strategy<Value = Deferral> {
    let initially = prop::option::of(Just("DEFERRED".to_owned()));
    (prop::option::of(any::<bool>()), initially).prop_map(|(deferrable, initially)| Deferral {
        deferrable,
        initially,
    })
}

fn a_constraint() -> impl Strategy<Value = Constraint> {
    let columns = || prop::collection::vec(a_name(), 1..3);
    let unique =
        (a_constraint_name(), columns(), deferral()).prop_map(|(name, columns, deferral)| {
            Constraint::Unique(UniqueConstraint {
                name,
                columns,
                deferral,
                ..UniqueConstraint::default()
            })
        });
    let key = (a_constraint_name(), columns()).prop_map(|(name, columns)| {
        Constraint::PrimaryKey(PrimaryKeyConstraint {
            name,
            columns,
            ..PrimaryKeyConstraint::default()
        })
    });
    let referred = (prop::option::of(a_plain_name()), a_plain_name());
    let foreign = (a_constraint_name(), a_name(), referred, deferral()).prop_map(
        |(name, column, (schema, table), deferral)| {
            Constraint::ForeignKey(ForeignKeyConstraint {
                name,
                columns: vec![column],
                referred_table: QualifiedName::in_schema(schema, table),
                referred_columns: vec!["id".into()],
                ondelete: Some("SET NULL".to_owned()),
                onupdate: None,
                match_: Some("FULL".to_owned()),
                deferral,
                use_alter: false,
                options: DialectOptions::default(),
                comment: None,
            })
        },
    );
    let check = (a_constraint_name(), sql()).prop_map(|(name, condition)| {
        Constraint::Check(CheckConstraint {
            name,
            condition,
            deferral: Deferral::default(),
            options: DialectOptions::default(),
            comment: None,
        })
    });
    prop_oneof![unique, key, foreign, check]
}

fn an_index() -> impl Strategy<Value = Index> {
    let element = prop_oneof![
        a_name().prop_map(IndexElement::Column),
        "[a-z]{2}\\([a-z]{1,3}\\)".prop_map(|text| IndexElement::Expression(Expression::Column(
            Box::new(ColumnReference {
                id: 0,
                name: Name::Given(text.into()),
                table: None,
                data_type: SqlType::Null,
                is_literal: true,
            })
        ))),
    ];
    let elements = prop::collection::vec(element, 1..3);
    let options = prop::option::of(sql()).prop_map(|condition| {
        let keyword = format!("{}_where", DIALECTS[0].name());
        condition
            .map(|sql| (keyword, OptionValue::Expression(Box::new(sql))))
            .into_iter()
            .collect()
    });
    (
        a_constraint_name(),
        a_table(),
        elements,
        any::<bool>(),
        options,
    )
        .prop_map(|(name, table, elements, unique, options)| Index {
            name,
            table,
            elements,
            unique,
            options,
        })
}

fn an_alteration() -> impl Strategy<Value = AlterColumn> {
    let setting = || {
        prop_oneof![
            Just(Setting::Keep),
            Just(Setting::Unset),
            a_default().prop_map(Setting::Set),
        ]
    };
    let flag = || prop::option::of(any::<bool>());
    let types = (prop::option::of(a_type()), prop::option::of(a_type()));
    (
        a_table(),
        a_name(),
        types,
        setting(),
        setting(),
        flag(),
        flag(),
    )
        .prop_map(
            |(table, column, (after, before), default, existing, nullable, was)| AlterColumn {
                table,
                column,
                nullable,
                data_type: after,
                server_default: default,
                new_name: None,
                comment: Setting::Set("it's".to_owned()),
                autoincrement: None,
                existing_type: before,
                existing_server_default: existing,
                existing_nullable: was,
                existing_comment: Some("x".to_owned()),
                existing_autoincrement: None,
                insert_before: None,
                insert_after: None,
                options: DialectOptions::default(),
            },
        )
}

fn an_operation() -> impl Strategy<Value = Operation> {
    let add = (a_table(), a_column(), any::<bool>()).prop_map(|(table, column, if_not_exists)| {
        Operation::AddColumn(Box::new(AddColumn {
            table,
            column,
            if_not_exists,
            inline_references: false,
            inline_primary_key: false,
            insert_before: None,
            insert_after: None,
        }))
    });
    let create = (
        a_table(),
        prop::collection::vec(a_column(), 1..4),
        a_constraint_name(),
    )
        .prop_map(|(name, mut columns, key)| {
            for (index, column) in columns.iter_mut().enumerate() {
                column.name.text.push_str(&index.to_string());
            }
            let mut table = Table::new(name);
            let unique = UniqueConstraint {
                name: key,
                columns: vec![columns[0].name.clone()],
                ..UniqueConstraint::default()
            };
            table.constraints = vec![Constraint::Unique(unique)];
            table.columns = columns;
            table.comment = Some("a \"b\" 'c'".to_owned());
            Operation::CreateTable(CreateTable {
                table,
                if_not_exists: false,
                naming_convention: None,
            })
        });
    let create_index = an_index().prop_map(|index| {
        Operation::CreateIndex(CreateIndex {
            index,
            if_not_exists: true,
            naming_convention: None,
        })
    });
    let constraint = (a_table(), a_constraint()).prop_map(|(table, constraint)| {
        Operation::AddConstraint(AddConstraint {
            table,
            constraint,
            naming_convention: None,
        })
    });
    let dropped = (a_table(), a_constraint_name()).prop_map(|(table, name)| {
        Operation::DropConstraint(DropConstraint {
            table,
            name,
            kind: Some(ConstraintKind::Check),
            if_exists: true,
            before: None,
            naming_convention: None,
        })
    });
    let text = "[a-z' \n%é]{1,12}".prop_map(|text| {
        Operation::Execute(Execute {
            statement: SqlStatement::Text(TextClause::new(text)),
        })
    });
    prop_oneof![
        add,
        create,
        create_index,
        constraint,
        dropped,
        text,
        an_alteration().prop_map(|alter| Operation::AlterColumn(Box::new(alter))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn what_is_written_is_what_is_read(operations in prop::collection::vec(an_operation(), 1..4)) {
        thread_local! {
            static INTERPRETER: Interpreter = Interpreter::new(Settings::default());
        }
        let options = RenderOptions::new(DIALECTS[0], Style::Complete);
        let mut renderer = Renderer::new(&options);
        let directives: Vec<_> = operations.iter().cloned().map(Directive::from).collect();
        let body = renderer.upgrade(&directives).expect("Python for it");
        let imports: Vec<_> = renderer.imports().iter().cloned().collect();
        let found = INTERPRETER.with(|interpreter| read(interpreter, &imports, &body));
        prop_assert_eq!(shown(&found), shown(&operations), "{}", body);
    }
}

/// Operations as text, without the numbers that tell one object from another.
fn shown(operations: &[Operation]) -> String {
    let text = format!("{operations:#?}");
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("id: "));
    lines.map(|line| format!("{line}\n")).collect()
}
