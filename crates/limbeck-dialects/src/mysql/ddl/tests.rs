//! Operations as they are written for MySQL and MariaDB.

use limbeck_schema::{
    Autoincrement, Column, Computed, Constraint, ConstraintKind, Deferral, EnumType, Expression,
    ForeignKeyConstraint, Index, IndexElement, Literal, Operation, OptionValue,
    PrimaryKeyConstraint, ServerDefault, Setting, SqlType, Table,
    operation::{
        AddConstraint, AlterColumn, CreateEnum, CreateIndex, CreateSequence, CreateTable,
        CreateTableComment, DropConstraint, DropIndex, DropTableComment, RenameTable,
    },
};

use super::super::{MARIADB, NAME};
use crate::{
    Dialect,
    ddl::testing::{Case, check_on, column, key, name, names, options, string, table, words},
};

#[track_caller]
fn check(operation: impl Into<Case>, expected: &str) {
    check_on(NAME, operation, expected);
}

#[track_caller]
fn check_mariadb(operation: impl Into<Case>, expected: &str) {
    check_on(MARIADB.name(), operation, expected);
}

fn create(table: Table) -> Operation {
    Operation::CreateTable(CreateTable {
        table,
        if_not_exists: false,
        naming_convention: None,
    })
}

fn alter() -> AlterColumn {
    AlterColumn {
        table: name("s.t"),
        column: "c".into(),
        nullable: None,
        data_type: None,
        server_default: Setting::Keep,
        new_name: None,
        comment: Setting::Keep,
        autoincrement: None,
        existing_type: None,
        existing_server_default: Setting::Keep,
        existing_nullable: None,
        existing_comment: None,
        existing_autoincrement: None,
        insert_before: None,
        insert_after: None,
        options: options(&[]),
    }
}

fn altered(alter: AlterColumn) -> Operation {
    Operation::AlterColumn(Box::new(alter))
}

#[test]
fn columns_count_and_carry_their_comments() {
    let mut doc = table(
        "doc",
        vec![
            key("id", SqlType::Integer),
            Column {
                comment: Some("it's a \\".to_owned()),
                ..column("order", SqlType::DateTime { timezone: true })
            },
        ],
    );
    doc.comment = Some("100%".to_owned());
    doc.options = options(&[
        ("mysql_collate", words("utf8mb4_bin")),
        ("mysql_engine", words("InnoDB")),
        ("mysql_charset", words("utf8mb4")),
        ("mysql_partitions", words("2")),
        ("mysql_partition_by", words("HASH(id)")),
        ("mariadb_engine", words("Aria")),
    ]);
    let begin = "CREATE TABLE doc (\n    id INTEGER NOT NULL AUTO_INCREMENT, \n    \
                 `order` DATETIME COMMENT 'it''s a \\\\', \n    PRIMARY KEY (id)\n)";
    check(
        create(doc.clone()),
        &format!(
            "{begin}ENGINE=InnoDB CHARSET=utf8mb4 COMMENT='100%' COLLATE utf8mb4_bin \
             PARTITION BY HASH(id) PARTITIONS 2;"
        ),
    );
    check_mariadb(create(doc), &format!("{begin}ENGINE=Aria COMMENT='100%';"));
}

#[test]
fn defaults_that_are_expressions_stand_in_brackets_where_the_server_takes_them() {
    let with_default = |text: &str| {
        create(table(
            "t",
            vec![Column {
                server_default: Some(ServerDefault::Expression(Expression::text(text))),
                ..column("c", SqlType::Integer)
            }],
        ))
    };
    check(
        with_default("uuid()"),
        "CREATE TABLE t (\n    c INTEGER DEFAULT (uuid())\n);",
    );
    check(
        Case::from(with_default("uuid()")).online((5, 7, 40)),
        "CREATE TABLE t (\n    c INTEGER DEFAULT uuid()\n);",
    );
    check(
        with_default("now() ON UPDATE now()"),
        "CREATE TABLE t (\n    c INTEGER DEFAULT now() ON UPDATE now()\n);",
    );
}

#[test]
fn a_computed_key_is_not_null_for_one_vendor_only() {
    let computed = || {
        create(table(
            "t",
            vec![Column {
                server_default: Some(ServerDefault::Computed(Computed {
                    expression: Expression::text("b * 2"),
                    persisted: Some(true),
                })),
                ..key("a", SqlType::Integer)
            }],
        ))
    };
    let text = |null| {
        format!(
            "CREATE TABLE t (\n    a INTEGER GENERATED ALWAYS AS (b * 2) STORED{null}, \n    \
             PRIMARY KEY (a)\n);"
        )
    };
    check(computed(), &text(" NOT NULL"));
    check_mariadb(computed(), &text(""));
}

#[test]
fn a_change_says_everything_anew() {
    check(
        altered(AlterColumn {
            nullable: Some(false),
            existing_type: Some(string(9)),
            existing_server_default: Setting::Set(ServerDefault::Literal("x".to_owned())),
            existing_comment: Some("note".to_owned()),
            existing_autoincrement: Some(Autoincrement::Never),
            ..alter()
        }),
        "ALTER TABLE s.t MODIFY c VARCHAR(9) NOT NULL DEFAULT 'x' COMMENT 'note';",
    );
    check(
        altered(AlterColumn {
            new_name: Some("D".into()),
            existing_type: Some(SqlType::Integer),
            existing_nullable: Some(false),
            existing_autoincrement: Some(Autoincrement::Always),
            ..alter()
        }),
        "ALTER TABLE s.t CHANGE c `D` INTEGER NOT NULL AUTO_INCREMENT;",
    );
    check(
        altered(AlterColumn {
            nullable: Some(true),
            ..alter()
        }),
        "error: All MySQL CHANGE/MODIFY COLUMN operations require the existing type.",
    );
}

#[test]
fn a_default_alone_needs_no_type() {
    let default = |server_default| {
        altered(AlterColumn {
            server_default,
            ..alter()
        })
    };
    check(
        default(Setting::Set(ServerDefault::Literal("it's".to_owned()))),
        "ALTER TABLE s.t ALTER COLUMN c SET DEFAULT 'it''s';",
    );
    check(
        default(Setting::Unset),
        "ALTER TABLE s.t ALTER COLUMN c DROP DEFAULT;",
    );
}

#[test]
fn moments_are_changed_unless_they_lose_their_default() {
    let moment = |server_default| {
        altered(AlterColumn {
            server_default,
            existing_type: Some(SqlType::DateTime { timezone: false }),
            ..alter()
        })
    };
    check(
        moment(Setting::Set(ServerDefault::Expression(Expression::text(
            "now()",
        )))),
        "ALTER TABLE s.t CHANGE c c DATETIME NULL DEFAULT now();",
    );
    check(
        moment(Setting::Unset),
        "ALTER TABLE s.t ALTER COLUMN c DROP DEFAULT;",
    );
}

#[test]
fn generated_columns_cannot_be_altered() {
    let computed = || {
        Setting::Set(ServerDefault::Computed(Computed {
            expression: Expression::text("a"),
            persisted: None,
        }))
    };
    check(
        altered(AlterColumn {
            server_default: Setting::Unset,
            existing_server_default: computed(),
            ..alter()
        }),
        "error: Adding or removing a \"computed\" construct, e.g. GENERATED ALWAYS AS, to or \
         from an existing column is not supported.",
    );
    check(
        altered(AlterColumn {
            nullable: Some(true),
            existing_type: Some(SqlType::Integer),
            existing_server_default: computed(),
            ..alter()
        }),
        "error: Individual alter column constructs not supported by MySQL",
    );
}

#[test]
fn a_constraint_is_dropped_by_its_kind() {
    let drop = |kind| {
        Operation::DropConstraint(DropConstraint {
            table: name("s.t"),
            name: limbeck_schema::ConstraintName::Given("Ck".into()),
            kind,
            if_exists: true,
            before: None,
            naming_convention: None,
        })
    };
    check(
        drop(Some(ConstraintKind::Unique)),
        "ALTER TABLE s.t DROP INDEX `Ck`;",
    );
    check(
        drop(Some(ConstraintKind::ForeignKey)),
        "ALTER TABLE s.t DROP FOREIGN KEY `Ck`;",
    );
    check(
        drop(Some(ConstraintKind::PrimaryKey)),
        "ALTER TABLE s.t DROP PRIMARY KEY;",
    );
    check(
        drop(Some(ConstraintKind::Check)),
        "ALTER TABLE s.t DROP CHECK `Ck`;",
    );
    check_mariadb(
        drop(Some(ConstraintKind::Check)),
        "ALTER TABLE s.t DROP CONSTRAINT `Ck`;",
    );
    check(
        drop(None),
        "error: No generic 'DROP CONSTRAINT' in MySQL - please specify constraint type",
    );
}

#[test]
fn a_foreign_key_cannot_match() {
    let key = |match_: Option<&str>| {
        Operation::AddConstraint(AddConstraint {
            table: name("a"),
            constraint: Constraint::ForeignKey(ForeignKeyConstraint {
                name: limbeck_schema::ConstraintName::Unnamed,
                columns: names(&["x"]),
                referred_table: name("s.b"),
                referred_columns: names(&["Y"]),
                ondelete: Some("CASCADE".to_owned()),
                onupdate: None,
                match_: match_.map(str::to_owned),
                deferral: Deferral::default(),
                use_alter: false,
                options: options(&[]),
                comment: None,
            }),
            naming_convention: None,
        })
    };
    check(
        key(None),
        "ALTER TABLE a ADD FOREIGN KEY(x) REFERENCES s.b (`Y`) ON DELETE CASCADE;",
    );
    check(
        key(Some("FULL")),
        "error: MySQL ignores the 'MATCH' keyword while at the same time causes ON UPDATE/ON \
         DELETE clauses to be ignored.",
    );
}

#[test]
fn keywords_of_indexes_count_under_the_dialects_name() {
    let mut index = Index {
        name: limbeck_schema::ConstraintName::Given("ix".into()),
        table: name("s.t"),
        elements: vec![
            IndexElement::Column("a".into()),
            IndexElement::Column("b".into()),
        ],
        unique: false,
        options: options(&[
            ("mysql_prefix", words("FULLTEXT")),
            ("mysql_with_parser", words("ngram")),
            ("mysql_using", words("hash")),
            (
                "mysql_length",
                OptionValue::Map(vec![(
                    "b".to_owned(),
                    OptionValue::Literal(Literal::Integer(9)),
                )]),
            ),
        ]),
    };
    let create = |index: &Index| {
        Operation::CreateIndex(CreateIndex {
            index: index.clone(),
            if_not_exists: true,
            naming_convention: None,
        })
    };
    check(
        create(&index),
        "CREATE FULLTEXT INDEX IF NOT EXISTS ix ON s.t (a, b(9)) WITH PARSER ngram USING hash;",
    );
    // Some of them are those of either name.
    check_mariadb(
        create(&index),
        "CREATE INDEX IF NOT EXISTS ix ON s.t (a, b) WITH PARSER ngram USING hash;",
    );
    index.options = options(&[("mysql_length", OptionValue::Literal(Literal::Integer(5)))]);
    check(
        create(&index),
        "CREATE INDEX IF NOT EXISTS ix ON s.t (a(5), b(5));",
    );
}

#[test]
fn an_index_belongs_to_its_table() {
    let drop = |table: Option<&str>| {
        Operation::DropIndex(DropIndex {
            name: limbeck_schema::ConstraintName::Given("ix".into()),
            table: table.map(name),
            schema: None,
            if_exists: false,
            options: options(&[]),
            before: None,
            naming_convention: None,
        })
    };
    check(drop(Some("s.t")), "DROP INDEX ix ON s.t;");
    check(drop(None), "DROP INDEX ix ON no_table;");
}

#[test]
fn tables_keep_their_schema_and_have_comments() {
    check(
        Operation::RenameTable(RenameTable {
            table: name("s.a"),
            new_name: "B".into(),
        }),
        "ALTER TABLE s.a RENAME TO s.`B`;",
    );
    check(
        Operation::CreateTableComment(CreateTableComment {
            table: name("t"),
            comment: Some("it's".to_owned()),
            existing_comment: None,
        }),
        "ALTER TABLE t COMMENT 'it''s';",
    );
    check(
        Operation::DropTableComment(DropTableComment {
            table: name("t"),
            existing_comment: None,
        }),
        "ALTER TABLE t COMMENT '';",
    );
}

#[test]
fn a_primary_key_may_have_a_method() {
    check(
        Operation::AddConstraint(AddConstraint {
            table: name("t"),
            constraint: Constraint::PrimaryKey(PrimaryKeyConstraint {
                columns: names(&["a"]),
                options: options(&[("mysql_using", words("hash"))]),
                ..PrimaryKeyConstraint::default()
            }),
            naming_convention: None,
        }),
        "ALTER TABLE t ADD PRIMARY KEY (a) USING hash;",
    );
}

#[test]
fn sequences_do_not_cycle_in_one_word() {
    check_mariadb(
        Operation::CreateSequence(CreateSequence {
            sequence: limbeck_schema::Sequence {
                name: name("q"),
                options: limbeck_schema::SequenceOptions {
                    start: Some(5),
                    cycle: Some(false),
                    ..Default::default()
                },
                data_type: None,
                optional: false,
            },
            if_not_exists: false,
        }),
        "CREATE SEQUENCE q START WITH 5 NOCYCLE;",
    );
}

#[test]
fn an_enum_is_no_type_of_its_own() {
    let create = |dialect: Option<&str>| {
        Operation::CreateEnum(CreateEnum {
            data_type: EnumType {
                values: vec!["a".to_owned()],
                name: Some("e".into()),
                name_is_final: false,
                schema: None,
                native: true,
                create_constraint: false,
                create_type: true,
                length: Some(1),
                collation: None,
                dialect: dialect.map(str::to_owned),
                arguments: Default::default(),
            },
            check_first: false,
        })
    };
    check(create(None), "");
    check(create(Some(NAME)), "");
    check(
        create(Some("postgresql")),
        "error: Compiler of dialect 'mysql' can't render element of type CreateEnumType",
    );
}
