//! Constraints as the catalog queries describe them.

use limbeck_schema::{
    CheckConstraint, Constraint, Deferral, ExcludeConstraint, ExcludeElement, ForeignKeyConstraint,
    PrimaryKeyConstraint, UniqueConstraint,
};
use serde_json::Value as Json;

use super::{
    InspectionError, InspectionView, Row,
    column::without_brackets,
    rows::{keywords, text as text_option},
};
use crate::{
    Dialect,
    batch::{final_name, verbatim},
};

/// The constraint that a row of
/// [`CatalogQuestion::Constraints`](super::CatalogQuestion::Constraints) describes.
///
/// # Errors
/// [`InspectionError::UnknownConstraint`].
pub(crate) fn constraint(
    dialect: &dyn Dialect,
    row: Row<'_>,
    view: InspectionView,
) -> Result<Constraint, InspectionError> {
    let name = final_name(row.text("name"));
    let columns = row.names("columns");
    let comment = row.text("comment").map(str::to_owned);
    let actions = row.object("options");
    let text = |name: &str| actions.get(name).and_then(Json::as_str).map(str::to_owned);
    let is_complete = view == InspectionView::Complete;
    let mut deferral = Deferral {
        deferrable: actions.get("deferrable").and_then(Json::as_bool),
        initially: text("initially"),
    };
    if !is_complete && row.text("kind") != Some("foreign key") {
        deferral = Deferral::default();
    }
    let mut options = keywords(
        dialect.name(),
        [
            ("include", row.texts("included")),
            ("nulls_not_distinct", row.truth("nulls_not_distinct")),
        ],
    );
    if is_complete {
        let tablespace = row.text("tablespace").map(text_option);
        let more = [
            ("not_valid", row.truth("not_valid")),
            ("no_inherit", row.truth("no_inherit")),
            ("with", row.parameters("parameters")),
            ("tablespace", tablespace),
        ];
        options.0.extend(keywords(dialect.name(), more).0);
    }
    Ok(match row.text("kind") {
        Some("primary key") => Constraint::PrimaryKey(PrimaryKeyConstraint {
            name,
            columns,
            deferral,
            options,
            comment,
        }),
        Some("unique") => Constraint::Unique(UniqueConstraint {
            name,
            columns,
            deferral,
            options,
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
            options,
            comment,
        }),
        Some("check") => Constraint::Check(CheckConstraint {
            name,
            condition: verbatim(without_brackets(row.text("sqltext").unwrap_or_default())),
            deferral,
            options,
            comment,
        }),
        Some("exclude") => {
            let (elements, ops) = excluded(row);
            Constraint::Exclude(ExcludeConstraint {
                name,
                elements,
                using: row.text("method").map(str::to_owned),
                condition: row
                    .text("predicate")
                    .map(|condition| verbatim(without_brackets(condition))),
                deferral,
                ops,
                options,
            })
        }
        other => {
            return Err(InspectionError::UnknownConstraint {
                table: row.text("table_name").unwrap_or_default().to_owned(),
                kind: other.unwrap_or("NULL").to_owned(),
            });
        }
    })
}

/// What an exclusion constraint compares, and the operator classes of it.
fn excluded(row: Row<'_>) -> (Vec<ExcludeElement>, Vec<(String, String)>) {
    let elements: Vec<Json> = row
        .text("elements")
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let text = |element: &Json, name: &str| element.get(name)?.as_str().map(str::to_owned);
    let classes = elements
        .iter()
        .filter_map(|element| Some((text(element, "element")?, text(element, "class")?)))
        .collect();
    let elements = elements
        .iter()
        .filter_map(|element| {
            Some(ExcludeElement {
                expression: verbatim(text(element, "element")?),
                operator: text(element, "operator")?,
            })
        })
        .collect();
    (elements, classes)
}
