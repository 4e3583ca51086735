//! Copies of tables that a script gives: no database is asked.

use limbeck_schema::{
    CheckConstraint, Column, Constraint, ForeignKeyConstraint, Identifier, IndexElement, Operation,
    SqlType, Table,
    operation::{
        AddColumn, AddConstraint, AlterColumn, BatchAlterTable, CreateIndex, DropColumn, Recreate,
    },
};
use proptest::prelude::*;

use super::*;
use crate::ddl::testing::*;

fn given(table: Table, operations: Vec<Operation>) -> Operation {
    Operation::BatchAlterTable(BatchAlterTable {
        table: table.name.clone(),
        operations,
        recreate: Recreate::Always,
        copy_from: Some(Box::new(table)),
        reflection: Default::default(),
        table_args: Default::default(),
        table_options: options(&[]),
        naming_convention: None,
        partial_reordering: Vec::new(),
    })
}

fn alter(column: &str, change: impl FnOnce(&mut AlterColumn)) -> Operation {
    let mut alter = AlterColumn {
        table: name("t"),
        column: column.into(),
        nullable: None,
        data_type: None,
        server_default: Default::default(),
        new_name: None,
        comment: Default::default(),
        autoincrement: None,
        existing_type: None,
        existing_server_default: Default::default(),
        existing_nullable: None,
        existing_comment: None,
        existing_autoincrement: None,
        insert_before: None,
        insert_after: None,
        options: options(&[]),
    };
    change(&mut alter);
    Operation::AlterColumn(Box::new(alter))
}

fn renamed(column: &str, new: &str) -> Operation {
    alter(column, |alter| alter.new_name = Some(new.into()))
}

fn dropped(column: &str) -> Operation {
    Operation::DropColumn(DropColumn {
        table: name("t"),
        column: column.into(),
        if_exists: false,
        existing_type: None,
        options: options(&[]),
        before: None,
    })
}

fn added(added: Column) -> Operation {
    Operation::AddColumn(Box::new(AddColumn {
        table: name("t"),
        column: added,
        if_not_exists: false,
        inline_references: false,
        inline_primary_key: false,
        insert_before: None,
        insert_after: None,
    }))
}

/// A table `t` with columns of integers, the first being its key.
fn numbers(columns: &[&str]) -> Table {
    let mut table = table("t", vec![key(columns[0], SqlType::Integer)]);
    let rest = columns[1..]
        .iter()
        .map(|name| column(name, SqlType::Integer));
    table.columns.extend(rest);
    table
}

#[test]
fn names_follow_within_the_table() {
    let mut table = numbers(&["id", "a", "parent"]);
    table.constraints = vec![
        unique("uq", &["a"]),
        Constraint::ForeignKey(ForeignKeyConstraint {
            name: crate::ddl::testing::given("fk"),
            columns: names(&["parent"]),
            referred_table: name("t"),
            referred_columns: names(&["a"]),
            ondelete: None,
            onupdate: None,
            match_: None,
            deferral: Default::default(),
            use_alter: false,
            options: options(&[]),
            comment: None,
        }),
    ];
    let late = Operation::AddConstraint(AddConstraint {
        table: name("t"),
        constraint: unique("uq_late", &["b", "parent"]),
        naming_convention: None,
    });
    let index = Operation::CreateIndex(CreateIndex {
        index: limbeck_schema::Index {
            name: crate::ddl::testing::given("ix"),
            table: name("t"),
            elements: vec![IndexElement::Column("b".into())],
            unique: false,
            options: options(&[]),
        },
        if_not_exists: false,
        naming_convention: None,
    });
    check(
        given(table, vec![renamed("a", "b"), late, index]),
        "ALTER TABLE t DROP CONSTRAINT uq;\nALTER TABLE t DROP CONSTRAINT fk;\n\
         CREATE TABLE _alembic_tmp_t (\n    id SERIAL NOT NULL, \n    b INTEGER, \n    parent INTEGER, \n    \
         PRIMARY KEY (id), \n    CONSTRAINT uq UNIQUE (b), \n    \
         CONSTRAINT fk FOREIGN KEY(parent) REFERENCES t (b), \n    \
         CONSTRAINT uq_late UNIQUE (b, parent)\n);\n\
         INSERT INTO _alembic_tmp_t (id, b, parent) SELECT t.id, t.a, t.parent \nFROM t;\nDROP TABLE t;\n\
         ALTER TABLE _alembic_tmp_t RENAME TO t;\nCREATE INDEX ix ON t (b);",
        "CREATE TABLE _alembic_tmp_t (\n    id INTEGER NOT NULL, \n    b INTEGER, \n    parent INTEGER, \n    \
         PRIMARY KEY (id), \n    CONSTRAINT uq UNIQUE (b), \n    \
         CONSTRAINT fk FOREIGN KEY(parent) REFERENCES t (b), \n    \
         CONSTRAINT uq_late UNIQUE (b, parent)\n);\n\
         INSERT INTO _alembic_tmp_t (id, b, parent) SELECT t.id, t.a, t.parent \nFROM t;\nDROP TABLE t;\n\
         ALTER TABLE _alembic_tmp_t RENAME TO t;\nCREATE INDEX ix ON t (b);",
    );
}

#[test]
fn what_is_not_there_cannot_be_changed() {
    let refused = |operations, expected: &str| {
        check_both(
            given(numbers(&["id", "a"]), operations),
            &format!("error: {expected}"),
        );
    };
    refused(
        vec![dropped("z")],
        "Table 't' has no column 'z'. Look at the names of columns in the batch.",
    );
    refused(
        vec![added(column(
            "a",
            SqlType::Text {
                length: None,
                collation: None,
            },
        ))],
        "Table 't' has a column 'a' already. Drop it in the batch first, or alter it.",
    );
    refused(
        vec![
            dropped("id"),
            dropped("a"),
            added(column("b", SqlType::Integer)),
        ],
        "The batch leaves table 't' no column whose values could be kept. Drop the table and create it anew if that is \
         meant.",
    );
    refused(
        vec![Operation::AddConstraint(AddConstraint {
            table: name("t"),
            constraint: unique("", &["a"]),
            naming_convention: None,
        })],
        "Constraint must have a name",
    );
}

#[test]
fn a_check_of_a_dropped_column_goes_with_it() {
    let mut table = numbers(&["id", "a", "b"]);
    table.constraints = ["a > b", "b > 0"]
        .map(|condition| {
            Constraint::Check(CheckConstraint {
                name: crate::ddl::testing::given(&format!("ck{}", condition.len())),
                condition: Expression::text(condition),
                deferral: Default::default(),
                options: options(&[]),
                comment: None,
            })
        })
        .to_vec();
    let script = statements(&given(table, vec![dropped("a")])).join("\n");
    assert!(
        script.contains("CHECK (b > 0)") && !script.contains("a > b"),
        "{script}"
    );
}

fn statements(operation: &Operation) -> Vec<String> {
    let options = CompileOptions {
        offline: true,
        ..CompileOptions::default()
    };
    let mut compilation = Compilation::default();
    let dialect = crate::dialect("sqlite").expect("a dialect");
    match dialect.compile(operation, &options, &mut compilation) {
        Ok(()) => compilation
            .take_statements()
            .iter()
            .map(CompiledStatement::script_text)
            .collect(),
        Err(error) => vec![format!("error: {error}")],
    }
}

/// A change of a column of the table in the property below.
#[derive(Clone, Debug)]
enum Change {
    Drop(usize),
    Rename(usize, usize),
    Add(usize),
    Nullable(usize, bool),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (0..5_usize).prop_map(Change::Drop),
        (0..5_usize, 0..9_usize).prop_map(|(old, new)| Change::Rename(old, new)),
        (5..9_usize).prop_map(Change::Add),
        (0..5_usize, any::<bool>()).prop_map(|(place, value)| Change::Nullable(place, value)),
    ]
}

proptest! {
    /// Beside the simplest model of a batch: a list of columns, each with the one that it comes
    /// from.
    #[test]
    fn every_column_that_stays_is_copied_once(changes in proptest::collection::vec(change(), 0..6)) {
        const NAMES: [&str; 9] = ["c0", "c1", "c2", "c3", "c4", "n5", "n6", "n7", "n8"];
        let mut model: Vec<(String, Option<&str>)> = NAMES[..5]
            .iter()
            .map(|name| ((*name).to_owned(), Some(*name)))
            .collect();
        let mut operations = Vec::new();
        for change in changes {
            // Only what makes sense: the column is there under its first name, the new name is free.
            let at = |model: &[(String, Option<&str>)], name: usize| {
                model.iter().position(|(now, source)| *source == Some(NAMES[name]) && now == NAMES[name])
            };
            let is_free = |model: &[(String, Option<&str>)], name: usize| {
                model.iter().all(|(now, source)| now != NAMES[name] && *source != Some(NAMES[name]))
            };
            match change {
                Change::Drop(name) if model.len() > 1 => if let Some(place) = at(&model, name) {
                    model.remove(place);
                    operations.push(dropped(NAMES[name]));
                },
                Change::Rename(old, new) if is_free(&model, new) => if let Some(place) = at(&model, old) {
                    model[place].0 = NAMES[new].to_owned();
                    operations.push(renamed(NAMES[old], NAMES[new]));
                },
                Change::Add(name) if is_free(&model, name) => {
                    model.push((NAMES[name].to_owned(), None));
                    operations.push(added(column(NAMES[name], SqlType::Integer)));
                }
                Change::Nullable(name, nullable) => if at(&model, name).is_some() {
                    operations.push(alter(NAMES[name], |alter| alter.nullable = Some(nullable)));
                },
                Change::Drop(_) | Change::Rename(..) | Change::Add(_) => {}
            }
        }
        let found = statements(&given(numbers(&NAMES[..5]), operations));
        let copied: Vec<(&str, &str)> = model
            .iter()
            .filter_map(|(name, source)| Some((name.as_str(), (*source)?)))
            .collect();
        if copied.is_empty() {
            prop_assert!(found[0].starts_with("error: The batch leaves table"), "{:?}", found);
            return Ok(());
        }
        let names: Vec<&str> = copied.iter().map(|(name, _)| *name).collect();
        let values: Vec<String> = copied.iter().map(|(_, source)| format!("t.{source}")).collect();
        prop_assert_eq!(&found[1], &format!(
            "INSERT INTO _alembic_tmp_t ({}) SELECT {} \nFROM t",
            names.join(", "),
            values.join(", ")
        ));
        prop_assert_eq!(&found[2..], ["DROP TABLE t", "ALTER TABLE _alembic_tmp_t RENAME TO t"]);
        let mut made: Vec<&str> = found[0]
            .lines()
            .skip(1)
            .filter_map(|line| line.split_whitespace().next())
            .take_while(|word| *word != "PRIMARY" && *word != ")")
            .collect();
        let mut expected: Vec<&str> = model.iter().map(|(name, _)| name.as_str()).collect();
        // A column that was added behind one that is dropped then stands nowhere in particular.
        made.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(made, expected);
    }

    /// No text breaks the reading of definitions.
    #[test]
    fn any_text_is_tokens(text in "\\PC{0,40}") {
        let mut end = 0;
        for (_, range) in words::tokens(&text) {
            prop_assert!(range.start >= end && range.end > range.start);
            prop_assert!(text.get(range.clone()).is_some());
            end = range.end;
        }
    }
}

#[test]
fn identifiers_are_quoted_in_the_copy() {
    let mut odd = numbers(&["id", "a b"]);
    odd.name = QualifiedName::in_schema(Some(Identifier::new("S")), "Order");
    let found = statements(&given(odd, Vec::new()));
    assert_eq!(
        found[1],
        "INSERT INTO \"S\".\"_alembic_tmp_Order\" (id, \"a b\") SELECT \"S\".\"Order\".id, \"S\".\"Order\".\"a b\" \n\
         FROM \"S\".\"Order\""
    );
}
