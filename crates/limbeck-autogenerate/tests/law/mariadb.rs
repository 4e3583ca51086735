//! Generated schemas of MariaDB.

use limbeck_test_support::Mysql;
use proptest::{option, prelude::*};

use super::check_generated;

/// Types, and defaults of theirs.
const TYPES: [(&str, [&str; 2]); 9] = [
    ("INT", ["1", "(2 + 3)"]),
    ("BIGINT UNSIGNED", ["7", "0"]),
    ("DECIMAL(10,2)", ["1.50", "0.00"]),
    ("VARCHAR(30)", ["'it''s'", "(lower('A'))"]),
    ("VARCHAR(30) COLLATE utf8mb4_bin", ["''", "'y'"]),
    ("TEXT", ["'x'", "(concat('a', 'b'))"]),
    ("DATETIME", ["CURRENT_TIMESTAMP", "'2020-01-01 00:00:00'"]),
    ("TINYINT(1)", ["1", "0"]),
    ("ENUM('a','b')", ["'a'", "'b'"]),
];

#[derive(Clone, Debug)]
struct Column {
    data_type: usize,
    default: Option<usize>,
    nullable: bool,
    comment: bool,
}

#[derive(Clone, Debug)]
struct Table {
    id: usize,
    columns: Vec<Option<Column>>,
    generated: Option<usize>,
    refers: Option<(usize, usize)>,
    unique: bool,
    check: Option<usize>,
    index: Option<usize>,
    comment: bool,
    view: bool,
    trigger: Option<usize>,
}

fn column() -> impl Strategy<Value = Column> {
    let attributes = (
        0..TYPES.len(),
        option::of(0..2usize),
        any::<bool>(),
        any::<bool>(),
    );
    attributes.prop_map(|(data_type, default, nullable, comment)| Column {
        data_type,
        default,
        nullable,
        comment,
    })
}

fn table() -> impl Strategy<Value = Table> {
    let parts = (
        0..3usize,
        proptest::collection::vec(option::of(column()), 3),
        option::of(0..3usize),
        option::of((0..3usize, 0..3usize)),
        any::<bool>(),
        option::of(0..2usize),
        option::of(0..3usize),
        any::<bool>(),
        any::<bool>(),
        option::of(0..2usize),
    );
    parts.prop_map(
        |(id, columns, generated, refers, unique, check, index, comment, view, trigger)| Table {
            id,
            columns,
            generated,
            refers,
            unique,
            check,
            index,
            comment,
            view,
            trigger,
        },
    )
}

fn statements(tables: &[Option<Table>]) -> Vec<String> {
    let mut made = Vec::new();
    let mut later = Vec::new();
    for (number, table) in tables.iter().enumerate() {
        if let Some(table) = table {
            of_table(tables, number, table, &mut made, &mut later);
        }
    }
    made.extend(later);
    made
}

fn of_table(
    tables: &[Option<Table>],
    number: usize,
    table: &Table,
    made: &mut Vec<String>,
    later: &mut Vec<String>,
) {
    let id_types = [
        "INT NOT NULL",
        "BIGINT NOT NULL",
        "INT NOT NULL AUTO_INCREMENT",
    ];
    let mut parts = vec![
        format!("id {}", id_types[table.id]),
        "PRIMARY KEY (id)".to_owned(),
        "n INT".to_owned(),
    ];
    for (place, column) in table.columns.iter().enumerate() {
        let Some(column) = column else { continue };
        let (data_type, defaults) = TYPES[column.data_type];
        let null = if column.nullable { "NULL" } else { "NOT NULL" };
        let default = column.default.map_or_else(String::new, |default| {
            format!(" DEFAULT {}", defaults[default])
        });
        let comment = if column.comment {
            " COMMENT 'it''s'"
        } else {
            ""
        };
        parts.push(format!("c{place} {data_type} {null}{default}{comment}"));
    }
    if let Some(generated) = table.generated {
        let expression = ["(n * 2) STORED", "(n + 1) STORED", "(n + 1) VIRTUAL"][generated];
        parts.push(format!("g INT GENERATED ALWAYS AS {expression}"));
    }
    if let Some((target, action)) = table.refers
        && let Some(referred) = &tables[target]
    {
        let data_type = if referred.id == 1 { "BIGINT" } else { "INT" };
        let action = [
            "",
            " ON DELETE CASCADE",
            " ON UPDATE CASCADE ON DELETE SET NULL",
        ][action];
        parts.push(format!("r {data_type}"));
        parts.push(format!("KEY r{number} (r)"));
        later.insert(
            0,
            format!(
                "ALTER TABLE t{number} ADD CONSTRAINT fk{number} FOREIGN KEY (r) REFERENCES t{target} (id){action}"
            ),
        );
    }
    if let Some(check) = table.check {
        let condition = ["n > 0", "n > 1 OR n < -3"][check];
        parts.push(format!("CONSTRAINT ck{number} CHECK ({condition})"));
    }
    if table.unique {
        parts.push(format!("CONSTRAINT uq{number} UNIQUE (n, id)"));
    }
    if let Some(index) = table.index {
        let columns = ["(n)", "(n, id)", "(id) COMMENT 'an index'"][index];
        parts.push(format!("KEY ix{number} {columns}"));
    }
    let comment = if table.comment {
        " COMMENT 'a table'"
    } else {
        ""
    };
    made.push(format!(
        "CREATE TABLE t{number} ({}){comment}",
        parts.join(", ")
    ));
    if table.view {
        let column = (0..3).find(|place| table.columns[*place].is_some());
        let column = column.map_or_else(|| "n".to_owned(), |place| format!("c{place}"));
        later.push(format!(
            "CREATE VIEW v{number} AS SELECT id, {column} AS x FROM t{number}"
        ));
        later.push(format!("CREATE VIEW w{number} AS SELECT x FROM v{number}"));
    }
    if let Some(trigger) = table.trigger {
        let value = ["1", "2"][trigger];
        later.push(format!(
            "CREATE TRIGGER tr{number} BEFORE INSERT ON t{number} FOR EACH ROW SET NEW.n = {value}"
        ));
    }
}

#[test]
fn generated_schemas_become_each_other() {
    let clear = [
        "DROP DATABASE {name}",
        "CREATE DATABASE {name} CHARACTER SET utf8mb4",
        "USE {name}",
    ];
    let tables = proptest::collection::vec(option::of(table()), 3);
    check_generated::<Mysql, _>("mariadb", &clear, tables, |tables| statements(tables));
}
