//! Partitions.

use limbeck_schema::{SchemaObject, object::Partition};

use super::text;
use crate::inspection::{InspectionError, Row};

/// A row of `partitions.sql`.
pub(super) fn read(row: Row<'_>) -> Result<SchemaObject, InspectionError> {
    Ok(SchemaObject::Partition(Partition {
        table: row.table(),
        parent: row.qualified("parent_schema", "parent_name"),
        bound: text(row, "bound"),
    }))
}
