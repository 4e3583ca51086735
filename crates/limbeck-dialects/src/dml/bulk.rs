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
