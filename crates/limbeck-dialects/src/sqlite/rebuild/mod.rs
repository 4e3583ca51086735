//! Copies of tables of SQLite.

mod dependents;
mod existing;

use limbeck_database::ResultSet;
use limbeck_schema::{
    Identifier, QualifiedName, SqlType, expression::typing::affinity, operation::BatchAlterTable,
};

use super::inspection::{COLLATE, Catalog, INDEX_ELEMENTS, PARENTS, column_type, filled};
use crate::{
    CompileError, Dialect,
    batch::{Check, ExistingTable, TableRebuild, casts},
    ddl::Context,
    inspection::{CatalogQueries, CatalogQuestion, SchemaScope},
};

/// The copies of SQLite.
pub(super) struct Rebuilds;

/// The answers to the queries, in their order.
struct Answers<'a> {
    objects: &'a ResultSet,
    columns: &'a ResultSet,
    index_elements: &'a ResultSet,
    parents: &'a ResultSet,
    children: &'a ResultSet,
    state: &'a ResultSet,
}

impl TableRebuild for Rebuilds {
    fn queries(&self, _dialect: &dyn Dialect, table: &QualifiedName) -> Vec<String> {
        let schema = table.schema.as_ref().map(|schema| schema.as_str());
        let name = Some(table.name.as_str());
        let schemas = schema.map_or(SchemaScope::Default, |schema| {
            SchemaScope::Only(schema.to_owned())
        });
        let mut queries = vec![filled(include_str!("objects.sql"), schema, name)];
        queries.extend(Catalog.query(CatalogQuestion::Columns, &schemas, name));
        queries.extend(
            [
                INDEX_ELEMENTS,
                PARENTS,
                include_str!("children.sql"),
                include_str!("state.sql"),
            ]
            .map(|text| filled(text, schema, name)),
        );
        queries
    }

    fn read(
        &self,
        cx: &Context<'_>,
        batch: &BatchAlterTable,
        answers: &[ResultSet],
    ) -> Result<ExistingTable, CompileError> {
        let [objects, columns, index_elements, parents, children, state] = answers else {
            return Err(not_understood(&batch.table));
        };
        let answers = Answers {
            objects,
            columns,
            index_elements,
            parents,
            children,
            state,
        };
        let mut existing = match &batch.copy_from {
            Some(table) => ExistingTable::given(table),
            None => existing::existing(cx, batch, &answers)?,
        };
        existing.dependents = dependents::find(cx, &existing, &answers);
        Ok(existing)
    }

    fn asks_about_given_tables(&self) -> bool {
        true
    }

    fn casts(&self, from: &SqlType, to: &SqlType) -> bool {
        if affinity(to) == limbeck_schema::expression::typing::Affinity::Json {
            return false;
        }
        match from {
            SqlType::UserDefined(declared) => {
                let declared = declared.split(COLLATE).next().unwrap_or_default();
                casts(&column_type(declared).unwrap_or(SqlType::Null), to)
            }
            from => casts(from, to),
        }
    }

    fn update_check(
        &self,
        cx: &Context<'_>,
        table: &QualifiedName,
        columns: &[Identifier],
    ) -> Option<Check> {
        let assignments: Vec<String> = columns
            .iter()
            .map(|name| format!("{0} = {0}", cx.quote(name)))
            .collect();
        (!assignments.is_empty()).then(|| {
            Check::Runs(format!(
                "EXPLAIN UPDATE {} SET {}",
                cx.qualified(table),
                assignments.join(", ")
            ))
        })
    }

    fn renames_in_place(&self) -> bool {
        true
    }
}

fn not_understood(table: &QualifiedName) -> CompileError {
    CompileError::NotImplemented {
        message: format!(
            "limbeck does not understand the definition of table '{table}', and would lose parts \
             of it in a copy. Pass the table as copy_from= to batch_alter_table(), or run this \
             migration with Alembic."
        ),
    }
}
