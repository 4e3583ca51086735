//! [`CatalogQueries`]: what a database says about its own schema, as SQLAlchemy's `Inspector` asks.

use limbeck_schema::SqlType;

use super::SchemaScope;

/// A question about the objects of schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CatalogQuestion {
    /// One row, one text: the schema that unqualified names are made in.
    DefaultSchema,
    /// `name`.
    Schemas,
    /// `name`, `kind` (`table`, `view`, `materialized view`, `temporary table`,
    /// `temporary view`), `comment`, `definition` of views.
    Relations,
    /// `table_name`, `name`, `type` (text that [`CatalogQueries::column_type`] reads), `labels`
    /// of its enum, `type_name` and `type_schema` of its enum, `nullable`, `default`,
    /// `autoincrement`, `comment`, `computed`, `persisted`, `identity` (JSON), `primary_key`
    /// (its place in it, where constraints do not tell).
    Columns,
    /// `table_name`, `name`, `kind` (`primary key`, `unique`, `foreign key`, `check`), `columns`,
    /// `referred_schema`, `referred_table`, `referred_columns`, `options` (JSON), `sqltext`,
    /// `comment`.
    Constraints,
    /// `table_name`, `name`, `unique`, `columns` (NULL for an expression), `expressions` (all
    /// elements as text), `included`, `sorting` (per element the words of it, `desc nulls_last`),
    /// `constraint` that it belongs to, `options` (JSON).
    Indexes,
    /// `name`, `schema`, `visible`, `labels`.
    Enums,
    /// `name`.
    Sequences,
}

impl CatalogQuestion {
    /// The columns of its answer, in order.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            CatalogQuestion::DefaultSchema => &["default_schema"],
            CatalogQuestion::Schemas | CatalogQuestion::Sequences => &["name"],
            CatalogQuestion::Relations => &["name", "kind", "comment", "definition"],
            CatalogQuestion::Columns => &[
                "table_name",
                "name",
                "type",
                "labels",
                "type_name",
                "type_schema",
                "nullable",
                "default",
                "autoincrement",
                "comment",
                "computed",
                "persisted",
                "identity",
                "primary_key",
            ],
            CatalogQuestion::Constraints => &[
                "table_name",
                "name",
                "kind",
                "columns",
                "referred_schema",
                "referred_table",
                "referred_columns",
                "options",
                "sqltext",
                "comment",
            ],
            CatalogQuestion::Indexes => &[
                "table_name",
                "name",
                "unique",
                "columns",
                "expressions",
                "included",
                "sorting",
                "constraint",
                "options",
            ],
            CatalogQuestion::Enums => &["name", "schema", "visible", "labels"],
        }
    }
}

/// Catalog queries: a fixed small number of them, whatever the number of tables.
///
/// Every query is complete SQL; its columns begin with those that the question names, in that
/// order. Those behind them are for an [`Inspector`](super::Inspector), which goes by their names.
pub trait CatalogQueries: Send + Sync {
    /// The query for a question about schemas and, where the question is about tables, perhaps
    /// one table; `None` if there are no such objects.
    fn query(
        &self,
        question: CatalogQuestion,
        schemas: &SchemaScope,
        table: Option<&str>,
    ) -> Option<String>;

    /// The type that the text of a column's type names, as reflection returns it; `None` for
    /// one that SQLAlchemy does not know (`NullType`).
    fn column_type(&self, text: &str) -> Option<SqlType>;
}

/// The text of a query with its marks (`{table}`) replaced, in one pass, so that a name that looks
/// like a mark stays what it is.
pub(crate) fn fill(text: &str, marks: &[(&str, &str)]) -> String {
    let mut query = String::with_capacity(text.len() + 64);
    let mut rest = text.trim_end();
    while let Some(at) = rest.find('{') {
        query.push_str(&rest[..at]);
        rest = &rest[at..];
        match marks.iter().find(|(mark, _)| rest.starts_with(mark)) {
            Some((mark, value)) => {
                query.push_str(value);
                rest = &rest[mark.len()..];
            }
            None => {
                query.push('{');
                rest = &rest[1..];
            }
        }
    }
    query.push_str(rest);
    query
}
