//! What PostgreSQL says about everything that is not a table: one query per kind.

mod dependency;
mod domain;
mod extension;
mod grant;
mod partition;
mod policy;
mod routine;
mod trigger;
mod view;

use limbeck_database::ResultSet;
use limbeck_schema::{Identifier, Schema, SchemaObject, UnsupportedObject, object::Grantee};

use super::{super::Postgresql, in_scope, view_indexes};
use crate::inspection::{
    InspectionError, InspectionView, ObjectInspector, Row, SchemaScope, fill, index, rows,
};

/// The objects of PostgreSQL besides tables.
pub(in crate::postgresql) struct Objects;

/// How a row becomes an object.
type Read = fn(Row<'_>) -> Result<SchemaObject, InspectionError>;

/// The kinds of objects: the query for all of a kind, and what makes one out of each row.
const KINDS: [(&str, Read); 10] = [
    (include_str!("extensions.sql"), extension::read),
    (include_str!("domains.sql"), domain::read),
    (include_str!("routines.sql"), routine::read),
    (include_str!("views.sql"), view::read),
    (include_str!("triggers.sql"), trigger::read),
    (include_str!("event_triggers.sql"), trigger::read_event),
    (include_str!("partitions.sql"), partition::read),
    (include_str!("row_security.sql"), policy::read_row_security),
    (include_str!("policies.sql"), policy::read),
    (include_str!("grants.sql"), grant::read),
];

impl ObjectInspector for Objects {
    fn queries(&self, schemas: &SchemaScope) -> Vec<String> {
        let schemas_query = in_scope(schemas);
        let in_schemas = |text: &str| fill(text, &[("{schemas}", &schemas_query)]);
        let mut queries: Vec<String> = KINDS.iter().map(|(text, _)| in_schemas(text)).collect();
        queries.push(in_schemas(include_str!("schemas.sql")));
        queries.push(view_indexes(schemas));
        queries.push(in_schemas(include_str!("dependencies.sql")));
        queries.push(in_schemas(include_str!("unsupported.sql")));
        queries
    }

    fn read(&self, answers: &[ResultSet], schema: &mut Schema) -> Result<(), InspectionError> {
        let (kinds, rest) = answers.split_at(KINDS.len().min(answers.len()));
        for ((_, read), answer) in KINDS.iter().zip(kinds) {
            for row in rows(answer) {
                schema.objects.push(read(row)?);
            }
        }
        if let [schemas, indexes, dependencies, unsupported] = rest {
            schema.schemas = rows(schemas).map(name).collect();
            schema.schemas.sort();
            view::add_indexes(
                &mut schema.objects,
                rows(indexes).map(|row| index(&Postgresql, row, InspectionView::Complete)),
            );
            schema.dependencies = rows(dependencies)
                .map(dependency::read)
                .collect::<Result<_, _>>()?;
            let unsupported = rows(unsupported).map(read_unsupported);
            schema.unsupported.extend(unsupported);
        }
        Ok(())
    }
}

fn read_unsupported(row: Row<'_>) -> UnsupportedObject {
    UnsupportedObject {
        kind: row.text("kind").unwrap_or_default().to_owned(),
        name: row.qualified("object_schema", "name"),
    }
}

/// A text that may be missing.
fn maybe(row: Row<'_>, name: &str) -> Option<String> {
    row.text(name).map(str::to_owned)
}

/// A text that is always there.
fn text(row: Row<'_>, name: &str) -> String {
    row.text(name).unwrap_or_default().to_owned()
}

fn name(row: Row<'_>) -> Identifier {
    Identifier::new(text(row, "name"))
}

/// A role; none is everybody.
fn grantee(role: Option<String>) -> Grantee {
    role.map_or(Grantee::Public, |name| Grantee::Role(name.into()))
}

/// The error for something of a kind that this version of limbeck has never heard of.
fn unknown(kind: &'static str, name: &Identifier, value: &str) -> InspectionError {
    InspectionError::UnknownObject {
        kind,
        name: name.to_string(),
        value: value.to_owned(),
    }
}
