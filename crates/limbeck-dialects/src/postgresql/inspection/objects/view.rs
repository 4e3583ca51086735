//! Views and materialised views.

use std::collections::HashMap;

use limbeck_schema::{
    Index, QualifiedName, SchemaObject,
    object::{View, ViewColumn, ViewKind},
};

use super::{maybe, text};
use crate::inspection::{InspectionError, Row};

/// A row of `views.sql`; indexes come later.
pub(super) fn read(row: Row<'_>) -> Result<SchemaObject, InspectionError> {
    let columns = row.objects("columns");
    let columns = columns.iter().map(|column| ViewColumn {
        name: column.text("name").into(),
        data_type: column.text("type"),
        default: column.maybe_text("default"),
        comment: column.maybe_text("comment"),
    });
    let mut options: Vec<(String, String)> = row
        .list("options")
        .into_iter()
        .flatten()
        .map(|option| match option.split_once('=') {
            Some((name, value)) => (name.to_owned(), value.to_owned()),
            None => (option, "true".to_owned()),
        })
        .collect();
    options.sort();
    Ok(SchemaObject::View(View {
        name: row.qualified("view_schema", "name"),
        kind: if row.flag("materialized") {
            ViewKind::Materialized {
                indexes: Vec::new(),
            }
        } else {
            ViewKind::Plain
        },
        names: Vec::new(),
        columns: columns.collect(),
        query: text(row, "query"),
        options,
        comment: maybe(row, "comment"),
    }))
}

/// Gives the materialised views their indexes.
pub(super) fn add_indexes(objects: &mut [SchemaObject], indexes: impl Iterator<Item = Index>) {
    let mut by_view: HashMap<QualifiedName, Vec<Index>> = HashMap::new();
    for index in indexes {
        by_view.entry(index.table.clone()).or_default().push(index);
    }
    for object in objects {
        if let SchemaObject::View(View {
            name,
            kind: ViewKind::Materialized { indexes },
            ..
        }) = object
        {
            *indexes = by_view.remove(name).unwrap_or_default();
        }
    }
}
