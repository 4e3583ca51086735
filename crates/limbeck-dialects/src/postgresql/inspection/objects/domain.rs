//! Domains.

use limbeck_schema::{
    SchemaObject,
    object::{Domain, DomainConstraint},
};

use super::{maybe, text};
use crate::inspection::{InspectionError, Row};

/// A row of `domains.sql`.
pub(super) fn read(row: Row<'_>) -> Result<SchemaObject, InspectionError> {
    let constraints = row.objects("constraints");
    let constraints = constraints.iter().map(|constraint| DomainConstraint {
        name: constraint.text("name").into(),
        definition: constraint.text("definition"),
    });
    Ok(SchemaObject::Domain(Domain {
        name: row.qualified("domain_schema", "name"),
        data_type: text(row, "type"),
        collation: row
            .text("collation")
            .map(|_| row.qualified("collation_schema", "collation")),
        default: maybe(row, "default"),
        not_null: row.flag("not_null"),
        constraints: constraints.collect(),
        comment: maybe(row, "comment"),
    }))
}
