//! `op.bulk_insert`.

use limbeck_schema::{
    Expression,
    expression::{ColumnDefault, DmlTable, Insert, InsertSource, ValueTarget},
    operation::BulkInsert,
};

use crate::{
    CompileError, CompileOptions, Dialect,
    expression::{Place, SqlCompiler},
};

/// How many rows one statement inserts at most.
const ROWS_PER_STATEMENT: usize = 1_000;

/// The statements of `op.bulk_insert`: one per row in a script, as Alembic writes them; for a
/// connection as few as the rows allow.
///
/// # Errors
/// [`CompileError`] if a value has no literal, or a column is not known.
pub fn compile_bulk_insert(
    dialect: &dyn Dialect,
    insert: &BulkInsert,
    options: &CompileOptions,
) -> Result<Vec<String>, CompileError> {
    let options = CompileOptions {
        literal_binds: true,
        ..options.clone()
    };
    if options.offline || !insert.multiinsert {
        return insert
            .rows
            .iter()
            .map(|row| {
                let values = InsertSource::Values(targets(row));
                compile(dialect, &insert.table, values, &options)
            })
            .collect();
    }
    let Some(first) = insert.rows.first() else {
        return Ok(Vec::new());
    };
    // As with `executemany()`, the columns are those of the first row; what the table does not
    // have is passed over there, though not in a script.
    let keys: Vec<&str> = first
        .iter()
        .map(|(key, _)| key.as_str())
        .filter(|key| insert.table.column(key).is_some())
        .collect();
    let mut rows = Vec::with_capacity(insert.rows.len());
    for (index, row) in insert.rows.iter().enumerate() {
        for key in &keys {
            if !row.iter().any(|(known, _)| known == key) {
                return Err(CompileError::InvalidRequest {
                    message: format!(
                        "A value is required for bind parameter '{key}', in parameter group \
                         {index}"
                    ),
                });
            }
        }
        let known: Vec<_> = row
            .iter()
            .filter(|(key, _)| keys.contains(&key.as_str()))
            .cloned()
            .collect();
        rows.push(targets(&known));
    }
    if keys.is_empty() || has_callable_default(&insert.table, &keys) {
        return rows
            .into_iter()
            .map(|row| compile(dialect, &insert.table, InsertSource::Values(row), &options))
            .collect();
    }
    rows.chunks(ROWS_PER_STATEMENT)
        .map(|rows| {
            let values = InsertSource::MultiValues(rows.to_vec());
            compile(dialect, &insert.table, values, &options)
        })
        .collect()
}

fn targets(row: &[(String, Expression)]) -> Vec<(ValueTarget, Expression)> {
    row.iter()
        .map(|(key, value)| (ValueTarget::Key(key.clone()), value.clone()))
        .collect()
}

/// Whether a column without a value has a default that only one row at a time can get.
fn has_callable_default(table: &DmlTable, keys: &[&str]) -> bool {
    table.columns.iter().any(|column| {
        !keys.contains(&column.key.as_str())
            && matches!(column.default, Some(ColumnDefault::Callable))
    })
}

fn compile(
    dialect: &dyn Dialect,
    table: &DmlTable,
    source: InsertSource,
    options: &CompileOptions,
) -> Result<String, CompileError> {
    let insert = Insert {
        table: table.clone(),
        source,
        inline: true,
        upserts: Vec::new(),
        returning: Vec::new(),
        prefixes: Vec::new(),
        hints: Vec::new(),
        ctes: Vec::new(),
    };
    SqlCompiler::new(dialect, options).insert(&insert, Place::default())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use limbeck_schema::{
        Literal, SqlType,
        expression::{DmlColumn, FromClause, FromKind, TableFrom},
    };

    use super::*;

    fn column(name: &str, data_type: SqlType, default: Option<ColumnDefault>) -> DmlColumn {
        DmlColumn {
            key: name.to_owned(),
            name: name.into(),
            data_type,
            primary_key: false,
            autoincrement: false,
            default,
            onupdate: None,
            server_default: false,
        }
    }

    /// An INSERT into `t (id, n, x)`, where `n` has a default.
    fn insert(rows: &[&[(&str, i64)]], multiinsert: bool, default: ColumnDefault) -> BulkInsert {
        let from = FromClause {
            id: 1,
            kind: FromKind::Table(TableFrom {
                name: "t".into(),
                schema: None,
                in_metadata: false,
            }),
        };
        BulkInsert {
            table: Box::new(DmlTable {
                from: Arc::new(from),
                columns: vec![
                    column("id", SqlType::Integer, None),
                    column("n", SqlType::Integer, Some(default)),
                    column("x", SqlType::Integer, None),
                ],
            }),
            rows: rows
                .iter()
                .map(|row| {
                    row.iter()
                        .map(|(key, value)| {
                            let value = Expression::bind(Literal::Integer(*value));
                            ((*key).to_owned(), value)
                        })
                        .collect()
                })
                .collect(),
            multiinsert,
        }
    }

    #[track_caller]
    fn check(insert: &BulkInsert, offline: bool, expected: &[&str]) {
        let options = CompileOptions {
            offline,
            ..CompileOptions::default()
        };
        for dialect in crate::DIALECTS {
            let written = compile_bulk_insert(*dialect, insert, &options).unwrap();
            assert_eq!(written, expected, "{}", dialect.name());
        }
    }

    fn five() -> ColumnDefault {
        ColumnDefault::Value(Literal::Integer(5))
    }

    #[test]
    fn a_script_has_a_statement_for_each_row() {
        let rows: &[&[(&str, i64)]] = &[&[("x", 1), ("id", 2)], &[("id", 3)]];
        for multiinsert in [true, false] {
            check(
                &insert(
                    rows,
                    multiinsert,
                    ColumnDefault::Expression(Expression::text("f()")),
                ),
                true,
                &[
                    "INSERT INTO t (id, n, x) VALUES (2, f(), 1)",
                    "INSERT INTO t (id, n) VALUES (3, f())",
                ],
            );
        }
        check(&insert(&[], true, five()), true, &[]);
    }

    #[test]
    fn a_connection_gets_all_rows_at_once() {
        let rows: &[&[(&str, i64)]] = &[&[("id", 1), ("x", 2)], &[("id", 3), ("x", 4), ("n", 6)]];
        check(
            &insert(rows, true, five()),
            false,
            &["INSERT INTO t (id, n, x) VALUES (1, 5, 2), (3, 5, 4)"],
        );
        check(
            &insert(rows, false, five()),
            false,
            &[
                "INSERT INTO t (id, n, x) VALUES (1, 5, 2)",
                "INSERT INTO t (id, n, x) VALUES (3, 6, 4)",
            ],
        );
        check(&insert(&[], true, five()), false, &[]);
    }

    #[test]
    fn many_rows_take_several_statements() {
        let rows = vec![[("id", 1)]; ROWS_PER_STATEMENT + 1];
        let rows: Vec<&[(&str, i64)]> = rows.iter().map(|row| row.as_slice()).collect();
        let options = CompileOptions::default();
        let statements =
            compile_bulk_insert(crate::DIALECTS[0], &insert(&rows, true, five()), &options)
                .unwrap();
        assert_eq!(statements.len(), 2);
        assert_eq!(statements[1], "INSERT INTO t (id, n) VALUES (1, 5)");
    }

    #[test]
    fn rows_have_the_keys_of_the_first() {
        let rows: &[&[(&str, i64)]] = &[&[("id", 1), ("x", 2)], &[("id", 3)]];
        let options = CompileOptions::default();
        let error = compile_bulk_insert(crate::DIALECTS[0], &insert(rows, true, five()), &options)
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "A value is required for bind parameter 'x', in parameter group 1"
        );
    }
}
