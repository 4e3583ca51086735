//! `op.create_table`.

use limbeck_schema::{Constraint, operation::CreateTable};

use super::{
    Context, column, comments, constraint, create_index,
    names::{IndexPlace, check_column_names, check_table_names},
    table::{TableConstraint, TableContext, disagreement, indexes},
};
use crate::{Compilation, CompileError};

/// The types that the table needs, CREATE TABLE, its indexes and comments.
pub(super) fn compile(
    cx: &Context<'_>,
    create: &CreateTable,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    check_column_names(cx, &create.table)?;
    if let Some(warning) = disagreement(&create.table) {
        compilation.warn(warning);
    }
    check_table_names(cx, &create.table)?;
    for column in &create.table.columns {
        cx.ddl().before_table(cx, &column.data_type, compilation)?;
    }
    let table = TableContext::new(cx, &create.table);
    let statement = statement(cx, &table, create.if_not_exists, compilation)?;
    compilation.push(statement);
    for index in indexes(&create.table) {
        create_index::compile_index(cx, &index, IndexPlace::Table, false, compilation)?;
    }
    if cx.ddl().has_comments() {
        if let Some(comment) = &create.table.comment {
            compilation.push(comments::table(cx, &create.table.name, Some(comment))?);
        }
        for column in &create.table.columns {
            if let Some(comment) = &column.comment {
                compilation.push(comments::column(
                    cx,
                    &create.table.name,
                    &column.name,
                    comment,
                )?);
            }
        }
    }
    Ok(())
}

/// CREATE TABLE, with the line breaks and blanks of SQLAlchemy.
fn statement(
    cx: &Context<'_>,
    table: &TableContext<'_>,
    if_not_exists: bool,
    compilation: &mut Compilation,
) -> Result<String, CompileError> {
    let mut text = "\nCREATE ".to_owned();
    for prefix in &table.table.prefixes {
        text.push_str(prefix);
        text.push(' ');
    }
    text.push_str("TABLE ");
    if if_not_exists {
        text.push_str("IF NOT EXISTS ");
    }
    text.push_str(&cx.qualified(&table.table.name));
    text.push_str(" (");

    let mut lines = Vec::new();
    for column in table.table.columns.iter().filter(|column| !column.system) {
        let line = column::clause(cx, table, column, compilation)
            .map_err(|error| in_column(error, table, column.name.as_str()))?;
        lines.push(line);
    }
    for constraint in table.constraints()? {
        if is_left_out(cx, &constraint) {
            continue;
        }
        lines.extend(constraint::table_constraint(*cx, table, &constraint)?);
    }
    for (index, line) in lines.iter().enumerate() {
        text.push_str(if index == 0 { "\n\t" } else { ", \n\t" });
        text.push_str(line);
    }
    text.push_str("\n)");
    text.push_str(&cx.ddl().table_options(cx, table.table)?);
    text.push_str("\n\n");
    Ok(text)
}

/// Whether a constraint is added later, by an ALTER of the script.
fn is_left_out(cx: &Context<'_>, constraint: &TableConstraint<'_>) -> bool {
    match constraint.constraint() {
        Some(Constraint::ForeignKey(key)) => {
            key.use_alter && cx.ddl().constraint_refusal().is_none()
        }
        Some(
            Constraint::PrimaryKey(_)
            | Constraint::Unique(_)
            | Constraint::Check(_)
            | Constraint::Exclude(_),
        )
        | None => false,
    }
}

/// Says where in the table an error is, as SQLAlchemy does for its `CompileError`s.
fn in_column(error: CompileError, table: &TableContext<'_>, column: &str) -> CompileError {
    match error {
        CompileError::Unsupported { message } => CompileError::Unsupported {
            message: format!(
                "(in table '{}', column '{column}'): {message}",
                table.table.name.name
            ),
        },
        CompileError::NotImplemented { .. }
        | CompileError::Invalid { .. }
        | CompileError::Command { .. }
        | CompileError::Value { .. }
        | CompileError::NoSuchTable { .. }
        | CompileError::Circular { .. }
        | CompileError::InvalidRequest { .. }
        | CompileError::Parameter { .. }
        | CompileError::IdentifierTooLong { .. } => error,
    }
}

#[cfg(test)]
mod tests {
    use limbeck_schema::{
        Autoincrement, CheckConstraint, Column, Computed, Deferral, EnumType, Expression,
        ForeignKeyConstraint, Identity, Index, IndexElement, InlineForeignKey, Literal, Operation,
        OptionValue, Sequence, SequenceOptions, ServerDefault, SqlType, Table,
    };

    use super::*;
    use crate::ddl::testing::*;

    fn create(table: Table) -> Operation {
        Operation::CreateTable(CreateTable {
            table,
            if_not_exists: false,
            naming_convention: None,
        })
    }

    fn refers_to(target: &str, referred: &str) -> InlineForeignKey {
        InlineForeignKey {
            name: given(""),
            referred_table: name(target),
            referred_column: Some(referred.into()),
            ondelete: None,
            onupdate: None,
            match_: None,
            deferral: Deferral::default(),
            use_alter: false,
            options: options(&[]),
            comment: None,
        }
    }

    fn with_default(name: &str, default: ServerDefault) -> Column {
        Column {
            server_default: Some(default),
            ..column(name, SqlType::Integer)
        }
    }

    fn enum_type(label: &str) -> EnumType {
        EnumType {
            values: vec!["a".to_owned(), "it's 5%".to_owned()],
            name: Some(label.into()),
            name_is_final: false,
            schema: None,
            native: true,
            create_constraint: false,
            create_type: true,
            length: Some(7),
            collation: None,
            dialect: None,
            arguments: Default::default(),
        }
    }

    #[test]
    fn an_integer_key_counts() {
        check(
            create(table("t", vec![key("id", SqlType::Integer)])),
            "CREATE TABLE t (\n    id SERIAL NOT NULL, \n    PRIMARY KEY (id)\n);",
            "CREATE TABLE t (\n    id INTEGER NOT NULL, \n    PRIMARY KEY (id)\n);",
        );
        check(
            create(table("s.Big", vec![key("id", SqlType::BigInteger)])),
            "CREATE TABLE s.\"Big\" (\n    id BIGSERIAL NOT NULL, \n    PRIMARY KEY (id)\n);",
            "CREATE TABLE s.\"Big\" (\n    id BIGINT NOT NULL, \n    PRIMARY KEY (id)\n);",
        );
    }

    #[test]
    fn some_keys_do_not_count() {
        let not_counting = |column: Column| {
            check_both(
                create(table("t", vec![column])),
                "CREATE TABLE t (\n    id INTEGER NOT NULL, \n    PRIMARY KEY (id)\n);",
            );
        };
        let id = key("id", SqlType::Integer);
        not_counting(Column {
            autoincrement: Autoincrement::Never,
            ..id.clone()
        });
        not_counting(Column {
            default: Some(Literal::Integer(5)),
            ..id.clone()
        });
        not_counting(Column {
            has_callable_default: true,
            ..id.clone()
        });
        not_counting(Column {
            sequence: Some(Sequence {
                name: name("q"),
                options: SequenceOptions::default(),
                data_type: None,
                optional: false,
            }),
            ..id
        });
    }

    #[test]
    fn a_key_that_refers_does_not_count_unless_told() {
        let id = |autoincrement| Column {
            autoincrement,
            foreign_keys: vec![refers_to("p", "id")],
            ..key("id", SqlType::Integer)
        };
        check_both(
            create(table("t", vec![id(Autoincrement::Auto)])),
            "CREATE TABLE t (\n    id INTEGER NOT NULL, \n    PRIMARY KEY (id), \n    \
             FOREIGN KEY(id) REFERENCES p (id)\n);",
        );
        check(
            create(table("t", vec![id(Autoincrement::IgnoreForeignKey)])),
            "CREATE TABLE t (\n    id SERIAL NOT NULL, \n    PRIMARY KEY (id), \n    \
             FOREIGN KEY(id) REFERENCES p (id)\n);",
            "CREATE TABLE t (\n    id INTEGER NOT NULL, \n    PRIMARY KEY (id), \n    \
             FOREIGN KEY(id) REFERENCES p (id)\n);",
        );
    }

    #[test]
    fn a_composite_key_begins_with_the_column_that_counts() {
        let counting = Column {
            autoincrement: Autoincrement::Always,
            ..key("b", SqlType::Integer)
        };
        check(
            create(table("t", vec![key("a", SqlType::Integer), counting])),
            "CREATE TABLE t (\n    a INTEGER NOT NULL, \n    b SERIAL NOT NULL, \n    \
             PRIMARY KEY (b, a)\n);",
            "error: (in table 't', column 'b'): SQLite does not support autoincrement for \
             composite primary keys",
        );
    }

    #[test]
    fn text_cannot_count() {
        let mut column = key("a", string(5));
        column.autoincrement = Autoincrement::Always;
        check_both(
            create(table("t", vec![column])),
            "error: Column type VARCHAR(5) on column 't.a' is not compatible with \
             autoincrement=True",
        );
    }

    #[test]
    fn a_constraint_decides_over_the_flags_of_columns() {
        let mut both = table(
            "t",
            vec![key("a", string(2)), column("b", SqlType::Integer)],
        );
        both.constraints = vec![primary_key("", &["a", "b"])];
        check_both(
            create(both),
            "CREATE TABLE t (\n    a VARCHAR(2) NOT NULL, \n    b INTEGER, \n    \
             PRIMARY KEY (a, b)\n);\nwarning: Table 't' specifies columns 'a' as \
             primary_key=True, not matching locally specified columns 'a', 'b'; setting the \
             current primary key columns to 'a', 'b'. This warning may become an exception in a \
             future release",
        );
    }

    #[test]
    fn a_name_that_is_missing_is_noticed_first() {
        let checked = table(
            "t",
            vec![Column {
                checks: vec![CheckConstraint {
                    name: given(""),
                    condition: Expression::text("e <> 'a'"),
                    deferral: Deferral::default(),
                    options: options(&[]),
                    comment: None,
                }],
                ..column("e", SqlType::Enum(Box::new(enum_type("mood"))))
            }],
        );
        check_both(
            Case::from(create(checked)).named(&[("ck", "ck_%(constraint_name)s")]),
            "error: Naming convention including %(constraint_name)s token requires that \
             constraint is explicitly named.",
        );
    }

    #[test]
    fn constraints_follow_the_key_and_those_of_columns_come_last() {
        let mut ordering = table(
            "t",
            vec![
                key("a", string(3)),
                Column {
                    unique: true,
                    foreign_keys: vec![refers_to("x", "id")],
                    ..column("b", SqlType::Integer)
                },
            ],
        );
        ordering.constraints = vec![
            unique("zz", &["b"]),
            Constraint::Check(CheckConstraint {
                name: given("aa"),
                condition: Expression::text("a <> ''"),
                deferral: Deferral {
                    deferrable: Some(true),
                    initially: Some("DEFERRED".to_owned()),
                },
                options: options(&[]),
                comment: None,
            }),
        ];
        check_both(
            create(ordering),
            "CREATE TABLE t (\n    a VARCHAR(3) NOT NULL, \n    b INTEGER, \n    \
             PRIMARY KEY (a), \n    CONSTRAINT zz UNIQUE (b), \n    \
             CONSTRAINT aa CHECK (a <> '') DEFERRABLE INITIALLY DEFERRED, \n    \
             UNIQUE (b), \n    FOREIGN KEY(b) REFERENCES x (id)\n);",
        );
    }

    #[test]
    fn a_foreign_key_may_wait_for_an_alter_where_there_is_one() {
        let mut child = table("s.child", vec![column("p", SqlType::Integer)]);
        let foreign_key = |use_alter, target| {
            Constraint::ForeignKey(ForeignKeyConstraint {
                name: given("fk"),
                columns: names(&["p"]),
                referred_table: name(target),
                referred_columns: names(&["id"]),
                ondelete: Some("SET NULL".to_owned()),
                onupdate: Some("CASCADE".to_owned()),
                match_: Some("FULL".to_owned()),
                deferral: Deferral {
                    deferrable: Some(false),
                    initially: None,
                },
                use_alter,
                options: options(&[("postgresql_not_valid", flag(true))]),
                comment: None,
            })
        };
        child.constraints = vec![
            foreign_key(true, "s.parent"),
            foreign_key(false, "o.parent"),
        ];
        check(
            create(child),
            "CREATE TABLE s.child (\n    p INTEGER, \n    CONSTRAINT fk FOREIGN KEY(p) REFERENCES \
             o.parent (id) MATCH FULL ON DELETE SET NULL ON UPDATE CASCADE NOT DEFERRABLE \
             NOT VALID\n);",
            "CREATE TABLE s.child (\n    p INTEGER, \n    CONSTRAINT fk FOREIGN KEY(p) REFERENCES \
             parent (id) MATCH FULL ON DELETE SET NULL ON UPDATE CASCADE NOT DEFERRABLE\n);",
        );
    }

    #[test]
    fn generated_columns_and_identities() {
        let mut identity = with_default(
            "n",
            ServerDefault::Identity(Identity {
                always: Some(true),
                on_null: None,
                options: SequenceOptions {
                    start: Some(7),
                    ..SequenceOptions::default()
                },
            }),
        );
        identity.nullable = false;
        let computed = |persisted| {
            with_default(
                "c",
                ServerDefault::Computed(Computed {
                    expression: Expression::text("n * 2"),
                    persisted,
                }),
            )
        };
        check(
            create(table("t", vec![identity, computed(Some(true))])),
            "CREATE TABLE t (\n    n INTEGER GENERATED ALWAYS AS IDENTITY (START WITH 7), \n    \
             c INTEGER GENERATED ALWAYS AS (n * 2) STORED\n);",
            "CREATE TABLE t (\n    n INTEGER NOT NULL, \n    \
             c INTEGER GENERATED ALWAYS AS (n * 2) STORED\n);",
        );
        check(
            Case::from(create(table("t", vec![computed(None)]))).online((15, 4, 0)),
            "CREATE TABLE t (\n    c INTEGER GENERATED ALWAYS AS (n * 2) STORED\n);\nwarning: \
             Computed column t.c is being created as 'STORED' since the current PostgreSQL \
             version does not support VIRTUAL columns. On PostgreSQL 18+, when 'persisted' is not \
             specified, no keyword will be rendered and VIRTUAL will be used by default. Set \
             'persisted=True' to ensure STORED behavior across all PostgreSQL versions.",
            "CREATE TABLE t (\n    c INTEGER GENERATED ALWAYS AS (n * 2)\n);",
        );
    }

    #[test]
    fn a_default_is_a_literal_or_an_expression() {
        check(
            create(table(
                "t",
                vec![
                    with_default("a", ServerDefault::Literal("it's".to_owned())),
                    with_default("b", ServerDefault::Expression(Expression::text("now()"))),
                    with_default("c", ServerDefault::Fetched),
                ],
            )),
            "CREATE TABLE t (\n    a INTEGER DEFAULT 'it''s', \n    b INTEGER DEFAULT now(), \n    \
             c INTEGER\n);",
            "CREATE TABLE t (\n    a INTEGER DEFAULT 'it''s', \n    b INTEGER DEFAULT (now()), \n    \
             c INTEGER\n);",
        );
    }

    #[test]
    fn an_enum_type_is_created_once_in_a_run() {
        let with_enum = |text: &str| {
            create(table(
                text,
                vec![column("e", SqlType::Enum(Box::new(enum_type("Mood"))))],
            ))
        };
        check(
            vec![with_enum("t"), with_enum("u")],
            "CREATE TYPE \"Mood\" AS ENUM ('a', 'it''s 5%');\n\
             CREATE TABLE t (\n    e \"Mood\"\n);\nCREATE TABLE u (\n    e \"Mood\"\n);",
            "CREATE TABLE t (\n    e VARCHAR(7)\n);\nCREATE TABLE u (\n    e VARCHAR(7)\n);",
        );
    }

    #[test]
    fn types_that_are_missing_become_checks() {
        let checked = table(
            "t",
            vec![
                column(
                    "e",
                    SqlType::Enum(Box::new(EnumType {
                        native: false,
                        create_constraint: true,
                        ..enum_type("e")
                    })),
                ),
                column(
                    "B",
                    SqlType::Boolean {
                        create_constraint: true,
                        name: given(""),
                    },
                ),
            ],
        );
        check(
            create(checked),
            "CREATE TABLE t (\n    e VARCHAR(7), \n    \"B\" BOOLEAN, \n    \
             CONSTRAINT e CHECK (e IN ('a', 'it''s 5%'))\n);",
            "CREATE TABLE t (\n    e VARCHAR(7), \n    \"B\" BOOLEAN, \n    \
             CONSTRAINT e CHECK (e IN ('a', 'it''s 5%')), \n    CHECK (\"B\" IN (0, 1))\n);",
        );
    }

    #[test]
    fn indexes_and_comments_follow_the_table() {
        let mut doc = table(
            "s.doc",
            vec![
                Column {
                    comment: Some("it's".to_owned()),
                    index: true,
                    unique: true,
                    ..column("a", SqlType::Integer)
                },
                column("b", SqlType::Integer),
            ],
        );
        doc.comment = Some("100%".to_owned());
        doc.indexes = vec![Index {
            name: given("ix"),
            table: name("s.doc"),
            elements: vec![
                IndexElement::Column("b".into()),
                IndexElement::Expression(Expression::text("lower(a)")),
            ],
            unique: false,
            options: options(&[]),
        }];
        check(
            create(doc),
            "CREATE TABLE s.doc (\n    a INTEGER, \n    b INTEGER\n);\n\
             CREATE UNIQUE INDEX ix_s_doc_a ON s.doc (a);\n\
             CREATE INDEX ix ON s.doc (b, lower(a));\n\
             COMMENT ON TABLE s.doc IS '100%';\n\
             COMMENT ON COLUMN s.doc.a IS 'it''s';",
            "CREATE TABLE s.doc (\n    a INTEGER, \n    b INTEGER\n);\n\
             CREATE UNIQUE INDEX s.ix_s_doc_a ON doc (a);\n\
             CREATE INDEX s.ix ON doc (b, lower(a));",
        );
    }

    #[test]
    fn options_of_the_table() {
        let mut options_of_one = table("t", vec![key("a", SqlType::Integer)]);
        options_of_one.prefixes = vec!["UNLOGGED".to_owned()];
        options_of_one.options = options(&[
            (
                "postgresql_inherits",
                OptionValue::List(vec![words("p"), words("Q")]),
            ),
            ("postgresql_partition_by", words("RANGE (a)")),
            (
                "postgresql_with",
                OptionValue::Map(vec![
                    (
                        "fillfactor".to_owned(),
                        OptionValue::Literal(Literal::Integer(50)),
                    ),
                    ("autovacuum_enabled".to_owned(), flag(false)),
                ]),
            ),
            ("postgresql_on_commit", words("preserve_rows")),
            ("postgresql_tablespace", words("Fast")),
            ("sqlite_with_rowid", flag(false)),
            ("sqlite_strict", flag(true)),
            ("sqlite_autoincrement", flag(true)),
            ("mysql_engine", words("InnoDB")),
        ]);
        check(
            create(options_of_one),
            "CREATE UNLOGGED TABLE t (\n    a SERIAL NOT NULL, \n    PRIMARY KEY (a)\n)\n \
             INHERITS (p, \"Q\")\n PARTITION BY RANGE (a)\n WITH (fillfactor = 50, \
             autovacuum_enabled = false)\n ON COMMIT PRESERVE ROWS\n TABLESPACE \"Fast\";",
            "CREATE UNLOGGED TABLE t (\n    a INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT\n)\n \
             WITHOUT ROWID,\n STRICT;",
        );
    }

    #[test]
    fn conflicts_are_solved_by_constraints_and_columns() {
        let mut t = table(
            "t",
            vec![
                Column {
                    options: options(&[
                        ("sqlite_on_conflict_primary_key", words("FAIL")),
                        ("sqlite_on_conflict_not_null", words("ABORT")),
                    ]),
                    ..key("a", string(2))
                },
                Column {
                    unique: true,
                    options: options(&[("sqlite_on_conflict_unique", words("IGNORE"))]),
                    ..column("b", SqlType::Integer)
                },
            ],
        );
        let Constraint::Unique(mut replacing) = unique("u", &["a", "b"]) else {
            return;
        };
        replacing.options = options(&[("sqlite_on_conflict", words("REPLACE"))]);
        t.constraints = vec![Constraint::Unique(replacing)];
        check(
            create(t),
            "CREATE TABLE t (\n    a VARCHAR(2) NOT NULL, \n    b INTEGER, \n    \
             PRIMARY KEY (a), \n    CONSTRAINT u UNIQUE (a, b), \n    UNIQUE (b)\n);",
            "CREATE TABLE t (\n    a VARCHAR(2) NOT NULL ON CONFLICT ABORT, \n    b INTEGER, \n    \
             PRIMARY KEY (a) ON CONFLICT FAIL, \n    CONSTRAINT u UNIQUE (a, b) ON CONFLICT \
             REPLACE, \n    UNIQUE (b) ON CONFLICT IGNORE\n);",
        );
    }

    #[test]
    fn a_naming_convention_names_what_has_no_name() {
        let mut account = table(
            "account",
            vec![
                key("id", SqlType::Integer),
                Column {
                    foreign_keys: vec![refers_to("org", "id")],
                    unique: true,
                    ..column("org_id", SqlType::Integer)
                },
            ],
        );
        account.columns[0].checks = vec![CheckConstraint {
            name: given("positive"),
            condition: Expression::text("id > 0"),
            deferral: Deferral::default(),
            options: options(&[]),
            comment: None,
        }];
        check_both(
            Case::from(create(Table {
                columns: vec![
                    Column {
                        autoincrement: Autoincrement::Never,
                        ..account.columns[0].clone()
                    },
                    account.columns[1].clone(),
                ],
                ..account
            }))
            .named(&[
                ("pk", "pk_%(table_name)s"),
                ("uq", "uq_%(table_name)s_%(column_0_name)s"),
                ("ck", "ck_%(table_name)s_%(constraint_name)s"),
                (
                    "fk",
                    "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
                ),
            ]),
            "CREATE TABLE account (\n    id INTEGER NOT NULL CONSTRAINT ck_account_positive CHECK \
             (id > 0), \n    org_id INTEGER, \n    CONSTRAINT pk_account PRIMARY KEY (id), \n    \
             CONSTRAINT uq_account_org_id UNIQUE (org_id), \n    \
             CONSTRAINT fk_account_org_id_org FOREIGN KEY(org_id) REFERENCES org (id)\n);",
        );
    }
}
