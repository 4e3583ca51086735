//! The table that a batch starts from.

use limbeck_schema::{QualifiedName, operation::BatchAlterTable};

use super::{
    super::inspection::{TableRows, Undescribed, read},
    Answers, not_understood,
};
use crate::{
    CompileError,
    batch::{ExistingIndex, ExistingTable, words::tokens},
    compile::Rebuilding,
    ddl::Context,
    inspection::{InspectionView, rows},
};

/// The table that the answers describe, as the batch wants it to be read.
pub(super) fn existing(
    cx: &Context<'_>,
    batch: &BatchAlterTable,
    answers: &Answers<'_>,
) -> Result<ExistingTable, CompileError> {
    let own =
        rows(answers.objects).find(|row| row.flag("is_own") && row.text("type") == Some("table"));
    let Some(sql) = own.and_then(|row| row.text("sql")) else {
        return Err(CompileError::NoSuchTable {
            table: batch.table.to_string(),
        });
    };
    let table = TableRows {
        sql,
        columns: rows(answers.columns).collect(),
        index_elements: rows(answers.index_elements).collect(),
        parents: rows(answers.parents).collect(),
    };
    let view = match cx.options.rebuilding {
        Rebuilding::Complete => InspectionView::Complete,
        Rebuilding::AsAlembic => InspectionView::Reflected,
    };
    let found = read(&batch.table, &table, view).ok_or_else(|| not_understood(&batch.table))?;
    let lost = found
        .undescribed
        .iter()
        .map(|part| lost(&batch.table, part));
    let warnings = found.warnings.iter().cloned().chain(lost).collect();
    let mut existing = ExistingTable {
        table: found.table,
        primary_key: found.primary_key,
        constraints: found.constraints,
        indexes: found
            .indexes
            .into_iter()
            .map(|found| match found.statement {
                None => ExistingIndex::Described(found.index),
                Some(sql) => ExistingIndex::Verbatim {
                    name: found
                        .index
                        .name
                        .identifier()
                        .map_or_else(String::new, |name| name.text.clone()),
                    sql: in_schema(cx, &batch.table, &sql),
                },
            })
            .collect(),
        is_reflected: true,
        dependents: Default::default(),
        warnings,
    };
    existing.adjust(cx, batch)?;
    Ok(existing)
}

/// The warning about a part that the copy does not have.
fn lost(table: &QualifiedName, part: &Undescribed) -> String {
    match part {
        Undescribed::DecoratedKey(what) => format!(
            "DESC and COLLATE in the {what} of table '{}' are not kept in the copy that \
             batch_alter_table() makes; pass the table as copy_from, or add an index.",
            table.name
        ),
        Undescribed::ForeignKey(referred) => format!(
            "The foreign key of table '{}' to '{referred}' names no columns there, and there is no \
             primary key that fits; it is not kept in the copy that batch_alter_table() makes. Name \
             the columns.",
            table.name
        ),
    }
}

/// A statement that SQLite keeps without a schema, for a table in one: the schema goes before the
/// name of what it makes.
pub(super) fn in_schema(cx: &Context<'_>, table: &QualifiedName, sql: &str) -> String {
    let Some(schema) = &table.schema else {
        return sql.to_owned();
    };
    let place = tokens(sql)
        .into_iter()
        .skip_while(|(token, _)| !(token.is("INDEX") || token.is("TRIGGER")))
        .nth(1)
        .map(|(_, range)| range.start);
    match place.and_then(|place| sql.split_at_checked(place)) {
        Some((before, after)) => format!("{before}{}.{after}", cx.quote(schema)),
        None => sql.to_owned(),
    }
}
