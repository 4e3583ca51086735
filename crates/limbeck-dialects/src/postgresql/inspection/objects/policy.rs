//! Row-level security and its policies.

use limbeck_schema::{
    SchemaObject,
    object::{Policy, PolicyCommand, RowSecurity},
};

use super::{grantee, maybe, name, unknown};
use crate::inspection::{InspectionError, Row, without_brackets};

/// A row of `row_security.sql`.
pub(super) fn read_row_security(row: Row<'_>) -> Result<SchemaObject, InspectionError> {
    Ok(SchemaObject::RowSecurity(RowSecurity {
        table: row.table(),
        enabled: row.flag("enabled"),
        forced: row.flag("forced"),
    }))
}

/// A row of `policies.sql`.
pub(super) fn read(row: Row<'_>) -> Result<SchemaObject, InspectionError> {
    let name = name(row);
    let command = match row.text("command").unwrap_or_default() {
        "*" => PolicyCommand::All,
        "r" => PolicyCommand::Select,
        "a" => PolicyCommand::Insert,
        "w" => PolicyCommand::Update,
        "d" => PolicyCommand::Delete,
        other => return Err(unknown("policy", &name, other)),
    };
    Ok(SchemaObject::Policy(Policy {
        table: row.table(),
        name,
        permissive: row.flag("permissive"),
        command,
        roles: row.list("roles").into_iter().map(grantee).collect(),
        using: condition(row, "using"),
        with_check: condition(row, "with_check"),
        comment: maybe(row, "comment"),
    }))
}

/// A condition, which stands in brackets in its statement in any case.
fn condition(row: Row<'_>, name: &str) -> Option<String> {
    row.text(name).map(|text| without_brackets(text).to_owned())
}
