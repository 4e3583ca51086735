//! What MySQL and MariaDB say about their schema.

mod objects;
mod types;

use limbeck_schema::SqlType;

pub(super) use objects::Objects;

use super::{Mysql, USUALLY, Vendor, session::literal};
use crate::inspection::{CatalogQueries, CatalogQuestion, SchemaScope, Standard, fill};

/// The catalog queries of MySQL and MariaDB.
pub(super) struct Catalog(pub(super) Vendor);

/// The inspector of a dialect of the family.
pub(super) fn inspector(dialect: &Mysql) -> &'static Standard {
    static INSPECTORS: [Standard; 3] = [inspector_of(0), inspector_of(1), inspector_of(2)];
    let place = USUALLY.iter().position(|known| known.is_for(dialect));
    &INSPECTORS[place.unwrap_or(0)]
}

const fn inspector_of(place: usize) -> Standard {
    Standard {
        dialect: USUALLY[place],
        unique_constraints_are_indexes: true,
        reflected_words: &[
            "avg_row_length",
            "checksum",
            "delay_key_write",
            "insert_method",
            "max_rows",
            "min_rows",
            "pack_keys",
            "row_format",
            "key_block_size",
            "stats_sample_pages",
        ],
    }
}

/// What is in a schema that the user did not make.
const OWN_SCHEMAS: &str = "('information_schema', 'mysql', 'performance_schema', 'sys')";

impl CatalogQueries for Catalog {
    fn query(
        &self,
        question: CatalogQuestion,
        schemas: &SchemaScope,
        table: Option<&str>,
    ) -> Option<String> {
        let checks = match self.0 {
            Vendor::Mysql => include_str!("checks_mysql.sql"),
            Vendor::Mariadb => include_str!("checks_mariadb.sql"),
        };
        let (text, more) = match question {
            CatalogQuestion::DefaultSchema => ("SELECT DATABASE() AS default_schema", ""),
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
        let table = table.map_or_else(|| "NULL".to_owned(), literal);
        let [asked, named, referred_named] = conditions(schemas);
        Some(fill(
            &format!("{text}{more}"),
            &[
                ("{asked}", &asked),
                ("{named}", &named),
                ("{referred_named}", &referred_named),
                ("{table}", &table),
                ("{expression}", expression),
            ],
        ))
    }

    fn column_type(&self, text: &str) -> Option<SqlType> {
        types::column_type(text)
    }
}

/// What follows the name of a schema where it is asked about, where its name is told, and where it is
/// told of a table that a foreign key refers to.
fn conditions(schemas: &SchemaScope) -> [String; 3] {
    const IS_NOT_DEFAULT: &str = "<> COALESCE(DATABASE(), '')";
    match schemas {
        SchemaScope::Default => ["= DATABASE()", "IS NULL", "<> u.TABLE_SCHEMA"].map(str::to_owned),
        SchemaScope::Only(name) => [
            format!("= {}", literal(name)),
            "IS NOT NULL".to_owned(),
            "IS NOT NULL".to_owned(),
        ],
        SchemaScope::With(names) => {
            let names: Vec<String> = names.iter().map(|name| literal(name)).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let asked = ["DATABASE()"].into_iter().chain(names).collect::<Vec<_>>();
            [
                format!("IN ({})", asked.join(", ")),
                IS_NOT_DEFAULT.to_owned(),
                IS_NOT_DEFAULT.to_owned(),
            ]
        }
        SchemaScope::All => [
            format!("NOT IN {OWN_SCHEMAS}"),
            IS_NOT_DEFAULT.to_owned(),
            IS_NOT_DEFAULT.to_owned(),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_literals_wherever_they_stand() {
        let query = |schemas: SchemaScope, table| {
            Catalog(Vendor::Mariadb)
                .query(CatalogQuestion::Columns, &schemas, table)
                .unwrap_or_default()
        };
        let text = query(SchemaScope::Only("o'{table}".to_owned()), None);
        assert!(text.contains("c.TABLE_SCHEMA = 'o''{table}'"), "{text}");
        assert!(text.contains("(NULL IS NULL OR c.TABLE_NAME = NULL)"));
        assert!(query(SchemaScope::Default, Some("t")).contains("c.TABLE_SCHEMA = DATABASE()"));
    }

    #[test]
    fn the_vendors_keep_their_checks_in_different_places() {
        let query = |vendor| {
            Catalog(vendor)
                .query(CatalogQuestion::Constraints, &SchemaScope::Default, None)
                .unwrap_or_default()
        };
        assert!(query(Vendor::Mysql).contains("/*!80016 UNION ALL"));
        assert!(query(Vendor::Mariadb).contains("c.LEVEL = 'Table'"));
    }
}
