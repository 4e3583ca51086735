//! Extensions.

use limbeck_schema::{Identifier, SchemaObject, object::Extension};

use super::{maybe, name};
use crate::inspection::{InspectionError, Row};

/// A row of `extensions.sql`.
pub(super) fn read(row: Row<'_>) -> Result<SchemaObject, InspectionError> {
    Ok(SchemaObject::Extension(Extension {
        name: name(row),
        schema: row.text("extension_schema").map(Identifier::from),
        version: maybe(row, "version"),
    }))
}
