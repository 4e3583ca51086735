//! What uses what.

use limbeck_schema::{Dependency, Identifier, ObjectIdentity, object::RoutineKind};

use super::{text, unknown};
use crate::inspection::{InspectionError, Row};

/// A row of `dependencies.sql`.
pub(super) fn read(row: Row<'_>) -> Result<Dependency, InspectionError> {
    let columns = row.list("columns").into_iter().flatten();
    Ok(Dependency {
        dependent: identity(row, ["kind", "object_schema", "name", "detail"])?,
        referenced: identity(
            row,
            [
                "referenced_kind",
                "referenced_schema",
                "referenced_name",
                "referenced_detail",
            ],
        )?,
        columns: columns.map(Identifier::new).collect(),
    })
}

fn identity(
    row: Row<'_>,
    [kind, schema, name, detail]: [&str; 4],
) -> Result<ObjectIdentity, InspectionError> {
    let qualified = row.qualified(schema, name);
    let routine = |kind| ObjectIdentity::Routine {
        name: row.qualified(schema, name),
        kind,
        signature: text(row, detail),
    };
    Ok(match row.text(kind).unwrap_or_default() {
        "relation" => ObjectIdentity::Relation(qualified),
        "type" => ObjectIdentity::Type(qualified),
        "extension" => ObjectIdentity::Extension(qualified.name),
        "function" => routine(RoutineKind::Function),
        "procedure" => routine(RoutineKind::Procedure),
        "trigger" => ObjectIdentity::Trigger {
            table: qualified,
            name: text(row, detail).into(),
        },
        "policy" => ObjectIdentity::Policy {
            table: qualified,
            name: text(row, detail).into(),
        },
        other => return Err(unknown("dependency", &qualified.name, other)),
    })
}
