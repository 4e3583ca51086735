//! Constraints as the catalog queries describe them.

use limbeck_schema::{
    CheckConstraint, Constraint, Deferral, DialectOptions, ForeignKeyConstraint,
    PrimaryKeyConstraint, UniqueConstraint,
};
use serde_json::Value as Json;

use super::{InspectionError, Row};
use crate::batch::{final_name, verbatim};

/// The constraint that a row of
/// [`CatalogQuestion::Constraints`](super::CatalogQuestion::Constraints) describes.
///
/// # Errors
/// [`InspectionError::UnknownConstraint`].
pub(crate) fn constraint(row: Row<'_>) -> Result<Constraint, InspectionError> {
    let name = final_name(row.text("name"));
    let columns = row.names("columns");
    let comment = row.text("comment").map(str::to_owned);
    let options = row.object("options");
    let text = |name: &str| options.get(name).and_then(Json::as_str).map(str::to_owned);
    let deferral = Deferral {
        deferrable: options.get("deferrable").and_then(Json::as_bool),
        initially: text("initially"),
    };
    Ok(match row.text("kind") {
        Some("primary key") => Constraint::PrimaryKey(PrimaryKeyConstraint {
            name,
            columns,
            deferral,
            options: DialectOptions::default(),
            comment,
        }),
        Some("unique") => Constraint::Unique(UniqueConstraint {
            name,
            columns,
            deferral,
            options: DialectOptions::default(),
            comment,
        }),
        Some("foreign key") => Constraint::ForeignKey(ForeignKeyConstraint {
            name,
            columns,
            referred_table: row.qualified("referred_schema", "referred_table"),
            referred_columns: row.names("referred_columns"),
            ondelete: text("ondelete"),
            onupdate: text("onupdate"),
            match_: text("match"),
            deferral,
            use_alter: false,
            options: DialectOptions::default(),
            comment,
        }),
        Some("check") => Constraint::Check(CheckConstraint {
            name,
            condition: verbatim(row.text("sqltext").unwrap_or_default()),
            deferral: Deferral::default(),
            options: DialectOptions::default(),
            comment,
        }),
        other => {
            return Err(InspectionError::UnknownConstraint {
                table: row.text("table_name").unwrap_or_default().to_owned(),
                kind: other.unwrap_or("NULL").to_owned(),
            });
        }
    })
}
