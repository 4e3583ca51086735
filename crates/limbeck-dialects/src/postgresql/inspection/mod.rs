//! What PostgreSQL says about its schema.

mod objects;
mod types;

use limbeck_schema::SqlType;

pub(super) use objects::Objects;

use super::{Postgresql, session::literal};
use crate::inspection::{CatalogQueries, CatalogQuestion, SchemaScope, Standard, fill};

/// The catalog queries of PostgreSQL.
pub(super) struct Catalog;

/// The inspector of PostgreSQL.
pub(super) static INSPECTOR: Standard = Standard {
    dialect: &Postgresql,
    unique_constraints_are_indexes: false,
    reflected_words: &[],
};

impl CatalogQueries for Catalog {
    fn query(
        &self,
        question: CatalogQuestion,
        schemas: &SchemaScope,
        table: Option<&str>,
    ) -> Option<String> {
        let text = match question {
            CatalogQuestion::DefaultSchema => include_str!("default_schema.sql"),
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
        let table = table.map_or_else(|| "NULL::text".to_owned(), text_literal);
        Some(fill(
            text,
            &[
                ("{schemas}", &in_scope(schemas)),
                ("{table}", &table),
                ("{relkind}", "IN ('r', 'p', 'm', 'f')"),
            ],
        ))
    }

    fn column_type(&self, text: &str) -> Option<SqlType> {
        types::column_type(text)
    }
}

/// The query for the indexes of materialised views.
fn view_indexes(schemas: &SchemaScope) -> String {
    fill(
        include_str!("indexes.sql"),
        &[
            ("{schemas}", &in_scope(schemas)),
            ("{table}", "NULL::text"),
            ("{relkind}", "= 'm'"),
        ],
    )
}

/// The query for the schemas that are asked about: their `oid`, and the `name` that is told.
fn in_scope(schemas: &SchemaScope) -> String {
    match schemas {
        SchemaScope::Default => include_str!("schemas/default.sql").trim_end().to_owned(),
        SchemaScope::Only(name) => fill(
            include_str!("schemas/only.sql"),
            &[("{schema}", &text_literal(name))],
        ),
        SchemaScope::With(names) => {
            let names: Vec<String> = names.iter().map(|name| literal(name)).collect();
            fill(
                include_str!("schemas/with.sql"),
                &[("{named}", &format!("ARRAY[{}]::text[]", names.join(", ")))],
            )
        }
        SchemaScope::All => include_str!("schemas/all.sql").trim_end().to_owned(),
    }
}

fn text_literal(text: &str) -> String {
    format!("{}::text", literal(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_literals_wherever_they_stand() {
        let query = |schemas: SchemaScope, table| {
            Catalog
                .query(CatalogQuestion::Columns, &schemas, table)
                .unwrap_or_default()
        };
        let text = query(SchemaScope::Only("o'{table}".to_owned()), None);
        assert!(text.contains("s.nspname = 'o''{table}'::text"), "{text}");
        assert!(text.contains("NULL::text IS NULL OR c.relname = NULL::text"));
        assert!(query(SchemaScope::Default, Some("t")).contains("c.relname = 't'::text"));
        let text = query(
            SchemaScope::With(vec!["a'b".to_owned(), "c".to_owned()]),
            None,
        );
        assert!(text.contains("ARRAY['a''b', 'c']::text[]"), "{text}");
    }
}
