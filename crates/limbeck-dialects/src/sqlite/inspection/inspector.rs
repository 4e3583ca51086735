//! The inspector of SQLite: the text of every table beside what the PRAGMAs say.

use std::collections::HashMap;

use limbeck_database::ResultSet;
use limbeck_schema::{Constraint, Identifier, QualifiedName, Schema, Table};

use super::{
    Catalog, INDEX_ELEMENTS, MAIN, PARENTS, in_scope,
    table::{self, Found, TableRows, Undescribed},
};
use crate::inspection::{
    CatalogQueries, CatalogQuestion, Inspection, InspectionError, InspectionScope, InspectionView,
    Inspector, Row, rows,
};

/// The inspector of SQLite.
pub(in crate::sqlite) struct SqliteInspector;

/// Rows by the table that they are about.
struct ByTable<'a>(HashMap<QualifiedName, Vec<Row<'a>>>);

impl<'a> ByTable<'a> {
    fn new(answer: &'a ResultSet) -> Self {
        let mut by_table: HashMap<QualifiedName, Vec<Row<'a>>> = HashMap::new();
        for row in rows(answer) {
            by_table.entry(row.table()).or_default().push(row);
        }
        Self(by_table)
    }

    fn take(&mut self, table: &QualifiedName) -> Vec<Row<'a>> {
        self.0.remove(table).unwrap_or_default()
    }
}

impl Inspector for SqliteInspector {
    fn queries(&self, scope: &InspectionScope) -> Vec<String> {
        let catalog = [CatalogQuestion::Relations, CatalogQuestion::Columns]
            .into_iter()
            .filter_map(|question| Catalog.query(question, &scope.schemas, None));
        let own = [INDEX_ELEMENTS, PARENTS].map(|text| in_scope(text, &scope.schemas, None));
        catalog.chain(own).collect()
    }

    fn read(
        &self,
        scope: &InspectionScope,
        answers: &[ResultSet],
    ) -> Result<Inspection, InspectionError> {
        let [relations, columns, index_elements, parents] = answers else {
            return Err(InspectionError::Answers {
                expected: 4,
                found: answers.len(),
            });
        };
        let mut columns = ByTable::new(columns);
        let mut index_elements = ByTable::new(index_elements);
        let mut parents = ByTable::new(parents);
        let mut inspection = Inspection {
            schema: Schema {
                default_schema: Some(Identifier::new(MAIN)),
                ..Schema::default()
            },
            warnings: Vec::new(),
        };
        for row in rows(relations).filter(|row| row.text("kind") == Some("table")) {
            let name = row.qualified("table_schema", "name");
            let rows = TableRows {
                sql: row.text("definition").unwrap_or_default(),
                columns: columns.take(&name),
                index_elements: index_elements.take(&name),
                parents: parents.take(&name),
            };
            let found = table::read(&name, &rows, scope.view).ok_or_else(|| {
                InspectionError::Definition {
                    table: name.to_string(),
                }
            })?;
            inspection.warnings.extend(warnings(&found, scope.view));
            inspection.schema.tables.push(whole(found));
        }
        let tables = &mut inspection.schema.tables;
        tables.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(inspection)
    }
}

/// The table with its keys and indexes.
fn whole(found: Found) -> Table {
    let mut table = found.table;
    if !found.primary_key.columns.is_empty() {
        let key = Constraint::PrimaryKey(found.primary_key);
        table.constraints.push(key);
    }
    table.constraints.extend(found.constraints);
    table.indexes = found.indexes.into_iter().map(|found| found.index).collect();
    table
}

fn warnings(found: &Found, view: InspectionView) -> Vec<String> {
    let table = &found.table.name;
    let undescribed = found.undescribed.iter().map(|part| match part {
        Undescribed::DecoratedKey(what) => {
            format!("DESC and COLLATE in the {what} of table '{table}' are not compared.")
        }
        Undescribed::ForeignKey(referred) => format!(
            "The foreign key of table '{table}' to '{referred}' names no columns there, and there \
             is no primary key that fits; it is not compared."
        ),
    });
    let undescribed = undescribed.filter(|_| view == InspectionView::Complete);
    found.warnings.iter().cloned().chain(undescribed).collect()
}
