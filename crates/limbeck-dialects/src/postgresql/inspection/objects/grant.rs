//! Privileges.

use limbeck_schema::{
    Identifier, SchemaObject,
    object::{Grant, GrantTarget, Privilege},
};

use super::{grantee, maybe, name, unknown};
use crate::inspection::{InspectionError, Row};

/// A row of `grants.sql`.
pub(super) fn read(row: Row<'_>) -> Result<SchemaObject, InspectionError> {
    let on = match row.text("kind").unwrap_or_default() {
        "table" => GrantTarget::Table(row.qualified("object_schema", "name")),
        "sequence" => GrantTarget::Sequence(row.qualified("object_schema", "name")),
        "schema" => GrantTarget::Schema(name(row)),
        other => return Err(unknown("grant", &name(row), other)),
    };
    let mut privileges: Vec<Privilege> = row
        .objects("privileges")
        .iter()
        .map(|privilege| Privilege {
            name: privilege.text("name"),
            columns: privilege
                .texts("columns")
                .into_iter()
                .map(Identifier::new)
                .collect(),
            grantable: privilege.flag("grantable"),
        })
        .collect();
    privileges.sort();
    Ok(SchemaObject::Grant(Grant {
        on,
        grantee: grantee(maybe(row, "grantee")),
        privileges,
    }))
}
