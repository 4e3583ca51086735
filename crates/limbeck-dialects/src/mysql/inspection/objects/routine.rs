//! Functions and procedures.

use std::collections::HashMap;

use limbeck_schema::{
    Identifier, QualifiedName, Schema, SchemaObject,
    object::{Routine, RoutineKind},
};

use super::{super::super::session::literal, Quote, data_type, unsupported};
use crate::inspection::{InspectionError, Row};

/// Adds the rows of `routines.sql`, with their parameters out of `parameters.sql`.
pub(super) fn add<'r>(
    quote: Quote,
    routines: impl Iterator<Item = Row<'r>>,
    parameters: impl Iterator<Item = Row<'r>>,
    schema: &mut Schema,
) -> Result<(), InspectionError> {
    let mut arguments: HashMap<(QualifiedName, &str), Vec<String>> = HashMap::new();
    for row in parameters {
        let routine = row.qualified("routine_schema", "routine_name");
        let kind = row.text("kind").unwrap_or_default();
        arguments
            .entry((routine, kind))
            .or_default()
            .push(parameter(quote, row));
    }
    for row in routines {
        let name = row.qualified("routine_schema", "name");
        let written = row.text("kind").unwrap_or_default();
        let kind = match written {
            "FUNCTION" => RoutineKind::Function,
            "PROCEDURE" => RoutineKind::Procedure,
            other => {
                schema
                    .unsupported
                    .push(unsupported(&other.to_lowercase(), name));
                continue;
            }
        };
        // The server hides the body from who may not see it.
        let Some(body) = row.text("body") else {
            let kind = format!(
                "{} whose body this user may not see",
                written.to_lowercase()
            );
            schema.unsupported.push(unsupported(&kind, name));
            continue;
        };
        let arguments = arguments.remove(&(name.clone(), written));
        let arguments = arguments.unwrap_or_default().join(", ");
        let returns = row.text("type").map(|_| data_type(row));
        schema.objects.push(SchemaObject::Routine(Routine {
            definition: definition(row, returns.as_deref(), body),
            name,
            kind,
            signature: String::new(),
            parameters: arguments.clone(),
            arguments,
            defaults: 0,
            returns,
            language: "SQL".to_owned(),
            comment: None,
        }));
    }
    Ok(())
}

fn parameter(quote: Quote, row: Row<'_>) -> String {
    let name = Identifier::from(row.text("name").unwrap_or_default());
    let mode = row.text("mode").map(|mode| format!("{mode} "));
    format!(
        "{}{} {}",
        mode.unwrap_or_default(),
        quote.name(&name),
        data_type(row)
    )
}

/// What stands behind the parameters, as `SHOW CREATE` puts it.
fn definition(row: Row<'_>, returns: Option<&str>, body: &str) -> String {
    let mut text = String::new();
    if let Some(returns) = returns {
        text.push_str(&format!(" RETURNS {returns}"));
    }
    if let Some(access) = row
        .text("data_access")
        .filter(|access| *access != "CONTAINS SQL")
    {
        text.push_str(&format!("\n    {access}"));
    }
    if row.flag("is_deterministic") {
        text.push_str("\n    DETERMINISTIC");
    }
    if let Some(security) = row
        .text("sql_security")
        .filter(|security| *security != "DEFINER")
    {
        text.push_str(&format!("\n    SQL SECURITY {security}"));
    }
    if let Some(comment) = row.text("comment").filter(|comment| !comment.is_empty()) {
        text.push_str(&format!("\n    COMMENT {}", literal(comment)));
    }
    format!("{text}\n{body}")
}
