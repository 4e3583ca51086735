//! Statements made by chance: what is written is read, however it is written, and nothing makes the
//! reader panic.

use proptest::prelude::*;

use super::{ColumnClause, ColumnDefinition, Named, References, read};

/// Names as they are written, and what they are.
const NAMES: [(&str, &str); 8] = [
    ("a", "a"),
    ("B_2", "B_2"),
    ("\"c d\"", "c d"),
    ("\"e\"\"f\"", "e\"f"),
    ("[g,(h]", "g,(h"),
    ("`i``j`", "i`j"),
    ("'k''l'", "k'l"),
    ("größe", "größe"),
];

const TYPES: [&str; 7] = [
    "",
    "INTEGER",
    "double precision",
    "VARCHAR(10)",
    "NUMERIC (10, 2)",
    "\"my type\"",
    "generated",
];

/// What may stand between two tokens.
const BLANKS: [&str; 5] = [" ", "\n\t", " /* , ( ' */ ", " -- ) '\n", "  "];

fn clause() -> impl Strategy<Value = (&'static str, ColumnClause)> {
    let text = |text: &str| text.to_owned();
    prop::sample::select(vec![
        ("NOT NULL", ColumnClause::NotNull { on_conflict: None }),
        (
            "not null on conflict ignore",
            ColumnClause::NotNull {
                on_conflict: Some(text("ignore")),
            },
        ),
        ("UNIQUE", ColumnClause::Unique { on_conflict: None }),
        (
            "PRIMARY KEY ASC AUTOINCREMENT",
            ColumnClause::PrimaryKey {
                descending: false,
                on_conflict: None,
                autoincrement: true,
            },
        ),
        (
            "DEFAULT 'it''s, )'",
            ColumnClause::Default(text("'it''s, )'")),
        ),
        ("DEFAULT -1.5e-3", ColumnClause::Default(text("-1.5e-3"))),
        ("DEFAULT x'00'", ColumnClause::Default(text("x'00'"))),
        ("DEFAULT (1+(2))", ColumnClause::Default(text("(1+(2))"))),
        ("COLLATE nocase", ColumnClause::Collate(text("nocase"))),
        (
            "CHECK (a <> ')' AND (b > 0))",
            ColumnClause::Check(text("a <> ')' AND (b > 0)")),
        ),
        (
            "REFERENCES \"o p\" (q) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED",
            ColumnClause::References(References {
                table: text("o p"),
                columns: vec![text("q")],
                ondelete: Some(text("SET NULL")),
                deferrable: Some(true),
                initially: Some(text("DEFERRED")),
                ..References::default()
            }),
        ),
        (
            "GENERATED ALWAYS AS (a || ',') STORED",
            ColumnClause::Generated {
                expression: text("a || ','"),
                stored: true,
            },
        ),
    ])
}

prop_compose! {
    /// A column as it is written, and what it is.
    fn column()(
        (written, name) in prop::sample::select(&NAMES[..]),
        data_type in prop::sample::select(&TYPES[..]),
        clauses in prop::collection::vec(
            (prop::option::of(prop::sample::select(&NAMES[..])), clause()),
            0..4,
        ),
        blank in prop::sample::select(&BLANKS[..]),
    ) -> (String, ColumnDefinition) {
        let mut parts = vec![written.to_owned(), data_type.to_owned()];
        let mut column = ColumnDefinition {
            name: name.to_owned(),
            data_type: data_type.to_owned(),
            clauses: Vec::new(),
            before_unique: None,
        };
        for (constraint, (text, clause)) in clauses {
            parts.extend(constraint.map(|(written, _)| format!("CONSTRAINT{blank}{written}")));
            parts.push(text.to_owned());
            let name = constraint.map(|(_, name)| name.to_owned());
            column.clauses.push(Named { name, clause });
        }
        parts.retain(|part| !part.is_empty());
        (parts.join(blank), column)
    }
}

/// Tokens, whole and broken ones.
fn soup() -> impl Strategy<Value = String> {
    let tokens = prop::sample::select(vec![
        "CREATE",
        "TABLE",
        "t",
        "(",
        ")",
        ",",
        ".",
        "'",
        "\"",
        "[",
        "]",
        "`",
        "--",
        "/*",
        "*/",
        "\n",
        "PRIMARY",
        "KEY",
        "DEFAULT",
        "-",
        "+",
        "x'",
        "1e",
        "1.",
        "CHECK",
        "CONSTRAINT",
        "REFERENCES",
        "ON",
        "DELETE",
        "SET",
        "NOT",
        "NULL",
        "GENERATED",
        "ALWAYS",
        "AS",
        "UNIQUE",
        "FOREIGN",
        "COLLATE",
        "WITHOUT",
        "ROWID",
        "é",
        "😀",
        "\0",
        "'a'",
        "\"b\"",
    ]);
    let separated = (tokens, prop::sample::select(vec!["", " "]));
    prop::collection::vec(separated, 0..40).prop_map(|tokens| {
        tokens
            .into_iter()
            .flat_map(|(token, blank)| [token, blank])
            .collect()
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        columns in prop::collection::vec(column(), 1..5),
        blank in prop::sample::select(&BLANKS[..]),
    ) {
        let (written, expected): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
        let separator = format!("{blank},{blank}");
        let sql = format!("CREATE TABLE{blank}t{blank}({blank}{}{blank})", written.join(&separator));
        let found = read(&sql).expect("a table");
        prop_assert!(found.constraints.is_empty(), "{}", sql);
        prop_assert_eq!(found.columns.len(), expected.len(), "{}", sql);
        for (mut found, expected) in found.columns.into_iter().zip(expected) {
            found.before_unique = None;
            prop_assert_eq!(found, expected, "{}", sql);
        }
    }

    #[test]
    fn nothing_makes_the_reader_panic(text in soup(), any in ".*") {
        read(&text);
        read(&format!("CREATE TABLE t ({text}"));
        read(&format!("CREATE TABLE t (a {text})"));
        read(&any);
    }
}
