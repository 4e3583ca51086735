//! What MySQL and MariaDB say about their schema.

mod types;

use limbeck_schema::SqlType;

use super::{Vendor, session::literal};
use crate::inspection::{CatalogQueries, CatalogQuestion, fill};

/// The catalog queries of MySQL and MariaDB.
pub(super) struct Catalog(pub(super) Vendor);

impl CatalogQueries for Catalog {
    fn query(
        &self,
        question: CatalogQuestion,
        schema: Option<&str>,
        table: Option<&str>,
    ) -> Option<String> {
        let checks = match self.0 {
            Vendor::Mysql => include_str!("checks_mysql.sql"),
            Vendor::Mariadb => include_str!("checks_mariadb.sql"),
        };
        let (text, more) = match question {
            CatalogQuestion::DefaultSchema => ("SELECT DATABASE()", ""),
            CatalogQuestion::Schemas => (
                "SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA ORDER BY SCHEMA_NAME",
                "",
            ),
            CatalogQuestion::Relations => (include_str!("relations.sql"), ""),
            CatalogQuestion::Columns => (include_str!("columns.sql"), ""),
            CatalogQuestion::Constraints => (include_str!("constraints.sql"), checks),
            CatalogQuestion::Indexes => (include_str!("indexes.sql"), ""),
            CatalogQuestion::Sequences if self.0 == Vendor::Mariadb => {
                (include_str!("sequences.sql"), "")
            }
            CatalogQuestion::Sequences | CatalogQuestion::Enums => return None,
        };
        // Indexes of expressions came with version 8.0.13 of MySQL.
        let expression = match self.0 {
            Vendor::Mysql => "NULL /*!80013 , s.EXPRESSION */",
            Vendor::Mariadb => "NULL",
        };
        let argument = |name: Option<&str>| name.map_or_else(|| "NULL".to_owned(), literal);
        let database = schema.map_or_else(|| "DATABASE()".to_owned(), literal);
        Some(fill(
            &format!("{text}{more}"),
            &[
                ("{database}", &database),
                ("{schema}", &argument(schema)),
                ("{table}", &argument(table)),
                ("{expression}", expression),
            ],
        ))
    }

    fn column_type(&self, text: &str) -> Option<SqlType> {
        types::column_type(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_literals_wherever_they_stand() {
        let query = |schema, table| {
            Catalog(Vendor::Mariadb)
                .query(CatalogQuestion::Columns, schema, table)
                .unwrap_or_default()
        };
        let text = query(Some("o'{table}"), None);
        assert!(text.contains("c.TABLE_SCHEMA = 'o''{table}'"), "{text}");
        assert!(text.contains("(NULL IS NULL OR c.TABLE_NAME = NULL)"));
        assert!(query(None, Some("t")).contains("c.TABLE_SCHEMA = DATABASE()"));
    }

    #[test]
    fn the_vendors_keep_their_checks_in_different_places() {
        let query = |vendor| {
            Catalog(vendor)
                .query(CatalogQuestion::Constraints, None, None)
                .unwrap_or_default()
        };
        assert!(query(Vendor::Mysql).contains("/*!80016 UNION ALL"));
        assert!(query(Vendor::Mariadb).contains("c.LEVEL = 'Table'"));
    }
}
