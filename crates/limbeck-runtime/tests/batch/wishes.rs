//! What a batch asks for besides its operations.

use limbeck_schema::operation::{Reflection, TableItems};
use limbeck_schema::{
    CheckConstraint, Constraint, ConstraintKind, ConstraintName, Expression, NamingConvention,
};

use super::*;

#[track_caller]
fn check(statements: &[&str], change: impl FnOnce(&mut BatchAlterTable), expected: &[&str]) {
    let mut database = Database::new(statements);
    let Operation::BatchAlterTable(mut wanted) = batch(vec![]) else {
        panic!("a batch");
    };
    change(&mut wanted);
    database.push(Operation::BatchAlterTable(wanted)).unwrap();
    assert_eq!(database.catalog(), expected);
}

const TABLE: &str =
    "CREATE TABLE item (id INTEGER PRIMARY KEY, a TEXT UNIQUE, n INTEGER CHECK (n > 0))";

fn drop_constraint(name: &str, kind: ConstraintKind) -> Operation {
    Operation::DropConstraint(limbeck_schema::operation::DropConstraint {
        table: QualifiedName::new("item"),
        name: ConstraintName::Given(name.into()),
        kind: Some(kind),
        if_exists: false,
        before: None,
        naming_convention: None,
    })
}

#[test]
fn a_convention_names_what_has_no_name() {
    let convention = NamingConvention {
        templates: [
            ("uq", "uq_%(table_name)s_%(column_0_name)s"),
            ("pk", "pk_%(table_name)s"),
            ("ck", "ck_%(table_name)s_%(constraint_name)s"),
        ]
        .into_iter()
        .map(|(kind, template)| (kind.to_owned(), template.to_owned()))
        .collect(),
    };
    check(
        &[TABLE],
        |batch| {
            batch.naming_convention = Some(convention);
            batch.operations = vec![drop_constraint("uq_item_a", ConstraintKind::Unique)];
        },
        &[
            "CREATE TABLE \"item\" (id INTEGER, a TEXT, n INTEGER, CONSTRAINT pk_item PRIMARY KEY (id), CHECK (n > 0))",
        ],
    );
}

#[test]
fn checks_among_the_arguments_stand_for_those_without_a_name() {
    check(
        &[TABLE],
        |batch| {
            batch.table_args.constraints = vec![Constraint::Check(CheckConstraint {
                name: ConstraintName::Given("ck".into()),
                condition: Expression::text("n > 10"),
                deferral: Default::default(),
                options: Default::default(),
                comment: None,
            })];
        },
        &[
            "CREATE TABLE \"item\" (id INTEGER, a TEXT, n INTEGER, PRIMARY KEY (id), CONSTRAINT ck CHECK (n > 10), \
           UNIQUE (a))",
        ],
    );
}

#[test]
fn what_is_known_better_than_the_database_tells() {
    let text = SqlType::Text {
        length: None,
        collation: None,
    };
    check(
        &[TABLE],
        |batch| {
            batch.reflection = Reflection {
                items: TableItems {
                    columns: vec![Column {
                        nullable: false,
                        ..Column::new("n", SqlType::BigInteger)
                    }],
                    ..TableItems::default()
                },
                columns: vec![Column::new("a", text)],
                include_columns: None,
            };
        },
        &[
            "CREATE TABLE \"item\" (id INTEGER, a TEXT, n BIGINT NOT NULL, PRIMARY KEY (id), UNIQUE (a), CHECK (n > 0))",
        ],
    );
    check(
        &[TABLE],
        |batch| batch.reflection.include_columns = Some(vec!["n".to_owned()]),
        &["CREATE TABLE \"item\" (n INTEGER, CHECK (n > 0))"],
    );
}

#[test]
fn the_order_of_columns() {
    check(
        &[TABLE],
        |batch| batch.partial_reordering = vec![vec!["n".to_owned(), "id".to_owned()]],
        &[
            "CREATE TABLE \"item\" (a TEXT, n INTEGER, id INTEGER, PRIMARY KEY (id), UNIQUE (a), CHECK (n > 0))",
        ],
    );
}

#[test]
fn a_copy_of_a_given_table_keeps_triggers() {
    let trigger = "CREATE TRIGGER t AFTER INSERT ON item BEGIN SELECT NEW.id; END";
    check(
        &[TABLE, trigger],
        |batch| {
            let mut table = limbeck_schema::Table::new(QualifiedName::new("item"));
            table.columns = vec![Column {
                primary_key: true,
                nullable: false,
                ..Column::new("id", SqlType::Integer)
            }];
            batch.copy_from = Some(Box::new(table));
        },
        &[
            "CREATE TABLE \"item\" (id INTEGER NOT NULL, PRIMARY KEY (id))",
            trigger,
        ],
    );
}

#[test]
fn a_table_of_another_database_file() {
    let mut database = Database::new(&["CREATE TABLE item (other)"]);
    database.execute("ATTACH ':memory:' AS \"A x\"");
    database.session.commit().unwrap();
    for sql in [
        "CREATE TABLE \"A x\".item (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT UNIQUE, p INTEGER REFERENCES item)",
        "CREATE INDEX \"A x\".i ON item (lower(a))",
        "CREATE INDEX \"A x\".plain ON item (p)",
        "CREATE TRIGGER \"A x\".t AFTER INSERT ON item BEGIN SELECT NEW.a; END",
        "INSERT INTO \"A x\".item VALUES (5, 'x', 5)",
        "PRAGMA foreign_keys=ON",
    ] {
        database.execute(sql);
    }
    let Operation::BatchAlterTable(mut wanted) = batch(vec![set_nullable("a", false)]) else {
        panic!("a batch");
    };
    wanted.table.schema = Some("A x".into());
    database.push(Operation::BatchAlterTable(wanted)).unwrap();
    database.session.commit().unwrap();
    assert_eq!(database.catalog(), ["CREATE TABLE item (other)"]);
    let sql = "SELECT group_concat(replace(replace(sql, char(9), ''), char(10), ''), ' ') FROM \
               (SELECT sql FROM \"A x\".sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY name)";
    assert_eq!(
        database.rows(sql),
        "CREATE INDEX i ON item (lower(a)) \
         CREATE TABLE \"item\" (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT NOT NULL, p INTEGER, UNIQUE (a), \
         FOREIGN KEY(p) REFERENCES item (id)) \
         CREATE INDEX plain ON item (p) \
         CREATE TRIGGER t AFTER INSERT ON item BEGIN SELECT NEW.a; END"
    );
    assert_eq!(database.rows("SELECT * FROM \"A x\".item"), "5|x|5");
    assert_eq!(
        database.rows("SELECT * FROM \"A x\".sqlite_sequence"),
        "item|5"
    );
}
