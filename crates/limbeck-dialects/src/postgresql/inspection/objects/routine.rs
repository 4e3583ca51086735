//! Functions and procedures.

use limbeck_schema::{
    SchemaObject,
    object::{Routine, RoutineKind},
};

use super::{maybe, text};
use crate::inspection::{InspectionError, Row};

/// A row of `routines.sql`.
pub(super) fn read(row: Row<'_>) -> Result<SchemaObject, InspectionError> {
    let defaults = row.number("defaults").unwrap_or_default();
    Ok(SchemaObject::Routine(Routine {
        name: row.qualified("routine_schema", "name"),
        kind: if row.flag("is_procedure") {
            RoutineKind::Procedure
        } else {
            RoutineKind::Function
        },
        signature: text(row, "signature"),
        arguments: text(row, "arguments"),
        parameters: text(row, "parameters"),
        defaults: u32::try_from(defaults).unwrap_or_default(),
        returns: maybe(row, "returns"),
        language: text(row, "language"),
        definition: text(row, "definition"),
        comment: maybe(row, "comment"),
    }))
}
