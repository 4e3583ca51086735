//! ON DUPLICATE KEY UPDATE.

use limbeck_schema::expression::{
    DmlColumn, DuplicateKey, FromKind, Insert, InsertSource, ValueTarget,
};

use super::super::Vendor;
use crate::expression::{InsertedRow, Place, Sql, SqlCompiler};

/// The clause; columns of the row that could not be inserted are written as the server's version
/// wants them (`visit_on_duplicate_key_update()`).
pub(super) fn duplicate_key(
    vendor: Vendor,
    compiler: &mut SqlCompiler<'_>,
    insert: &Insert,
    clause: &DuplicateKey,
    place: Place,
) -> Sql {
    let is_select = matches!(insert.source, InsertSource::Select { .. });
    let alias = (!is_select && vendor.aliases_inserted_row(compiler.options)).then(|| {
        let is_taken = match &insert.table.from.kind {
            FromKind::Table(table) => table.name.as_str().eq_ignore_ascii_case("new"),
            _ => false,
        };
        if is_taken { "new_1" } else { "new" }
    });
    let around = compiler.inserted_row.replace(InsertedRow {
        table: insert.table.from.id,
        alias,
    });
    let assignments = assignments(compiler, insert, clause, place);
    compiler.inserted_row = around;
    let assignments = assignments?.join(", ");
    Ok(match alias {
        Some(alias) => format!("AS {alias} ON DUPLICATE KEY UPDATE {assignments}"),
        None => format!("ON DUPLICATE KEY UPDATE {assignments}"),
    })
}

fn assignments(
    compiler: &mut SqlCompiler<'_>,
    insert: &Insert,
    clause: &DuplicateKey,
    place: Place,
) -> Result<Vec<String>, crate::CompileError> {
    let value_of = |column: &DmlColumn| {
        clause
            .values
            .iter()
            .find(|(target, _)| *target == ValueTarget::Key(column.key.clone()))
            .map(|(_, value)| value)
    };
    let columns: Vec<&DmlColumn> = if clause.ordered {
        clause
            .values
            .iter()
            .filter_map(|(target, _)| match target {
                ValueTarget::Key(key) => insert.table.column(key),
                ValueTarget::Expression(_) => None,
            })
            .collect()
    } else {
        insert.table.columns.iter().collect()
    };
    let mut assignments = Vec::new();
    for column in columns {
        if let Some(value) = value_of(column) {
            let value = compiler.value(value, &column.data_type, place)?;
            assignments.push(format!("{} = {value}", compiler.quote(&column.name)));
        }
    }
    let unknown: Vec<String> = clause
        .values
        .iter()
        .filter_map(|(target, _)| match target {
            ValueTarget::Key(key) if insert.table.column(key).is_none() => Some(format!("'{key}'")),
            _ => None,
        })
        .collect();
    if !unknown.is_empty() {
        let table = insert
            .table
            .from
            .name()
            .map_or_else(String::new, |name| name.body());
        compiler.warn(format!(
            "Additional column names not matching any column keys in table '{table}': {}",
            unknown.join(", ")
        ));
    }
    Ok(assignments)
}
