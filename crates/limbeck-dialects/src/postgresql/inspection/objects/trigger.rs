//! Triggers and event triggers.

use limbeck_schema::{
    Identifier, SchemaObject,
    object::{EventTrigger, Trigger, TriggerFiring},
};

use super::{maybe, name, text, unknown};
use crate::inspection::{InspectionError, Row};

/// A row of `triggers.sql`.
pub(super) fn read(row: Row<'_>) -> Result<SchemaObject, InspectionError> {
    let name = name(row);
    Ok(SchemaObject::Trigger(Trigger {
        firing: firing("trigger", &name, row)?,
        name,
        table: row.table(),
        definition: text(row, "definition"),
        comment: maybe(row, "comment"),
    }))
}

/// A row of `event_triggers.sql`.
pub(super) fn read_event(row: Row<'_>) -> Result<SchemaObject, InspectionError> {
    let name = name(row);
    let mut tags: Vec<String> = row.list("tags").into_iter().flatten().collect();
    tags.sort();
    Ok(SchemaObject::EventTrigger(EventTrigger {
        firing: firing("event trigger", &name, row)?,
        name,
        event: text(row, "event"),
        tags,
        function: row.qualified("function_schema", "function_name"),
        comment: maybe(row, "comment"),
    }))
}

fn firing(
    kind: &'static str,
    name: &Identifier,
    row: Row<'_>,
) -> Result<TriggerFiring, InspectionError> {
    Ok(match row.text("firing").unwrap_or_default() {
        "O" => TriggerFiring::Origin,
        "R" => TriggerFiring::Replica,
        "A" => TriggerFiring::Always,
        "D" => TriggerFiring::Disabled,
        other => return Err(unknown(kind, name, other)),
    })
}
