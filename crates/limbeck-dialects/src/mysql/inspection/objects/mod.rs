//! Views, triggers and routines of MySQL and MariaDB: one query per kind.

mod names;
mod routine;
mod trigger;
mod view;

use limbeck_database::ResultSet;
use limbeck_schema::{Identifier, QualifiedName, Schema, UnsupportedObject};

use super::{
    super::{Vendor, identifiers},
    conditions,
};
use crate::{
    CompileOptions,
    identifiers::IdentifierPreparer,
    inspection::{InspectionError, ObjectInspector, Row, SchemaScope, fill, rows},
};

/// The objects of MySQL and MariaDB besides tables. The user who defined them is left out: whoever
/// creates them defines them.
pub(in crate::mysql) struct Objects(pub(in crate::mysql) Vendor);

impl ObjectInspector for Objects {
    fn queries(&self, schemas: &SchemaScope) -> Vec<String> {
        let [asked, named, _] = conditions(schemas);
        let algorithm = match self.0 {
            Vendor::Mysql => "NULL",
            Vendor::Mariadb => "CASE WHEN v.ALGORITHM <> 'UNDEFINED' THEN v.ALGORITHM END",
        };
        [
            include_str!("views.sql"),
            include_str!("triggers.sql"),
            include_str!("routines.sql"),
            include_str!("parameters.sql"),
            include_str!("events.sql"),
        ]
        .map(|text| {
            let marks = [
                ("{asked}", asked.as_str()),
                ("{named}", named.as_str()),
                ("{algorithm}", algorithm),
            ];
            fill(text, &marks)
        })
        .into()
    }

    fn read(&self, answers: &[ResultSet], schema: &mut Schema) -> Result<(), InspectionError> {
        let [views, triggers, routines, parameters, events] = answers else {
            return Err(InspectionError::Answers {
                expected: 5,
                found: answers.len(),
            });
        };
        let quote = Quote(identifiers::of(self.0));
        routine::add(quote, rows(routines), rows(parameters), schema)?;
        view::add(rows(views), schema);
        trigger::add(quote, rows(triggers), schema);
        for row in rows(events) {
            let name = row.qualified("object_schema", "name");
            schema.unsupported.push(unsupported("event", name));
        }
        Ok(())
    }
}

/// How names are written in the statements that are put together here.
#[derive(Clone, Copy)]
struct Quote(&'static IdentifierPreparer);

impl Quote {
    fn name(self, name: &Identifier) -> String {
        self.0.quote(name, &CompileOptions::default())
    }

    fn qualified(self, name: &QualifiedName) -> String {
        self.0.quote_qualified(name, &CompileOptions::default())
    }
}

fn unsupported(kind: &str, name: QualifiedName) -> UnsupportedObject {
    UnsupportedObject {
        kind: kind.to_owned(),
        name,
    }
}

/// A type with its character set, as it stands in a declaration.
fn data_type(row: Row<'_>) -> String {
    let mut text = row.text("type").unwrap_or_default().to_owned();
    if let Some(character_set) = row.text("character_set") {
        text.push_str(&format!(" CHARSET {character_set}"));
    }
    if let Some(collation) = row.text("collation") {
        text.push_str(&format!(" COLLATE {collation}"));
    }
    text
}
