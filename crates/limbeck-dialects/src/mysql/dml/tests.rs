//! What depends on the version of the server.

use std::sync::Arc;

use limbeck_schema::{
    Expression, Literal, SqlType,
    expression::{
        AliasFrom, Aliased, Cast, ColumnReference, ConflictAction, ConflictTarget, DmlColumn,
        DmlTable, DuplicateKey, ForUpdate, FromClause, FromKind, Insert, InsertSource, Name, Query,
        RowLimits, Select, SelectColumn, Statement, TableFrom, UpsertClause, ValueTarget,
    },
    operation::SqlStatement,
};

use crate::{
    CompileOptions, Dialect,
    dml::compile_statement,
    mysql::{MARIADB, MYSQL},
};

#[track_caller]
fn check(
    dialect: &dyn Dialect,
    server_version: Option<(u32, u32, u32)>,
    statement: Statement,
    expected: &str,
) {
    let options = CompileOptions {
        server_version,
        offline: true,
        ..CompileOptions::default()
    };
    let statement = SqlStatement::Construct(Box::new(statement));
    let sql = compile_statement(dialect, &statement, &options);
    assert_eq!(sql.as_deref(), Ok(expected));
}

fn from() -> Arc<FromClause> {
    Arc::new(FromClause {
        id: 1,
        kind: FromKind::Table(TableFrom {
            name: "t".into(),
            schema: None,
            in_metadata: false,
        }),
    })
}

fn column(from: Arc<FromClause>, data_type: SqlType) -> Expression {
    Expression::Column(Box::new(ColumnReference {
        id: 2,
        name: Name::Given("n".into()),
        table: Some(from),
        data_type,
        is_literal: false,
    }))
}

fn select(expression: Expression, rows: RowLimits) -> Statement {
    Statement::Query(Query::Select(Box::new(Select {
        columns: vec![SelectColumn {
            id: 3,
            expression,
            from: None,
        }],
        rows,
        ..Select::default()
    })))
}

#[test]
fn a_shared_lock_has_a_word_of_its_own_in_newer_servers() {
    let locked = |of| {
        let for_update = Some(ForUpdate {
            read: true,
            of,
            ..ForUpdate::default()
        });
        select(
            column(from(), SqlType::Integer),
            RowLimits {
                for_update,
                ..RowLimits::default()
            },
        )
    };
    let old = "SELECT t.n \nFROM t LOCK IN SHARE MODE";
    check(&MYSQL, None, locked(vec![from()]), old);
    check(&MYSQL, Some((5, 7, 40)), locked(vec![from()]), old);
    check(&MARIADB, Some((11, 4, 2)), locked(vec![from()]), old);
    check(
        &MYSQL,
        Some((8, 0, 36)),
        locked(vec![from()]),
        "SELECT t.n \nFROM t FOR SHARE OF t",
    );
}

#[test]
fn the_row_that_was_not_inserted_has_a_name_in_newer_servers() {
    let insert = || {
        let inserted = Arc::new(FromClause {
            id: 9,
            kind: FromKind::Alias(AliasFrom {
                name: Name::Given("inserted".into()),
                element: Aliased::From(from()),
                lateral: false,
            }),
        });
        let value = Expression::bind(Literal::Integer(1));
        Statement::Insert(Box::new(Insert {
            table: DmlTable {
                from: from(),
                columns: vec![DmlColumn {
                    key: "n".to_owned(),
                    name: "n".into(),
                    data_type: SqlType::Integer,
                    primary_key: false,
                    autoincrement: false,
                    default: None,
                    onupdate: None,
                    server_default: false,
                }],
            },
            source: InsertSource::Values(vec![(ValueTarget::Key("n".to_owned()), value)]),
            inline: false,
            upserts: vec![UpsertClause {
                dialect: "mysql".to_owned(),
                target: ConflictTarget::Any,
                action: ConflictAction::DuplicateKey(DuplicateKey {
                    values: vec![(
                        ValueTarget::Key("n".to_owned()),
                        column(inserted, SqlType::Integer),
                    )],
                    ordered: false,
                }),
            }],
            returning: Vec::new(),
            prefixes: Vec::new(),
            hints: Vec::new(),
            ctes: Vec::new(),
        }))
    };
    let old = "INSERT INTO t (n) VALUES (1) ON DUPLICATE KEY UPDATE n = VALUES(n)";
    check(&MYSQL, None, insert(), old);
    check(&MYSQL, Some((8, 0, 19)), insert(), old);
    check(&MARIADB, Some((11, 4, 2)), insert(), old);
    check(
        &MYSQL,
        Some((8, 0, 20)),
        insert(),
        "INSERT INTO t (n) VALUES (1) AS new ON DUPLICATE KEY UPDATE n = new.n",
    );
}

#[test]
fn casts_to_floats_are_left_out_where_there_are_none() {
    let cast = || {
        select(
            Expression::Cast(Box::new(Cast {
                element: column(from(), SqlType::Integer),
                data_type: SqlType::Float { precision: None },
            })),
            RowLimits::default(),
        )
    };
    let left_out = "SELECT t.n AS n \nFROM t";
    let written = "SELECT CAST(t.n AS FLOAT) AS n \nFROM t";
    check(&MYSQL, None, cast(), left_out);
    check(&MYSQL, Some((8, 0, 16)), cast(), left_out);
    check(&MYSQL, Some((8, 0, 17)), cast(), written);
    check(&MARIADB, Some((10, 11, 6)), cast(), written);
}
