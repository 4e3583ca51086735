//! What SQLite says about its schema.

mod definition;
mod index;
mod inspector;
mod objects;
mod table;
mod types;

use limbeck_schema::SqlType;

pub(super) use inspector::SqliteInspector;
pub(super) use objects::Objects;
pub(super) use table::{COLLATE, TableRows, Undescribed, read};
pub(super) use types::column_type;

use crate::inspection::{CatalogQueries, CatalogQuestion, SchemaScope, fill};

/// The query for the elements of the indexes that have a statement.
pub(super) const INDEX_ELEMENTS: &str = include_str!("index_elements.sql");

/// The query for what foreign keys refer to that name no columns there.
pub(super) const PARENTS: &str = include_str!("parents.sql");

/// The catalog queries of SQLite: its PRAGMAs, as tables.
pub(super) struct Catalog;

impl CatalogQueries for Catalog {
    fn query(
        &self,
        question: CatalogQuestion,
        schemas: &SchemaScope,
        table: Option<&str>,
    ) -> Option<String> {
        let text = match question {
            CatalogQuestion::DefaultSchema => {
                return Some("SELECT 'main' AS default_schema".to_owned());
            }
            CatalogQuestion::Schemas => {
                return Some(
                    "SELECT name FROM pragma_database_list WHERE name <> 'temp' ORDER BY seq"
                        .to_owned(),
                );
            }
            CatalogQuestion::Relations => include_str!("relations.sql"),
            CatalogQuestion::Columns => include_str!("columns.sql"),
            CatalogQuestion::Constraints => include_str!("constraints.sql"),
            CatalogQuestion::Indexes => include_str!("indexes.sql"),
            CatalogQuestion::Enums | CatalogQuestion::Sequences => return None,
        };
        Some(in_scope(text, schemas, table))
    }

    fn column_type(&self, text: &str) -> Option<SqlType> {
        column_type(text)
    }
}

/// A query for every attached database that is asked about, as one.
fn in_scope(text: &str, schemas: &SchemaScope, table: Option<&str>) -> String {
    let (includes_main, named): (bool, &[String]) = match schemas {
        SchemaScope::Default | SchemaScope::All => (true, &[]),
        SchemaScope::Only(name) => (false, std::slice::from_ref(name)),
        SchemaScope::With(names) => (true, names),
    };
    let main = includes_main.then(|| filled(text, None, table));
    let others = named
        .iter()
        .filter(|name| !(includes_main && name.eq_ignore_ascii_case(MAIN)))
        .map(|name| filled(text, Some(name), table));
    let mut queries: Vec<String> = main.into_iter().chain(others).collect();
    match queries.len() {
        1 => queries.remove(0),
        _ => queries
            .iter()
            .map(|query| format!("SELECT * FROM (\n{query}\n)"))
            .collect::<Vec<_>>()
            .join("\nUNION ALL\n"),
    }
}

/// The database that names without a schema are in.
const MAIN: &str = "main";

/// A query for a schema and perhaps a table; `None` is the default schema, whose name is not told.
pub(super) fn filled(text: &str, schema: Option<&str>, table: Option<&str>) -> String {
    let told = schema.map_or_else(|| "NULL".to_owned(), literal);
    let schema = schema.unwrap_or(MAIN);
    let catalog = format!("\"{}\".", schema.replace('"', "\"\""));
    let table = table.map_or_else(|| "NULL".to_owned(), literal);
    let schema = literal(schema);
    fill(
        text,
        &[
            ("{catalog}", &catalog),
            ("{schema}", &schema),
            ("{told}", &told),
            ("{table}", &table),
        ],
    )
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_what_they_are() {
        let query = Catalog
            .query(
                CatalogQuestion::Relations,
                &SchemaScope::Only("a\"{table}".to_owned()),
                Some("it's"),
            )
            .unwrap_or_default();
        assert!(
            query.contains("FROM \"a\"\"{table}\".sqlite_master"),
            "{query}"
        );
        assert!(query.contains("m.name = 'it''s' COLLATE"), "{query}");
    }

    #[test]
    fn several_databases_are_asked_at_once() {
        let schemas = SchemaScope::With(vec!["main".to_owned(), "other".to_owned()]);
        let query = Catalog
            .query(CatalogQuestion::Relations, &schemas, None)
            .unwrap_or_default();
        assert_eq!(query.matches("sqlite_master AS m").count(), 2, "{query}");
        assert!(query.contains("'other' AS table_schema"), "{query}");
        assert!(query.contains("NULL AS table_schema"), "{query}");
    }
}
