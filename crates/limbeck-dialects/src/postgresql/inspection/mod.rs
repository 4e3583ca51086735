//! What PostgreSQL says about its schema.

mod types;

use limbeck_schema::SqlType;

use super::session::literal;
use crate::inspection::{CatalogQueries, CatalogQuestion, fill};

/// The catalog queries of PostgreSQL.
pub(super) struct Catalog;

impl CatalogQueries for Catalog {
    fn query(
        &self,
        question: CatalogQuestion,
        schema: Option<&str>,
        table: Option<&str>,
    ) -> Option<String> {
        let text = match question {
            CatalogQuestion::DefaultSchema => "SELECT current_schema()::text",
            CatalogQuestion::Schemas => {
                "SELECT nspname AS name FROM pg_catalog.pg_namespace \
                 WHERE nspname NOT LIKE 'pg\\_%' ORDER BY nspname"
            }
            CatalogQuestion::Relations => include_str!("relations.sql"),
            CatalogQuestion::Columns => include_str!("columns.sql"),
            CatalogQuestion::Constraints => include_str!("constraints.sql"),
            CatalogQuestion::Indexes => include_str!("indexes.sql"),
            CatalogQuestion::Enums => include_str!("enums.sql"),
            CatalogQuestion::Sequences => include_str!("sequences.sql"),
        };
        Some(fill(
            text,
            &[
                ("{schema}", &argument(schema)),
                ("{table}", &argument(table)),
            ],
        ))
    }

    fn column_type(&self, text: &str) -> Option<SqlType> {
        types::column_type(text)
    }
}

fn argument(name: Option<&str>) -> String {
    match name {
        Some(name) => format!("{}::text", literal(name)),
        None => "NULL::text".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_literals_wherever_they_stand() {
        let query = |schema, table| {
            Catalog
                .query(CatalogQuestion::Columns, schema, table)
                .unwrap_or_default()
        };
        let text = query(Some("o'{table}"), None);
        assert!(text.contains("n.nspname = 'o''{table}'::text"));
        assert!(text.contains("(NULL::text IS NULL OR c.relname = NULL::text)"));
        assert!(query(None, Some("t")).contains("c.relname = 't'::text"));
    }
}
